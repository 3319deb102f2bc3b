import * as vscode from 'vscode';
import { summaryCsv, summaryTables } from '../../core/report/summary.js';
import { columnsOf, contentOfCheckpoint, recordsOf } from '../../protocol/contentOfCheckpoint.js';
import type { Params, Result } from '../../protocol/contract.js';
import { orderByView } from '../../protocol/orderByView.js';
import type { PageContent, SweepProgress } from '../../protocol/pageContent.js';
import { type Handlers, ProtocolServer } from '../../protocol/protocolServer.js';
import { RemoteError } from '../../protocol/remoteError.js';
import { artifactsOf, exists, openArtifacts } from '../checkpoints/artifacts.js';
import type { CheckpointState } from '../checkpoints/checkpointState.js';
import { type CheckpointStore, isFile } from '../checkpoints/checkpointStore.js';
import { commandIds } from '../ids.js';
import { runCommand } from '../runCommand.js';
import type { ScenariosTree } from '../scenarios/scenariosTree.js';
import { settings } from '../settings.js';
import type { RunService } from '../sweep/runService.js';
import type { ScenarioChoice, SweepActions } from '../sweep/sweepActions.js';
import { doneCount, runningScenario, type SweepState } from '../sweep/sweepState.js';
import type { ViewStore } from '../view/viewStore.js';

/** What every session works with. */
export interface SessionParts {
  readonly store: CheckpointStore;
  readonly runs: RunService;
  readonly views: ViewStore;
  readonly actions: SweepActions;
  readonly tree: ScenariosTree;
  readonly log: vscode.LogOutputChannel;
}

/** One open editor: answers its page and tells it what has changed. The page may come and go; each time it asks for everything. */
export class EditorSession implements vscode.Disposable {
  readonly uri: vscode.Uri;
  readonly #parts: SessionParts;
  readonly #server: ProtocolServer;
  readonly #owned: vscode.Disposable[];
  #revision = 0;
  #isReady = false;
  #toReveal: string | undefined;

