import { dirname, isAbsolute, resolve } from 'node:path';
import * as vscode from 'vscode';
import { HumanError } from '../humanError.js';
import type { CheckpointStore } from './checkpointStore.js';

/** The artifact directory of a run config; undefined when the checkpoint names none. */
export function artifactsOf(uri: vscode.Uri, runConfig: string, store: CheckpointStore): vscode.Uri | undefined {
  const state = store.get(uri);
  const details = state?.kind === 'open' ? state.checkpoint.results.get(runConfig)?.details : undefined;
  if (details === undefined) return undefined;
  const { artifactDirectory } = details;
  const base = dirname(uri.fsPath);
  return vscode.Uri.file(isAbsolute(artifactDirectory) ? artifactDirectory : resolve(base, artifactDirectory));
}

/** Shows the artifact directory: in the explorer where it belongs to the workspace. @throws {HumanError} */
export async function openArtifacts(
  uri: vscode.Uri,
  runConfig: string | undefined,
  store: CheckpointStore,
): Promise<void> {
  const directory = runConfig === undefined ? undefined : artifactsOf(uri, runConfig, store);
  if (directory === undefined || !(await exists(directory)))
    throw new HumanError(vscode.l10n.t('The artifacts of this scenario are not there.'));
  const isInside = vscode.workspace.getWorkspaceFolder(directory) !== undefined;
  await vscode.commands.executeCommand(isInside ? 'revealInExplorer' : 'revealFileInOS', directory);
}

/** Whether there is a file or folder. */
export async function exists(uri: vscode.Uri): Promise<boolean> {
  return Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );
}
