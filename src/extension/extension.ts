import * as vscode from 'vscode';
import type { Features } from './features.js';
import { checkpointViewType, viewIds } from './ids.js';
import { LateTree } from './lateTree.js';
import { registerCommands, runCommand } from './runCommand.js';
import { isSweepFile } from './sweepFile/sweepFiles.js';
import { offerTerminalCommand } from './terminalPath.js';

let started: Promise<Features> | undefined;

/**
 * Registers what the manifest promises, and no more: a window with a YAML file may never sweep. All that stands behind it
 * is another file, which is loaded with its first use.
 */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('GenAI Sweep', { log: true });
  const features = (): Promise<Features> => {
    started ??= import('./features.js').then(({ startFeatures }) =>
      startFeatures({ context, log, scenariosView, recordsView }),
    );
    return started;
  };
  const scenarios = new LateTree(async () => (await features()).scenarios);
  const records = new LateTree(async () => (await features()).records);
  const showCollapseAll = true;
  const scenariosView = vscode.window.createTreeView(viewIds.scenarios, {
    treeDataProvider: scenarios,
    showCollapseAll,
  });
  const recordsView = vscode.window.createTreeView(viewIds.records, { treeDataProvider: records, showCollapseAll });
  const startWith = (document: vscode.TextDocument) => {
    if (isSweepFile(document)) void runCommand('sweep file', features, log);
  };

  context.subscriptions.push(
    ...[log, scenarios, records, scenariosView, recordsView],
    vscode.window.registerCustomEditorProvider(
      checkpointViewType,
      {
        openCustomDocument: (uri) => ({ uri, dispose: () => {} }),
        resolveCustomEditor: async (document, panel) => (await features()).editor.resolve(document.uri, panel),
      },
      { supportsMultipleEditorsPerDocument: true },
    ),
    registerCommands(async (id) => (await features()).commands[id], log),
    vscode.workspace.onDidOpenTextDocument(startWith),
    offerTerminalCommand(context),
  );
  vscode.workspace.textDocuments.forEach(startWith);
}

/** Ends the sweep and its process, and waits for that: no load goes on behind a closed window. */
export async function deactivate(): Promise<void> {
  await (await started)?.runs.stop();
}
