import { resolve } from 'node:path';
import * as vscode from 'vscode';
import { refuseByEngine } from '../../core/sweep/engines.js';
import type { SweepOptions } from '../../core/sweep/options.js';
import { runSettings } from '../../core/sweep/runSettings.js';
import { openEngine } from '../../engines/openEngine.js';
import { prepareSweep } from '../../runner/prepareSweep.js';
import { runSweep } from '../../runner/runSweep.js';
import type { SweepEvent, SweepSummary } from '../../runner/sweepEvents.js';
import { HumanError } from '../humanError.js';
import { settings } from '../settings.js';
import type { ApiKeys } from './apiKeys.js';
import type { RememberedSweeps } from './rememberedSweeps.js';
import type { SweepSource } from './sweepSource.js';
import { advance, type SweepState } from './sweepState.js';

/** A sweep to run. */
export interface RunRequest {
  /** Checked by `parseOptions`. */
  readonly options: SweepOptions;
  /** Relative paths begin here; absolute. */
  readonly folder: string;
  /** Remembered, to go on later; undefined when it is a part of a sweep that is remembered already. */
  readonly source: SweepSource | undefined;
}

/** What the service works with. */
export interface RunServiceParts {
  readonly apiKeys: ApiKeys;
  readonly remembered: RememberedSweeps;
  /** Of this extension. */
  readonly version: string;
  /** File of the engine's process; absolute. */
  readonly engineFile: string;
  /** Told the command line, without secrets, of each other program that makes the load. */
  readonly onCommand: (command: string) => void;
}

/** Runs one sweep at a time, in this process; the engine has its own. Whoever wants to know listens. */
export class RunService implements vscode.Disposable {
  readonly #parts: RunServiceParts;
  readonly #event = new vscode.EventEmitter<SweepEvent>();
  readonly #changed = new vscode.EventEmitter<SweepState | undefined>();
  #state: SweepState | undefined;
  #abort: AbortController | undefined;
  #run: Promise<unknown> | undefined;
  /** Every event of a sweep, in order. */
  readonly onEvent = this.#event.event;
  /** Fires after each event with the state, and with undefined when the sweep is over. */
  readonly onDidChange = this.#changed.event;

  constructor(parts: RunServiceParts) {
    this.#parts = parts;
  }

  /** The sweep that is running; undefined while none is, or while one is looking at its server. */
  get state(): SweepState | undefined {
    return this.#state;
  }

  /** Whether a sweep is running or about to. */
  get isBusy(): boolean {
    return this.#abort !== undefined;
  }

  /**
   * Runs a sweep to its end; undefined when the person was asked and declined. A cancelled one ends with what it has.
   * @throws {HumanError} when one is running already, or the workspace is not trusted
   * @throws everything that `prepareSweep` and `runSweep` throw
   */
  async run(request: RunRequest): Promise<SweepSummary | undefined> {
    if (!vscode.workspace.isTrusted)
      throw new HumanError(vscode.l10n.t('A sweep can only be run in a workspace that you trust.'));
    if (this.isBusy)
      throw new HumanError(vscode.l10n.t('A sweep is running already: wait for its end, or cancel it first.'));
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const run = this.#runAll(request, abort.signal);
      this.#run = run.catch(() => undefined);
      return await run;
    } finally {
      this.#abort = undefined;
      this.#state = undefined;
      this.#changed.fire(undefined);
    }
  }

  /** Stops the running sweep; what is done is kept. */
  cancel(): void {
    this.#abort?.abort(new vscode.CancellationError());
  }

  /** Stops the running sweep and waits until its process has ended. */
  async stop(): Promise<void> {
    this.cancel();
    await this.#run;
  }

  dispose(): void {
    this.cancel();
    this.#event.dispose();
    this.#changed.dispose();
  }

  async #runAll(request: RunRequest, signal: AbortSignal): Promise<SweepSummary | undefined> {
    const { folder } = request;
    const options = withEngineOfSettings(request.options);
    const { apiKeys, version, engineFile } = this.#parts;
    const environment = await apiKeys.environmentFor(options);
    const { engine: name, enginePath, engineTimeoutMs } = runSettings(options);
    const engine = await openEngine(name, {
      version,
      processFile: engineFile,
      enginePath: enginePath && resolve(folder, enginePath),
      engineTimeoutMs,
      environment: process.env,
    });
    try {
      const prepared = await prepareSweep({ options, environment, workingDirectory: folder, version, signal });
      const run = prepared.run(engine);
      if (run.plan.confirmation !== undefined && !(await confirmMany(run.plan.scenarios.length))) return undefined;
      for (const message of run.plan.notices) this.#event.fire({ kind: 'warning', message });
      const onEvent = (event: SweepEvent) => {
        this.#tell(event);
        // At once, so that what is missing is known even when the window is closed before the end.
        if (event.kind === 'started') void this.#remember(request);
      };
      const { summary } = await runSweep(run, { signal, onEvent, onCommand: this.#parts.onCommand });
      await this.#remember(request);
      return summary;
    } finally {
      await engine.close();
    }
  }

  #tell(event: SweepEvent): void {
    this.#state = advance(this.#state, event);
    this.#event.fire(event);
    this.#changed.fire(this.#state);
  }

  async #remember({ source, folder }: RunRequest): Promise<void> {
    const state = this.#state;
    if (state === undefined || source === undefined) return;
    const scenarios = state.scenarios.map(({ swept, state: how, runConfig }) => ({
      swept: [...swept],
      ...((how === 'measured' || how === 'skipped') && { runConfig }),
    }));
    const kept = source.kind === 'file' ? source : { kind: source.kind, options: { ...source.options } };
    await this.#parts.remembered.set(state.checkpointPath, { source: kept, folder, scenarios });
  }
}

/**
 * The engine of the settings where the sweep names none.
 * @throws {OptionError} when that engine cannot honour an option
 */
function withEngineOfSettings(options: SweepOptions): SweepOptions {
  if (options.engine !== undefined || settings.engine() === 'builtin') return options;
  const enginePath = settings.enginePath();
  const withEngine = { ...options, engine: settings.engine(), ...(enginePath !== undefined && { enginePath }) };
  refuseByEngine(withEngine);
  return withEngine;
}

async function confirmMany(count: number): Promise<boolean> {
  const run = vscode.l10n.t('Run {0} Scenarios', count);
  const message = vscode.l10n.t('The sweep has {0} scenarios. Is that meant?', count);
  return (await vscode.window.showWarningMessage(message, { modal: true }, run)) === run;
}
