import { join } from 'node:path';
import * as vscode from 'vscode';
import { CheckpointStore } from './checkpoints/checkpointStore.js';
import { CheckpointEditor } from './editor/checkpointEditor.js';
import { checkpointViewType, planScheme, viewIds } from './ids.js';
import { recordsCommands } from './records/recordsCommands.js';
import { RecordsTree } from './records/recordsTree.js';
import { registerCommands } from './runCommand.js';
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
import { offerTerminalCommand } from './terminalPath.js';
import { ViewStore } from './view/viewStore.js';
import { LastEndpoints } from './wizard/lastEndpoints.js';

let running: RunService | undefined;

/** Puts everything together; nothing is read before it stands. */
export function activate(context: vscode.ExtensionContext): void {
  const { extensionPath, extensionUri, workspaceState, globalState, secrets } = context;
  const version = String((context.extension.packageJSON as { version: unknown }).version);
  const log = vscode.window.createOutputChannel('GenAI Sweep', { log: true });
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
  running = runs;
  const actions = new SweepActions({ runs, store, remembered, apiKeys });
  const scenarios = new ScenariosTree({ store, runs, views, remembered });
  const records = new RecordsTree(store);
  const editor = new CheckpointEditor(extensionUri, { store, runs, views, actions, tree: scenarios, log });
  const plans = new PlanDocuments();
  const simulator = new SimulatorProcess(extensionPath, endpoints);
  const scenariosView = vscode.window.createTreeView(viewIds.scenarios, {
    treeDataProvider: scenarios,
    showCollapseAll: true,
  });
  const recordsView = vscode.window.createTreeView(viewIds.records, {
    treeDataProvider: records,
    showCollapseAll: true,
  });

  context.subscriptions.push(
    ...[log, store, runs, views, scenarios, records, plans, simulator, scenariosView, recordsView],
    new RunView(runs, log),
    scenariosView.onDidChangeSelection(({ selection }) => showRecords(selection[0], { records, recordsView })),
    // A line that is chosen while the tree is made anew is known to the editor only then.
    scenarios.onDidRender(() => showRecords(scenariosView.selection[0], { records, recordsView })),
    reloadDuringRuns(runs, store),
    openResultsOfRuns(runs),
    vscode.workspace.registerTextDocumentContentProvider(planScheme, plans),
    vscode.window.registerCustomEditorProvider(checkpointViewType, editor, {
      supportsMultipleEditorsPerDocument: true,
    }),
    registerSweepFileFeatures(),
    registerCommands(
      {
        ...sweepCommands({ apiKeys, endpoints, runs, actions, plans, log, version }),
        ...scenariosCommands({ store, actions, editor }),
        ...recordsCommands(records, views),
        ...simulator.commands,
      },
      log,
    ),
    offerTerminalCommand(context),
  );
}

/** Ends the sweep and its process, and waits for that: no load goes on behind a closed window. */
export async function deactivate(): Promise<void> {
  await running?.stop();
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
