import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import manifest from '../../package.json' with { type: 'json' };
import { checkpointViewType, commandIds } from '../../src/extension/ids.js';
import { generatedCheckpoint } from '../../test/page/host/generatedCheckpoint.js';

/** Runs inside the extension host; bench/editor.mjs reads what it logs. */
export async function run(): Promise<void> {
  const log = (line: object) => appendFileSync(process.env['GENAI_SWEEP_SUITE_LOG']!, `${JSON.stringify(line)}\n`);
  const extension = vscode.extensions.getExtension(`${manifest.publisher}.${manifest.name}`)!;
  if (extension.isActive) throw new Error('the extension is active before anybody needs it');
  const activation = await measure(() => extension.activate());
  log({ activationCpuMs: activation.cpuMs, activationMs: activation.wallMs });
  const firstUse = await measure(() => vscode.commands.executeCommand(commandIds.clearRecordsFilter));
  log({ firstUseCpuMs: firstUse.cpuMs });

  const folder = vscode.workspace.workspaceFolders![0]!.uri;
  const uri = vscode.Uri.file(join(folder.fsPath, 'checkpoint.json'));
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(generatedCheckpoint(1000).toText()));
  log({ openedAt: Date.now() });
  await vscode.commands.executeCommand('vscode.openWith', uri, checkpointViewType);
  // The page is looked at from outside.
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}

/** CPU of the whole extension host, which does nothing else by then. */
async function measure(action: () => Thenable<unknown>): Promise<{ cpuMs: number; wallMs: number }> {
  const before = process.cpuUsage();
  const began = performance.now();
  await action();
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000, wallMs };
}
