import * as vscode from 'vscode';
import { openArtifacts } from '../checkpoints/artifacts.js';
import type { CheckpointStore } from '../checkpoints/checkpointStore.js';
import type { CheckpointEditor } from '../editor/checkpointEditor.js';
import { HumanError } from '../humanError.js';
import { checkpointViewType, commandIds } from '../ids.js';
import type { CommandActions } from '../runCommand.js';
import type { SweepActions } from '../sweep/sweepActions.js';
import type { ScenarioNode } from './scenariosTree.js';

/** What the commands work with. */
export interface ScenariosCommandParts {
  readonly store: CheckpointStore;
  readonly actions: SweepActions;
  readonly editor: CheckpointEditor;
}

type ScenarioOnly = Extract<ScenarioNode, { kind: 'scenario' }>;

/** What can be done in the Scenarios view. Arguments are its nodes; a checkpoint may also come as its address. */
export function scenariosCommands(parts: ScenariosCommandParts) {
  const { store, actions, editor } = parts;
  return {
    [commandIds.refreshScenarios]: () => store.rescan(),
    [commandIds.openCheckpoint]: async (target) => openWith(await checkpointOf(target, store), checkpointViewType),
    [commandIds.openAsText]: async (target) => openWith(await checkpointOf(target, store), 'default'),
    [commandIds.runMissing]: async (target) => actions.runMissing(await checkpointOf(target, store)),
    [commandIds.runScenarioAgain]: (node) => withScenario(node, ({ uri, scenario }) => actions.runAgain(uri, scenario)),
    [commandIds.deleteScenario]: (node) =>
      withScenario(node, ({ uri, scenario }) => actions.delete(uri, scenario, scenario.title)),
    [commandIds.copyCommand]: (node) => withScenario(node, (each) => copyCommand(each, actions)),
    [commandIds.openArtifacts]: (node) =>
      withScenario(node, ({ uri, scenario }) => openArtifacts(uri, scenario.runConfig, store)),
    [commandIds.revealScenario]: (node) =>
      withScenario(node, async ({ uri, scenario }) => {
        if (scenario.runConfig === undefined) return;
        await openWith(uri, checkpointViewType);
        editor.reveal(uri, scenario.runConfig);
      }),
  } satisfies CommandActions;
}

async function openWith(uri: vscode.Uri, viewType: string): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', uri, viewType);
}

function withScenario(node: unknown, action: (node: ScenarioOnly) => unknown): unknown {
  return (node as ScenarioNode | undefined)?.kind === 'scenario' ? action(node as ScenarioOnly) : undefined;
}

/**
 * The checkpoint that a menu means; from the palette the one that is open, or the only one, or the one that the person picks.
 * @throws {HumanError} without any
 */
async function checkpointOf(target: unknown, store: CheckpointStore): Promise<vscode.Uri> {
  if (target instanceof vscode.Uri) return target;
  const node = target as ScenarioNode | undefined;
  if (node?.uri !== undefined) return node.uri;
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputCustom && input.viewType === checkpointViewType) return input.uri;
  if (input instanceof vscode.TabInputText && input.uri.path.endsWith('/checkpoint.json')) return input.uri;
  await store.scan();
  const [first, ...more] = store.files;
  if (first === undefined) throw new HumanError(vscode.l10n.t('There is no checkpoint in this workspace yet.'));
  if (more.length === 0) return first.uri;
  const items = store.files.map(({ uri }) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which checkpoint?') });
  if (picked === undefined) throw new vscode.CancellationError();
  return picked.uri;
}

async function copyCommand({ uri, scenario }: ScenarioOnly, actions: SweepActions): Promise<void> {
  const command = await actions.commandOf(uri, scenario);
  if (command === undefined)
    throw new HumanError(vscode.l10n.t('The checkpoint does not tell how {0} was measured.', scenario.title));
  await vscode.env.clipboard.writeText(command);
}
