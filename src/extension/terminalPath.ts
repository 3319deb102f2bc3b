import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import * as vscode from 'vscode';
import { settingIds } from './ids.js';
import { settings } from './settings.js';

/**
 * Puts `genai-sweep` on the PATH of the editor's terminals: a script that runs the shipped program with the editor's own
 * Node, since there may be no other.
 */
export function offerTerminalCommand(context: vscode.ExtensionContext): vscode.Disposable {
  const apply = async () => {
    const { environmentVariableCollection: variables } = context;
    variables.description = vscode.l10n.t('The command genai-sweep');
    if (!settings.addToPath()) return variables.clear();
    const folder = join(context.globalStorageUri.fsPath, 'bin');
    await writeScripts(folder, join(context.extensionPath, 'dist', 'cli.js'));
    variables.prepend('PATH', `${folder}${delimiter}`);
  };
  void apply();
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(settingIds.addToPath)) void apply();
  });
}

async function writeScripts(folder: string, program: string): Promise<void> {
  const node = process.execPath;
  const scripts = {
    'genai-sweep': `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${shellQuoted(node)} ${shellQuoted(program)} "$@"\n`,
    'genai-sweep.cmd': `@echo off\r\nset ELECTRON_RUN_AS_NODE=1\r\n"${node}" "${program}" %*\r\n`,
  };
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(scripts)) {
    const path = join(folder, name);
    if ((await readFile(path, 'utf8').catch(() => '')) === text) continue;
    await writeFile(path, text);
    await chmod(path, 0o755);
  }
}

const shellQuoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