  constructor({ uri, webview }: { readonly uri: vscode.Uri; readonly webview: vscode.Webview }, parts: SessionParts) {
    this.uri = uri;
    this.#parts = parts;
    this.#server = new ProtocolServer({
      handlers: this.#handlers(),
      post: (message) => void webview.postMessage(message),
      onRejected: (reason) => parts.log.warn(`viewer: ${reason}`),
    });
    this.#owned = [
      webview.onDidReceiveMessage((message) => void this.#server.receive(message)),
      parts.store.onDidChange((changed) => {
        if (changed.toString() === uri.toString()) this.#tellContent();
      }),
      parts.views.onDidChange(({ view, by }) => {
        if (by !== this && this.#isReady) this.#server.emit('viewChanged', view);
      }),
      parts.runs.onDidChange((state) => this.#tellProgress(state)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#tellContent()),
    ];
  }

  /** Scrolls to a run config and opens it, as soon as there is a page. */
  reveal(name: string): void {
    if (this.#isReady) this.#server.emit('reveal', { name });
    else this.#toReveal = name;
  }

  dispose(): void {
    this.#server.dispose();
    for (const each of this.#owned) each.dispose();
  }

  #handlers(): Handlers {
    const { views, runs, actions, store } = this.#parts;
    return {
      ready: () => this.#everything(),
      saveView: async ({ view }) => {
        await views.save(view, this);
        return {};
      },
      columns: (wanted) => this.#columns(wanted),
      runConfig: (wanted) => this.#runConfig(wanted),
      startSweep: () =>
        this.#start(commandIds.analyzeSweep, () => vscode.commands.executeCommand(commandIds.analyzeSweep)),
      runMissing: () => this.#start(commandIds.runMissing, () => actions.runMissing(this.uri)),
      runAgain: (which) =>
        this.#start(commandIds.runScenarioAgain, () => actions.runAgain(this.uri, this.#choiceOf(which))),
      cancelSweep: () => {
        runs.cancel();
        return {};
      },
      openArtifacts: async ({ name }) => {
        await openArtifacts(this.uri, name, store);
        return {};
      },
      openAsText: async () => {
        await this.#openAsText();
        return {};
      },
      exportCsv: ({ view }) => this.#exportCsv(view),
      copyText: async ({ text }) => {
        await vscode.env.clipboard.writeText(text);
        return {};
      },
    };
  }

  /** What takes long is answered at once; its failures are shown like those of any command. */
  #start(name: string, action: () => unknown): Record<string, never> {
    void runCommand(name, action, this.#parts.log);
    return {};
  }

  #everything(): Result<'ready'> {
    this.#isReady = true;
    if (this.#toReveal !== undefined) {
      // The page keeps it until it shows what is to be revealed.
      this.#server.emit('reveal', { name: this.#toReveal });
      this.#toReveal = undefined;
    }
    const { views, runs } = this.#parts;
    return { page: this.#page(), view: views.saved ?? null, progress: this.#progress(runs.state) };
  }

  #page(): PageContent {
    const { store } = this.#parts;
    const state = store.get(this.uri) ?? { kind: 'unreadable', reason: vscode.l10n.t('the file is gone') };
    return {
      revision: this.#revision,
      fileName: vscode.workspace.asRelativePath(this.uri),
      content: this.#content(state),
    };
  }

  #content(state: CheckpointState): PageContent['content'] {
    if (state.kind === 'foreign') return { state: 'foreign' };
    if (state.kind === 'unreadable') return { state: 'damaged', message: state.reason, line: null, column: null };
    if (state.kind === 'damaged') {
      const { reason, line, column } = state.error;
      return { state: 'damaged', message: reason, line, column };
    }
    const planned = this.#parts.tree
      .scenariosOf(this.uri, state)
      .filter(({ scenario }) => ['running', 'waiting', 'missing'].includes(scenario.standing))
      .map(({ scenario: { id, swept } }) => ({ id, swept: [...swept], failure: null, failedAt: null }));
    return contentOfCheckpoint(state.checkpoint, {
      view: this.#parts.views.saved ?? null,
      planned,
      errorRateLimit: settings.errorRateLimit(),
      runnable: runnableAt(this.uri),
    });
  }

  #tellContent(): void {
    this.#revision++;
    if (this.#isReady) this.#server.emit('contentChanged', this.#page());
  }

  #tellProgress(state: SweepState | undefined): void {
    if (!this.#isReady) return;
    this.#server.emit('progressChanged', this.#progress(state));
    // What was waiting is missing now.
    if (state === undefined) this.#tellContent();
  }

  /** Null also while another checkpoint's sweep is running. */
  #progress(state: SweepState | undefined): SweepProgress {
    const isOurs = isFile(this.uri) && state?.checkpointPath === this.uri.fsPath;
    if (state === undefined || !isOurs || state.summary !== undefined) return null;
    return {
      done: doneCount(state),
      total: state.scenarios.length,
      scenario: runningScenario(state)?.title ?? null,
      completedRequests: state.completedRequests,
      expectedRequests: state.expectedRequests,
    };
  }

  #columns({ revision, wanted }: Params<'columns'>): Result<'columns'> {
    if (revision !== this.#revision) throw new RemoteError('outdated', 'The checkpoint has changed.');
    return { columns: columnsOf(this.#checkpoint().results, wanted) };
  }

  async #runConfig({ name }: Params<'runConfig'>): Promise<Result<'runConfig'>> {
    const runConfig = this.#checkpoint().results.get(name);
    if (runConfig === undefined) throw new RemoteError('failed', vscode.l10n.t('{0} is gone.', name));
    const artifacts = artifactsOf(this.uri, name, this.#parts.store);
    const command = await this.#parts.actions.commandOf(this.uri, this.#choiceOf({ name, id: null }));
    return {
      command: command ?? null,
      perfAnalyzerCommand: [...runConfig.getPerfAnalyzerCommand()],
      hasArtifacts: artifacts !== undefined && (await exists(artifacts)),
      details: runConfig.details ?? null,
      records: recordsOf(runConfig),
    };
  }

  #choiceOf({ name, id }: Params<'runAgain'>): ScenarioChoice {
    const state = this.#parts.store.get(this.uri);
    const nodes = state === undefined ? [] : this.#parts.tree.scenariosOf(this.uri, state);
    const found = nodes.find(
      ({ scenario }) =>
        (name !== null && scenario.runConfig === name) ||
        (id !== null && (scenario.identity === id || scenario.id === id)),
    );
    if (found === undefined) throw new RemoteError('failed', vscode.l10n.t('The scenario is gone.'));
    return found.scenario;
  }

  #checkpoint() {
    const state = this.#parts.store.get(this.uri);
    if (state?.kind !== 'open') throw new RemoteError('outdated', 'The checkpoint has changed.');
    return state.checkpoint;
  }

  async #openAsText(): Promise<void> {
    const state = this.#parts.store.get(this.uri);
    await vscode.commands.executeCommand('vscode.openWith', this.uri, 'default');
    const editor = vscode.window.activeTextEditor;
    if (state?.kind !== 'damaged' || editor?.document.uri.toString() !== this.uri.toString()) return;
    const place = new vscode.Position(state.error.line - 1, state.error.column - 1);
    editor.selection = new vscode.Selection(place, place);
    editor.revealRange(new vscode.Range(place, place), vscode.TextEditorRevealType.InCenter);
  }

  async #exportCsv(view: Params<'exportCsv'>['view']): Promise<Result<'exportCsv'>> {
    const { results } = this.#checkpoint();
    const target = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.joinPath(this.uri, '..', 'analyze_export_genai_perf.csv'),
      filters: { CSV: ['csv'] },
      title: vscode.l10n.t('Export Summary'),
    });
    if (target === undefined) return { saved: false };
    const { order } = orderByView(results, view);
    const csv = summaryCsv(summaryTables(results, { order }));
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(csv));
    return { saved: true };
  }
}

/** Whether sweeps can be run into this file, and why not. */
function runnableAt(uri: vscode.Uri): { allowed: boolean; reason: string | null } {
  if (!vscode.workspace.isTrusted)
    return {
      allowed: false,
      reason: vscode.l10n.t('This workspace is not trusted: results can be viewed, not measured.'),
    };
  if (uri.scheme !== 'file')
    return { allowed: false, reason: vscode.l10n.t('This is not a file of the workspace: it can only be viewed.') };
  return { allowed: true, reason: null };
}
