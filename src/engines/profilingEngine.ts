import type { Quality } from '../core/metrics/quality.js';
import type { Measurement } from '../core/results/measurement.js';
import type { Scenario } from '../core/sweep/scenario.js';
import type { LoadProgress, TlsSettings } from '../load/loadJob.js';

/** How much of each response `profile_export.json` keeps. */
export type ExportLevel = 'timestamps' | 'text' | 'raw';

/** One scenario for an engine; crosses to its process as JSON on standard input, never as argument. */
export interface ProfileJob {
  /** `gpt2_run_config_0`. */
  readonly runConfigName: string;
  readonly scenario: Scenario;
  /** Absolute; made by the engine when missing, emptied of what an earlier run of this scenario left. */
  readonly artifactDirectory: string;
  /** `profile_export.json`, or the user's name for it. */
  readonly profileExportFile: string;
  readonly exportLevel: ExportLevel;
  /** Further request headers; may hold secrets, so they stay out of every file. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** For https; absent for the usual checks. */
  readonly tls?: TlsSettings | undefined;
  /** Path of a tokenizer.json; undefined for the server's or the embedded one. */
  readonly tokenizerFile?: string | undefined;
  /** Path of dynamic gRPC's .proto file; undefined asks the server's reflection. */
  readonly protoFile?: string | undefined;
  /** Threads that share the load; absent for as many as it takes. */
  readonly loadThreads?: number | undefined;
  /** Metrics pages of DCGM exporters and servers; empty for none. */
  readonly metricsUrls: readonly string[];
  /** False for the default address, whose silence is no news. */
  readonly metricsUrlsGiven: boolean;
  /** GPU key (`host/uuid`) → name (`gpu0`) as bound so far. */
  readonly gpuNames: Readonly<Record<string, string>>;
  /** What the options were, without secrets, for the artifacts' `input_config`. */
  readonly inputConfig: Readonly<Record<string, unknown>>;
  /** Who measures: `genai-sweep 0.1.0`. */
  readonly tool: string;
}

/** What an engine gives back for a scenario. */
export interface ProfileResult {
  readonly measurement: Measurement;
  readonly quality: Quality;
  /** `ProfileJob.gpuNames`, with the GPUs seen for the first time. */
  readonly gpuNames: Readonly<Record<string, string>>;
  /** One sentence each, such as an unreachable metrics URL. */
  readonly warnings: readonly string[];
}

/** A scenario that could not be measured; the message is one sentence for the user. */
export class ScenarioFailedError extends Error {
  override readonly name = 'ScenarioFailedError';
}

/** An engine cannot be used here; the message says what is missing and what to do, in one sentence. */
export class EngineUnusableError extends Error {
  override readonly name = 'EngineUnusableError';
}

/** How a scenario is watched and stopped. */
export interface ProfileOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: LoadProgress) => void;
  /** Told the command line, without secrets, when the engine is another program. */
  readonly onCommand?: ((command: string) => void) | undefined;
}

/** Something that can measure scenarios, one after another. */
export interface ProfilingEngine {
  /** `builtin`, `genai-perf`, `aiperf`. */
  readonly name: string;
  readonly version: string;
  /**
   * Measures one scenario and writes its artifacts.
   * @throws {ScenarioFailedError} when it cannot be measured; the next one may be tried.
   * @throws the signal's reason when aborted.
   */
  profile(job: ProfileJob, options: ProfileOptions): Promise<ProfileResult>;
  /** Ends its process. */
  close(): Promise<void>;
}
