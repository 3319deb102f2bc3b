import { join } from 'node:path';
import * as vscode from 'vscode';
import { CheckpointStore } from './checkpoints/checkpointStore.js';
import { CheckpointEditor } from './editor/checkpointEditor.js';
import { type CommandId, planScheme } from './ids.js';
import { recordsCommands } from './records/recordsCommands.js';
import { type RecordNode, RecordsTree } from './records/recordsTree.js';
import type { CommandAction } from './runCommand.js';
import { scenariosCommands } from './scenarios/scenariosCommands.js';
import { type ScenarioNode, ScenariosTree } from './scenarios/scenariosTree.js';
import { SimulatorProcess } from './simulatorCommand.js';
import { ApiKeys } from './sweep/apiKeys.js';
import { RememberedSweeps } from './sweep/rememberedSweeps.js';
import { RunService } from './sweep/runService.js';
import { RunView } from './sweep/runView.js';
import { SweepActions } from './sweep/sweepActions.js';
import { openResultsOfRuns, sweepCommands } from './sweepCommands.js';
import { registerSweepFileFeatures } from './sweepFile/languageFeatures.js';
import { PlanDocuments } from './sweepFile/planDocument.js';
import { ViewStore } from './view/viewStore.js';
import { LastEndpoints } from './wizard/lastEndpoints.js';

/** What is there before its first use. */
export interface FeatureParts {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly scenariosView: vscode.TreeView<ScenarioNode>;
  readonly recordsView: vscode.TreeView<RecordNode>;
}

/** All that the extension can do, behind what it has registered. */
export interface Features {
  readonly runs: RunService;
  readonly editor: CheckpointEditor;
  readonly scenarios: ScenariosTree;
  readonly records: RecordsTree;
  readonly commands: Readonly<Record<CommandId, CommandAction>>;
}

/** Puts everything together, once. What it opens is closed with the extension. */
export function startFeatures({ context, log, scenariosView, recordsView }: FeatureParts): Features {
  const { extensionPath, extensionUri, workspaceState, globalState, secrets } = context;
  const version = String((context.extension.packageJSON as { version: unknown }).version);
  const apiKeys = new ApiKeys(secrets);
  const remembered = new RememberedSweeps(workspaceState);
  const endpoints = new LastEndpoints(globalState);
  const views = new ViewStore(workspaceState);
  const store = new CheckpointStore(join(extensionPath, 'dist', 'checkpointWorker.js'));
  const engineFile = join(extensionPath, 'dist', 'engineProcess.js');
  const runs = new RunService({
    apiKeys,
    remembered,
    version,
    engineFile,
    onCommand: (command) => log.info(command),
  });
  const actions = new SweepActions({ runs, store, remembered, apiKeys });
  const scenarios = new ScenariosTree({ store, runs, views, remembered });
  const records = new RecordsTree(store);
  const editor = new CheckpointEditor(extensionUri, { store, runs, views, actions, tree: scenarios, log });
  const plans = new PlanDocuments();
  const simulator = new SimulatorProcess(extensionPath, endpoints);

  context.subscriptions.push(
    ...[store, runs, views, scenarios, records, plans, simulator],
    new RunView(runs, log),
    scenariosView.onDidChangeSelection(({ selection }) => showRecords(selection[0], { records, recordsView })),
    // A line that is chosen while the tree is made anew is known to the editor only then.
    scenarios.onDidRender(() => showRecords(scenariosView.selection[0], { records, recordsView })),
    reloadDuringRuns(runs, store),
    openResultsOfRuns(runs),
    vscode.workspace.registerTextDocumentContentProvider(planScheme, plans),
    registerSweepFileFeatures(),
  );
  const commands = {
    ...sweepCommands({ apiKeys, endpoints, runs, actions, plans, log, version }),
    ...scenariosCommands({ store, actions, editor }),
    ...recordsCommands(records, views),
    ...simulator.commands,
  };
  return { runs, editor, scenarios, records, commands };
}

interface RecordsParts {
  readonly records: RecordsTree;
  readonly recordsView: vscode.TreeView<unknown>;
}

/** Without a node what is shown stays: the tree may be about to be made anew. */
function showRecords(node: ScenarioNode | undefined, { records, recordsView }: RecordsParts): void {
  if (node === undefined) return;
  const isMeasured = node.kind === 'scenario' && node.scenario.runConfig !== undefined;
  const { uri, scenario } = isMeasured ? node : {};
  const choice =
    uri !== undefined && scenario?.runConfig !== undefined
      ? { uri, name: scenario.runConfig, title: scenario.title }
      : undefined;
  const { choice: shown } = records;
  if (choice?.name === shown?.name && choice?.uri.toString() === shown?.uri.toString()) return;
  records.show(choice);
  recordsView.description = choice?.title ?? '';
}

/** The runner has just written: there is no need to wait for the file system to say so. */
function reloadDuringRuns(runs: RunService, store: CheckpointStore): vscode.Disposable {
  return runs.onEvent((event) => {
    const path = runs.state?.checkpointPath;
    const hasWritten = event.kind === 'measured' || event.kind === 'failed' || event.kind === 'skipped';
    if (hasWritten && path !== undefined) void store.reload(vscode.Uri.file(path));
  });
}
