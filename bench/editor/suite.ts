import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import manifest from '../../package.json' with { type: 'json' };
import { checkpointViewType } from '../../src/extension/ids.js';
import { generatedCheckpoint } from '../../test/page/host/generatedCheckpoint.js';

/** Runs inside the extension host; bench/editor.mjs reads what it logs. */
export async function run(): Promise<void> {
  const log = (line: object) => appendFileSync(process.env['GENAI_SWEEP_SUITE_LOG']!, `${JSON.stringify(line)}\n`);
  const extension = vscode.extensions.getExtension(`${manifest.publisher}.${manifest.name}`)!;
  if (extension.isActive) throw new Error('the extension is active before anybody needs it');
  const before = process.cpuUsage();
  const began = performance.now();
  await extension.activate();
  const { user, system } = process.cpuUsage(before);
  log({ activationCpuMs: (user + system) / 1000, activationMs: performance.now() - began });

  const folder = vscode.workspace.workspaceFolders![0]!.uri;
  const uri = vscode.Uri.file(join(folder.fsPath, 'checkpoint.json'));
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(generatedCheckpoint(1000).toText()));
  log({ openedAt: Date.now() });
  await vscode.commands.executeCommand('vscode.openWith', uri, checkpointViewType);
  // The page is looked at from outside.
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}
