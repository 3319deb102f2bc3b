import type { Checkpoint } from '../core/checkpoint/checkpoint.js';
import { qualityFlags } from '../core/metrics/quality.js';
import { summaryCsv, summaryTables } from '../core/report/summary.js';
import type { Results } from '../core/results/results.js';
import type { RunConfigEntry } from '../core/results/runConfigEntry.js';
import { engineIdentity } from '../core/sweep/engineNames.js';
import { scenarioIdentity } from '../core/sweep/identity.js';
import type { PlannedScenario } from '../core/sweep/plan.js';
import { runConfigName, skipMessage } from '../core/sweep/scenarioNames.js';
import { ScenarioFailedError } from '../engines/profilingEngine.js';
import type { LoadProgress } from '../load/loadJob.js';
import { openSweepFolder, type SweepFolder } from '../storage/sweepFolder.js';
import { measuredBefore } from './measuredBefore.js';
import { openCheckpoint } from './openCheckpoint.js';
import { profileJob } from './profileJob.js';
import { runConfigEntryFrom } from './runConfigEntryFrom.js';
import type { SweepEvent, SweepSummary } from './sweepEvents.js';
import { figuresOf, figuresOfEndpoint } from './sweepFigures.js';
import type { SweepRun } from './sweepRun.js';

/** Grows when this program starts to measure something in another way: older results then count as not measured. */
const measuringVersion = 1;

/** How a sweep is watched and stopped. */
export interface SweepControl {
  readonly onEvent: (event: SweepEvent) => void;
  /** Told the command line, without secrets, of each other program that makes the load. */
  readonly onCommand?: ((command: string) => void) | undefined;
  /** Stops the scenario in flight; what is done stays done. */
  readonly signal: AbortSignal;
}

/** A sweep that came to its end. */
export interface SweepOutcome {
  readonly summary: SweepSummary;
  /** The whole checkpoint's, this sweep's among them. */
  readonly results: Results;
}

/**
 * Measures the plan's scenarios one after another, skipping those that the checkpoint has. The checkpoint is written
 * after each, so that a death at any moment loses the scenario in flight and nothing else; the summary is written
 * always. A failed scenario is noted and the sweep goes on; an aborted signal ends it without an error.
 * @throws {FolderInUseError | FolderNotWritableError | DamagedCheckpointError} before anything is sent
 */
export async function runSweep(run: SweepRun, control: SweepControl): Promise<SweepOutcome> {
  const folder = await openSweepFolder(run);
  try {
    const { checkpoint, warnings } = await openCheckpoint(folder, run);
    checkpoint.tool = run.tool;
    const sweep = new RunningSweep({ run, control, folder, checkpoint });
    for (const message of warnings) control.onEvent({ kind: 'warning', message });
    await sweep.measureAll();
    return { summary: await sweep.finish(), results: checkpoint.results };
  } finally {
    await folder.close();
  }
}

interface SweepParts {
  readonly run: SweepRun;
  readonly control: SweepControl;
  readonly folder: SweepFolder;
  readonly checkpoint: Checkpoint;
}

class RunningSweep {
  readonly #parts: SweepParts;
  /** Run configs of this command, in the order of the plan. */
  readonly #runConfigs: string[] = [];
  /** What was said already: each warning is news once in a sweep. */
  readonly #warned = new Set<string>();
  readonly #counts = { measured: 0, skipped: 0, failed: 0 };

  constructor(parts: SweepParts) {
    this.#parts = parts;
  }

