import type { JsonObject } from './json.js';
import type { Measurement } from './measurement.js';
import type { RunConfigDetails } from './runConfigDetails.js';

/** Everything that is known of one measured scenario, as it goes into results and comes out of them. */
export interface RunConfigEntry {
  /** Unique in its results: `gpt2_run_config_0`. */
  readonly name: string;
  /** What genai-perf calls its parameters: `endpoint`, `input`, `tokenizer` and swept values. */
  readonly genaiPerfParameters: JsonObject;
  /** How the load was made, in the words of perf_analyzer. */
  readonly perfAnalyzer: PerfAnalyzerCall;
  /** Raw units. */
  readonly measurement: Measurement;
  /** Absent for run configs that genai-perf measured. */
  readonly details?: RunConfigDetails | undefined;
  /** What a file held beside all this, in the file's own shape; written back with the run config. */
  readonly leftover?: JsonObject | undefined;
}

/** The load's command in the words of perf_analyzer. */
export interface PerfAnalyzerCall {
  /** First model of the run config. */
  readonly modelName: string;
  /** Load by name, such as `{ concurrency: 8 }`. */
  readonly parameters: JsonObject;
  /** Command line, program first. */
  readonly cliArgs: readonly string[];
}
