import * as vscode from 'vscode';
import { Checkpoint } from '../../core/checkpoint/checkpoint.js';
import type { CheckpointState } from '../checkpoints/checkpointState.js';
import { type CheckpointStore, isFile } from '../checkpoints/checkpointStore.js';
import { commandIds } from '../ids.js';
import { settings } from '../settings.js';
import type { RememberedSweeps } from '../sweep/rememberedSweeps.js';
import type { RunService } from '../sweep/runService.js';
import { folderLabel } from '../sweep/sweepActions.js';
import type { ViewStore } from '../view/viewStore.js';
import { figureTitle, type ListedScenario, listScenarios, type ScenarioStanding } from './scenarioList.js';

/** A checkpoint, or one of its scenarios. */
export type ScenarioNode =
  | { readonly kind: 'checkpoint'; readonly uri: vscode.Uri; readonly state: CheckpointState }
  | { readonly kind: 'scenario'; readonly uri: vscode.Uri; readonly scenario: ListedScenario };

/** What the tree renders. */
export interface ScenariosTreeParts {
  readonly store: CheckpointStore;
  readonly runs: RunService;
  readonly views: ViewStore;
  readonly remembered: RememberedSweeps;
}

/** Every checkpoint of the workspace with its scenarios in rank order. */
export class ScenariosTree implements vscode.TreeDataProvider<ScenarioNode>, vscode.Disposable {
  readonly #parts: ScenariosTreeParts;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #owned: vscode.Disposable[];
  #structure = '';
  #renderTimer: NodeJS.Timeout | undefined;
  readonly #rendered = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  /** Fires when the editor has fetched what it shows. */
  readonly onDidRender = this.#rendered.event;