  async measureAll(): Promise<void> {
    const { run, control, folder } = this.#parts;
    const { scenarios } = run.plan;
    const labels = scenarios.map(({ named, title }) => ({ swept: named, label: title }));
    control.onEvent({
      kind: 'started',
      scenarios: labels,
      // All scenarios of a sweep have the same endpoint.
      figures: scenarios.slice(0, 1).flatMap(({ scenario }) => figuresOfEndpoint(scenario.endpoint)),
      checkpoint: folder.checkpointPath,
    });
    for (const [index, planned] of scenarios.entries()) {
      if (control.signal.aborted) return;
      const identity = scenarioIdentity(planned.scenario, {
        engine: engineIdentity(run.engine),
        schemaVersion: measuringVersion,
      });
      if (!(await this.#skip(planned, index, identity))) await this.#measure(planned, index, identity);
    }
  }

  /** Writes the summary and tells the end. */
  async finish(): Promise<SweepSummary> {
    const { run, control, folder, checkpoint } = this.#parts;
    const wanted = new Set(this.#runConfigs);
    const runConfigs = checkpoint.results.runConfigs.map(({ name }) => name).filter((name) => wanted.has(name));
    await folder.writeSummary(summaryCsv(summaryTables(checkpoint.results, { runConfigs })));
    const { measured, skipped, failed } = this.#counts;
    const summary: SweepSummary = {
      measured,
      skipped,
      failed,
      notRun: run.plan.scenarios.length - measured - skipped - failed,
      checkpointPath: folder.checkpointPath,
      summaryCsvPath: folder.summaryPath,
      runConfigs,
    };
    control.onEvent({ kind: 'finished', summary });
    return summary;
  }

  /** True when the checkpoint has the scenario already. */
  async #skip(planned: PlannedScenario, index: number, identity: string): Promise<boolean> {
    const { run, control, checkpoint } = this.#parts;
    const before = measuredBefore(checkpoint.results.inInsertionOrder, identity, run.server.fingerprint);
    if (before === undefined) return false;
    const { runConfig, serverRestartedAt } = before;
    if (serverRestartedAt !== undefined) {
      await this.#flagRestart(runConfig.name, serverRestartedAt);
      this.#warn(
        'the server was started anew since some of these scenarios were measured: if its settings changed, measure again with --fresh or another --label',
      );
    }
    this.#counts.skipped += 1;
    this.#runConfigs.push(runConfig.name);
    const message = skipMessage(runConfig.name, planned.named);
    control.onEvent({ kind: 'skipped', index, runConfig: runConfig.name, message });
    return true;
  }

  async #flagRestart(name: string, serverRestartedAt: string): Promise<void> {
    const { folder, checkpoint } = this.#parts;
    const entry = [...checkpoint.results.entries].find((candidate) => candidate.name === name);
    if (entry?.details === undefined || entry.details.quality.serverRestartedAt === serverRestartedAt) return;
    const quality = { ...entry.details.quality, serverRestartedAt };
    checkpoint.results.add({ ...entry, details: { ...entry.details, quality } });
    await folder.writeCheckpoint(checkpoint.toText());
  }

  async #measure(planned: PlannedScenario, index: number, identity: string): Promise<void> {
    const { run, control, folder, checkpoint } = this.#parts;
    const { scenario } = planned;
    const name = runConfigName(scenario.endpoint.models[0] ?? '', checkpoint.nextRunConfigId);
    const artifactDirectory = folder.artifactPath(planned.artifactName);
    control.onEvent({ kind: 'measuring', index, runConfig: name, artifactDirectory });
    const job = profileJob({ name, scenario, artifactDirectory, gpuNames: checkpoint.gpuNames }, run);
    const onProgress = (progress: LoadProgress) =>
      control.onEvent({ kind: 'progress', index, progress, expectedRequests: planned.requests ?? 0 });
    try {
      const { signal, onCommand } = control;
      const result = await run.engine.profile(job, { signal, onProgress, onCommand });
      const entry = runConfigEntryFrom({ name, identity, planned, artifactDirectory, result }, run);
      checkpoint.gpuNames = result.gpuNames;
      await this.#record(entry, identity);
      for (const message of result.warnings) this.#warn(message);
      control.onEvent(measuredEvent(index, entry));
    } catch (error) {
      if (control.signal.aborted) return;
      if (!(error instanceof ScenarioFailedError)) throw error;
      await this.#recordFailure(planned, identity, error.message);
      control.onEvent({ kind: 'failed', index, reason: error.message });
    }
  }

  async #record(entry: RunConfigEntry, identity: string): Promise<void> {
    const { folder, checkpoint } = this.#parts;
    checkpoint.results.add(entry);
    checkpoint.forgetFailure(identity);
    await folder.writeCheckpoint(checkpoint.toText());
    this.#counts.measured += 1;
    this.#runConfigs.push(entry.name);
  }

  async #recordFailure({ named, scenario }: PlannedScenario, identity: string, reason: string): Promise<void> {
    const { folder, checkpoint } = this.#parts;
    this.#counts.failed += 1;
    const { models } = scenario.endpoint;
    checkpoint.recordFailure({ identity, swept: named, models, reason, failedAt: new Date().toISOString() });
    await folder.writeCheckpoint(checkpoint.toText());
  }

  #warn(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#parts.control.onEvent({ kind: 'warning', message });
  }
}

function measuredEvent(index: number, { name, measurement, details }: RunConfigEntry): SweepEvent {
  const flags = details === undefined ? [] : qualityFlags(details.quality);
  return { kind: 'measured', index, runConfig: name, ...figuresOf(measurement), flags };
}
