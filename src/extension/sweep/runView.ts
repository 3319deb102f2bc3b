import * as vscode from 'vscode';
import type { SweepEvent, SweepSummary } from '../../runner/sweepEvents.js';
import { commandIds, contextKeys } from '../ids.js';
import type { RunService } from './runService.js';
import { doneCount, progressText, type SweepState } from './sweepState.js';

/** Shows the running sweep: a notification with cancel, the status bar, the log, and at the end what came of it. */
export class RunView implements vscode.Disposable {
  readonly #runs: RunService;
  readonly #log: vscode.LogOutputChannel;
  readonly #status: vscode.StatusBarItem;
  readonly #owned: vscode.Disposable[];
  #notification: { readonly report: (state: SweepState) => void; readonly close: () => void } | undefined;

  constructor(runs: RunService, log: vscode.LogOutputChannel) {
    this.#runs = runs;
    this.#log = log;
    this.#status = vscode.window.createStatusBarItem(commandIds.cancelSweep, vscode.StatusBarAlignment.Left);
    this.#status.name = vscode.l10n.t('GenAI Sweep');
    this.#status.command = commandIds.cancelSweep;
    this.#owned = [
      this.#status,
      runs.onEvent((event) => this.#write(event)),
      runs.onDidChange((state) => this.#show(state)),
    ];
  }

  dispose(): void {
    this.#notification?.close();
    for (const each of this.#owned) each.dispose();
  }

  #show(state: SweepState | undefined): void {
    if (state === undefined || state.summary !== undefined) {
      this.#notification?.close();
      this.#notification = undefined;
      this.#status.hide();
      void vscode.commands.executeCommand('setContext', contextKeys.running, false);
      if (state?.summary !== undefined) tellEnd(state.summary, state);
      return;
    }
    if (this.#notification === undefined) {
      this.#notification = openNotification(() => this.#runs.cancel());
      void vscode.commands.executeCommand('setContext', contextKeys.running, true);
      this.#status.show();
    }
    this.#notification.report(state);
    this.#status.text = `$(sync~spin) ${progressText(state)}`;
    this.#status.tooltip = vscode.l10n.t('A sweep is running: {0}. Click to cancel it.', progressText(state));
    this.#status.accessibilityInformation = { label: this.#status.tooltip };
  }

  #write(event: SweepEvent): void {
    const title = (index: number) => this.#runs.state?.scenarios[index]?.title ?? String(index);
    switch (event.kind) {
      case 'started':
        this.#log.info(`sweep of ${event.scenarios.length} scenarios into ${event.checkpoint}`);
        break;
      case 'skipped':
        this.#log.info(event.message);
        break;
      case 'measuring':
        this.#log.info(`${title(event.index)}: measuring as ${event.runConfig}`);
        this.#log.debug(`artifacts in ${event.artifactDirectory}`);
        break;
      case 'progress':
        this.#log.trace(`${title(event.index)}: ${JSON.stringify(event.progress)}`);
        break;
      case 'measured':
        this.#log.info(`${title(event.index)}: measured${figures(event)}`);
        for (const { text } of event.flags) this.#log.warn(`${title(event.index)}: ${text}`);
        break;
      case 'failed':
        this.#log.error(`${title(event.index)}: ${event.reason}`);
        break;
      case 'warning':
        this.#log.warn(event.message);
        break;
      case 'finished':
        this.#log.info(`finished: ${JSON.stringify(event.summary)}`);
    }
  }
}

function figures(event: Extract<SweepEvent, { kind: 'measured' }>): string {
  const parts = [
    [event.requestsPerSecond, 'requests/sec'],
    [event.tokensPerSecond, 'tokens/sec'],
    [event.ttftP99Ms, 'ms p99 TTFT'],
    [event.requestLatencyP99Ms, 'ms p99 latency'],
  ] as const;
  return parts.map(([value, unit]) => (value === undefined ? '' : `, ${value.toFixed(2)} ${unit}`)).join('');
}

function openNotification(cancel: () => void) {
  let close = () => {};
  let report: (state: SweepState) => void = () => {};
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Sweep'),
    cancellable: true,
  };
  void vscode.window.withProgress(options, (progress, token) => {
    token.onCancellationRequested(cancel);
    let shown = 0;
    report = (state) => {
      const done = (100 * (doneCount(state) + shareOf(state))) / Math.max(1, state.scenarios.length);
      progress.report({ message: progressText(state), increment: Math.max(0, done - shown) });
      shown = Math.max(shown, done);
    };
    return closed;
  });
  return { report: (state: SweepState) => report(state), close: () => close() };
}

/** Of the scenario that is running, 0 to 1. */
function shareOf({ completedRequests, expectedRequests }: SweepState): number {
  return expectedRequests === 0 ? 0 : Math.min(1, completedRequests / expectedRequests);
}

/** The end in one sentence, with what to do next. */
function tellEnd(summary: SweepSummary, state: SweepState): void {
  const checkpoint = vscode.Uri.file(summary.checkpointPath);
  const open = { title: vscode.l10n.t('Open Results'), run: commandIds.openCheckpoint };
  const again = { title: vscode.l10n.t('Run Missing'), run: commandIds.runMissing };
  const log = { title: vscode.l10n.t('Show Log'), run: commandIds.showLog };
  const { message, isGood } = endSentence(summary, state);
  const actions = isGood ? [open] : [again, summary.failed > 0 ? log : open];
  const show = isGood ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  const shown = show<(typeof actions)[number]>(message, ...actions);
  void shown.then((choice) => {
    if (choice !== undefined) void vscode.commands.executeCommand(choice.run, checkpoint);
  });
}

function endSentence(summary: SweepSummary, { scenarios }: SweepState): { message: string; isGood: boolean } {
  const { measured, skipped, failed, notRun } = summary;
  const skippedTitles = scenarios.filter(({ state }) => state === 'skipped').map(({ title }) => title);
  const firstFailure = scenarios.find(({ state }) => state === 'failed');
  const parts = [
    vscode.l10n.t('{0} measured', measured),
    skipped > 0 && vscode.l10n.t('{0} skipped, measured before ({1})', skipped, someOf(skippedTitles)),
    failed > 0 && vscode.l10n.t('{0} failed ({1}: {2})', failed, firstFailure?.title ?? '', firstFailure?.reason ?? ''),
    notRun > 0 && vscode.l10n.t('{0} not reached', notRun),
  ].filter((part) => part !== false);
  const beginning = notRun > 0 ? vscode.l10n.t('Sweep cancelled') : vscode.l10n.t('Sweep finished');
  return { message: `${beginning}: ${parts.join(', ')}.`, isGood: failed === 0 && notRun === 0 };
}

function someOf(titles: readonly string[]): string {
  return titles.length > 3 ? `${titles.slice(0, 2).join(', ')} …` : titles.join(', ');
}