  constructor(parts: ScenariosTreeParts) {
    this.#parts = parts;
    const refresh = () => this.#changed.fire(undefined);
    this.#owned = [
      this.#changed,
      this.#rendered,
      parts.store.onDidChange(refresh),
      parts.views.onDidChange(refresh),
      parts.runs.onDidChange((state) => {
        // Requests that are done do not show here.
        const structure = JSON.stringify(state?.scenarios.map(({ state: how }) => how) ?? null);
        if (structure !== this.#structure) refresh();
        this.#structure = structure;
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.#renderTimer);
    for (const each of this.#owned) each.dispose();
  }

  async getChildren(node?: ScenarioNode): Promise<ScenarioNode[]> {
    if (node === undefined) {
      await this.#parts.store.scanForFirst();
      return this.#checkpoints();
    }
    return node.kind === 'checkpoint' ? this.scenariosOf(node.uri, node.state) : [];
  }

  getParent(node: ScenarioNode): ScenarioNode | undefined {
    if (node.kind === 'checkpoint') return undefined;
    return this.#checkpoints().find(({ uri }) => uri.toString() === node.uri.toString());
  }

  getTreeItem(node: ScenarioNode): vscode.TreeItem {
    clearTimeout(this.#renderTimer);
    this.#renderTimer = setTimeout(() => this.#rendered.fire(), 100);
    return node.kind === 'checkpoint' ? checkpointItem(node) : scenarioItem(node, this.#figureTitle());
  }

  /** The scenarios of a checkpoint, in the order of the tree. */
  scenariosOf(uri: vscode.Uri, state: CheckpointState): Extract<ScenarioNode, { kind: 'scenario' }>[] {
    if (state.kind !== 'open') return [];
    const { runs, views, remembered } = this.#parts;
    const path = isFile(uri) ? uri.fsPath : undefined;
    const running = path !== undefined && runs.state?.checkpointPath === path ? runs.state.scenarios : undefined;
    const scenarios = listScenarios({
      checkpoint: state.checkpoint,
      view: views.current,
      errorRateLimit: settings.errorRateLimit(),
      running,
      planned: (path === undefined ? undefined : remembered.get(path))?.scenarios ?? [],
    });
    return scenarios.map((scenario) => ({ kind: 'scenario', uri, scenario }));
  }

  /** The sweep that is running has its place before its first scenario is written. */
  #checkpoints(): Extract<ScenarioNode, { kind: 'checkpoint' }>[] {
    const { store, runs } = this.#parts;
    const nodes = store.files.map(({ uri, state }) => ({ kind: 'checkpoint' as const, uri, state }));
    const path = runs.state?.checkpointPath;
    if (path === undefined || nodes.some(({ uri }) => uri.fsPath === path)) return nodes;
    const state: CheckpointState = { kind: 'open', checkpoint: Checkpoint.empty() };
    return [{ kind: 'checkpoint', uri: vscode.Uri.file(path), state }, ...nodes];
  }

  #figureTitle(): string {
    return figureTitle(this.#parts.views.current);
  }
}

function checkpointItem({ uri, state }: Extract<ScenarioNode, { kind: 'checkpoint' }>): vscode.TreeItem {
  const folder = folderLabel(uri);
  const item = new vscode.TreeItem(folder === '' ? 'checkpoint.json' : folder);
  item.id = uri.toString();
  item.resourceUri = uri;
  const isOpen = state.kind === 'open';
  item.collapsibleState = isOpen ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None;
  item.contextValue = isOpen ? 'checkpoint' : 'checkpoint.damaged';
  item.iconPath = isOpen
    ? new vscode.ThemeIcon('layers')
    : new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  item.description = isOpen ? measuredText(state.checkpoint) : vscode.l10n.t('damaged');
  item.tooltip = state.kind === 'damaged' ? `${uri.fsPath}\n${state.error.message}` : uri.fsPath;
  item.command = { command: commandIds.openCheckpoint, title: vscode.l10n.t('Open Results'), arguments: [uri] };
  return item;
}

function measuredText({ results }: Checkpoint): string {
  return results.size === 1 ? vscode.l10n.t('1 measured') : vscode.l10n.t('{0} measured', results.size);
}

const icons: Readonly<Record<ScenarioStanding, readonly [icon: string, color?: string]>> = {
  best: ['star-full', 'charts.yellow'],
  passing: ['pass', 'testing.iconPassed'],
  overLimit: ['circle-slash', 'list.warningForeground'],
  demoted: ['warning', 'list.warningForeground'],
  failed: ['error', 'testing.iconFailed'],
  running: ['sync~spin'],
  waiting: ['clock'],
  missing: ['circle-large-outline'],
};

function words(): Readonly<Record<ScenarioStanding, string>> {
  return {
    best: vscode.l10n.t('best'),
    passing: vscode.l10n.t('passing'),
    overLimit: vscode.l10n.t('over a limit'),
    demoted: vscode.l10n.t('ranked last'),
    failed: vscode.l10n.t('failed'),
    running: vscode.l10n.t('running'),
    waiting: vscode.l10n.t('waiting'),
    missing: vscode.l10n.t('missing'),
  };
}

function scenarioItem(
  { uri, scenario }: Extract<ScenarioNode, { kind: 'scenario' }>,
  figureName: string,
): vscode.TreeItem {
  const { standing, title, figure, reasons, runConfig } = scenario;
  const word = words()[standing];
  const item = new vscode.TreeItem(title);
  const [icon, color] = icons[standing];
  item.id = `${uri.toString()}#${scenario.id}`;
  item.contextValue = `scenario.${runConfig === undefined ? standing : 'measured'}`;
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.description = [word, figure].filter((part) => part !== '').join(' · ');
  const lines = [
    `**${title}** (${word})`,
    figure === '' ? '' : `${figureName}: ${figure}`,
    runConfig ?? '',
    ...reasons,
  ];
  item.tooltip = new vscode.MarkdownString(lines.filter((line) => line !== '').join('\n\n'));
  item.accessibilityInformation = { label: [title, word, figure, ...reasons].filter((part) => part !== '').join(', ') };
  return item;
}
