import type { ServerFingerprint } from '../core/results/runConfigDetails.js';
import type { PlannedScenario, SweepPlan } from '../core/sweep/plan.js';
import type { ExportLevel, ProfilingEngine } from '../engines/profilingEngine.js';

/** Everything a sweep needs beside the clock: what, with which engine, against which server, and where to. */
export interface SweepRun {
  readonly plan: SweepPlan;
  /** Stays open; whoever made it closes it. */
  readonly engine: ProfilingEngine;
  readonly server: {
    readonly fingerprint: ServerFingerprint;
    /** True when the embedded simulator answers. */
    readonly simulated: boolean;
  };
  /** Folder of `checkpoint.json` and the summary CSV; absolute. */
  readonly checkpointDirectory: string;
  /** Folder of the per-scenario folders; absolute. */
  readonly artifactDirectory: string;
  /** Deletes what an earlier run of this sweep left, before the first scenario. */
  readonly fresh: boolean;
  readonly profileExportFile: string;
  readonly exportLevel: ExportLevel;
  /** Request headers; may hold secrets. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly tls?: { readonly rejectUnauthorized?: boolean; readonly ca?: string } | undefined;
  /** Absolute path of dynamic gRPC's .proto file; absent for the server's reflection. */
  readonly protoFile?: string | undefined;
  /** A tokenizer.json; absolute. */
  readonly tokenizerFile?: string | undefined;
  /** Threads that share the load; absent for as many as it takes. */
  readonly loadThreads?: number | undefined;
  readonly metricsUrls: readonly string[];
  /** False for the default address, whose silence is no news. */
  readonly metricsUrlsGiven: boolean;
  /** `genai-sweep 0.1.0`. */
  readonly tool: string;
  /** The options as applied to a scenario, for its files; without secrets. */
  inputConfig(scenario: PlannedScenario['scenario']): Readonly<Record<string, unknown>>;
}
