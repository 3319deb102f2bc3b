import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { stringify } from 'yaml';
import { parseConfigText } from '../core/sweep/configFile.js';
import { parseOptions } from '../core/sweep/givenOptions.js';
import { prepareSweep } from '../runner/prepareSweep.js';
import { HumanError } from './humanError.js';
import { commandIds } from './ids.js';
import type { CommandActions } from './runCommand.js';
import { settings } from './settings.js';
import type { ApiKeys } from './sweep/apiKeys.js';
import type { RunService } from './sweep/runService.js';
import type { SweepActions } from './sweep/sweepActions.js';
import type { ConfigObject } from './sweep/sweepSource.js';
import type { PlanDocuments } from './sweepFile/planDocument.js';
import { isSweepFile } from './sweepFile/sweepFiles.js';
import { askSweep } from './wizard/analyzeSweep.js';
import type { LastEndpoints } from './wizard/lastEndpoints.js';
import { reviewSweep } from './wizard/reviewSweep.js';

/** What the commands work with. */
export interface SweepCommandParts {
  readonly apiKeys: ApiKeys;
  readonly endpoints: LastEndpoints;
  readonly runs: RunService;
  readonly actions: SweepActions;
  readonly plans: PlanDocuments;
  readonly log: vscode.LogOutputChannel;
  /** Of this extension. */
  readonly version: string;
}

/** Commands that make, plan, run and stop sweeps. */
export function sweepCommands(parts: SweepCommandParts) {
  const { apiKeys, runs, log } = parts;
  return {
    [commandIds.analyzeSweep]: () => analyzeSweep(parts),
    [commandIds.runSweepFile]: (target) => runSweepFile(target, parts),
    [commandIds.planSweepFile]: (target) => planSweepFile(target, parts),
    [commandIds.newSweepFile]: () => newSweepFile(),
    [commandIds.cancelSweep]: () => runs.cancel(),
    [commandIds.showLog]: () => log.show(),
    [commandIds.setApiKey]: async () => {
      const url = await askUrl(parts);
      await apiKeys.ask(url);
      void vscode.window.showInformationMessage(vscode.l10n.t('The key for {0} is kept in the secret storage.', url));
    },
    [commandIds.deleteApiKey]: async () => {
      const url = await askUrl(parts);
      await apiKeys.delete(url);
      void vscode.window.showInformationMessage(vscode.l10n.t('No key is kept for {0} any more.', url));
    },
  } satisfies CommandActions;
}

async function analyzeSweep(parts: SweepCommandParts): Promise<void> {
  const { folder, options } = await askSweep(parts, workspaceFolders());
  const reviewed = await reviewSweep(options);
  const run = {
    options: parseOptions(parseConfigText(JSON.stringify(reviewed.options), 'options'), 'analyze'),
    folder: folder.fsPath,
  };
  if (reviewed.next === 'run') {
    await parts.runs.run({ ...run, source: { kind: 'options', options: reviewed.options } });
    return;
  }
  const file = await saveSweepFile(folder, reviewed.options);
  await vscode.window.showTextDocument(file);
  if (reviewed.next === 'saveAndRun') await parts.runs.run({ ...run, source: { kind: 'file', uri: file.toString() } });
}

/** @throws {HumanError} */
function workspaceFolders(): readonly vscode.Uri[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) throw new HumanError(vscode.l10n.t('Open a folder first: the results are kept in it.'));
  return folders.map(({ uri }) => uri);
}

/** Writes sweep.yaml, or sweep-2.yaml …: what is there stays. */
async function saveSweepFile(folder: vscode.Uri, options: ConfigObject): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const uri = vscode.Uri.joinPath(folder, number === 1 ? 'sweep.yaml' : `${number}.sweep.yaml`);
    const isThere = await Promise.resolve(vscode.workspace.fs.stat(uri)).then(
      () => true,
      () => false,
    );
    if (isThere) continue;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(stringify(options)));
    return uri;
  }
}

/** @throws {HumanError} when no sweep file is meant */
async function sweepDocument(target: unknown): Promise<vscode.TextDocument> {
  if (target instanceof vscode.Uri) return vscode.workspace.openTextDocument(target);
  const document = vscode.window.activeTextEditor?.document;
  if (document !== undefined && isSweepFile(document)) return document;
  throw new HumanError(vscode.l10n.t('Open a sweep file first: sweep.yaml, sweep.json or *.sweep.yaml.'));
}

async function runSweepFile(target: unknown, { actions }: SweepCommandParts): Promise<void> {
  const document = await sweepDocument(target);
  // What runs is what the file holds.
  if (document.isDirty) await document.save();
  const source = { kind: 'file' as const, uri: document.uri.toString() };
  await actions.runText(document.getText(), source, dirname(document.uri.fsPath));
}

async function planSweepFile(target: unknown, { apiKeys, plans, version }: SweepCommandParts): Promise<void> {
  const document = await sweepDocument(target);
  const options = parseOptions(
    parseConfigText(document.getText(), vscode.workspace.asRelativePath(document.uri)),
    'analyze',
  );
  const environment = await apiKeys.environmentFor(options);
  const workingDirectory = dirname(document.uri.fsPath);
  const { signal } = new AbortController();
  await plans.show(document.uri, await prepareSweep({ options, environment, workingDirectory, version, signal }));
}

/** An untitled sweep file with the usual beginning. */
async function newSweepFile(): Promise<void> {
  const content = stringify({
    model: 'my-model',
    url: 'localhost:8000',
    'endpoint-type': 'chat',
    streaming: true,
    'sweep-type': 'concurrency',
    'sweep-range': '1:32',
    'synthetic-input-tokens-mean': 550,
    'output-tokens-mean': 128,
  });
  const [folder] = workspaceFolders();
  const uri = vscode.Uri.joinPath(folder!, 'sweep.yaml').with({ scheme: 'untitled' });
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document);
  if (document.getText() === '') await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), content));
}

async function askUrl({ endpoints }: SweepCommandParts): Promise<string> {
  const url = await vscode.window.showInputBox({
    title: vscode.l10n.t('Address of the server: host:port or http(s)://…'),
    value: endpoints.all[0]?.url ?? 'localhost:8000',
  });
  if (url === undefined || url.trim() === '') throw new vscode.CancellationError();
  return url.trim();
}

/** Opens the viewer when a sweep begins to have results, unless the user does not want that. */
export function openResultsOfRuns(runs: RunService): vscode.Disposable {
  let opened: string | undefined;
  return runs.onEvent((event) => {
    if (event.kind === 'started') opened = undefined;
    if (event.kind !== 'measured' && event.kind !== 'skipped') return;
    const path = runs.state?.checkpointPath;
    if (path === undefined || path === opened || !settings.openResults()) return;
    opened = path;
    void vscode.commands.executeCommand(commandIds.openCheckpoint, vscode.Uri.file(path));
  });
}
