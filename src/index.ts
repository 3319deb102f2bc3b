import { resolve } from 'node:path';
import { Checkpoint } from './core/checkpoint/checkpoint.js';
import { readTextFile } from './storage/readFile.js';

export { Checkpoint } from './core/checkpoint/checkpoint.js';
export { CheckpointError } from './core/checkpoint/checkpointError.js';
export type { Direction, MetricFamily, Statistic } from './core/metrics/families.js';
export { formatNumber, metricTitle } from './core/metrics/format.js';
export { errorRate, type Quality, type QualityFlag, qualityFlags } from './core/metrics/quality.js';
export type { RecordType } from './core/metrics/recordType.js';
export * from './core/metrics/recordTypes.js';
export {
  type GpuTag,
  type Metric,
  type MetricTag,
  metricOf,
  metrics,
  type PerfTag,
  parseTag,
  type ServerTag,
  UnknownTagError,
} from './core/metrics/tags.js';
export type { ConstraintCheck } from './core/results/constraintCheck.js';
export {
  type ConstraintLimit,
  type ConstraintLimits,
  type ConstraintOperator,
  ModelConstraints,
  parseConstraint,
  RunConstraints,
  type TypedConstraint,
} from './core/results/constraints.js';
export type { Contribution, Explanation, NextRunConfig } from './core/results/explanation.js';
export type { JsonObject, JsonValue } from './core/results/json.js';
export { type CurvePoint, kneePoint } from './core/results/kneePoint.js';
export type { Measurement, RawRecords } from './core/results/measurement.js';
export { MetricRecord } from './core/results/metricRecord.js';
export {
  type GpuMetricObjectives,
  type ModelWeights,
  type ObjectiveDirection,
  type ObjectiveWeight,
  type PerfMetricObjectives,
  parseObjective,
  type ServerMetricObjectives,
  type TagObjectives,
  type TypedObjective,
} from './core/results/objectives.js';
export { type ParetoAxis, type ParetoFront, paretoFront } from './core/results/paretoFront.js';
export { Results } from './core/results/results.js';
export {
  ConstraintError,
  ObjectiveError,
  ResultsError,
  UnknownModelError,
  UnknownRunConfigError,
} from './core/results/resultsError.js';
export type { ResultsView } from './core/results/resultsView.js';
export {
  type GpuRecords,
  type MetricChoice,
  type PerfRecords,
  RunConfig,
  type ServerRecords,
} from './core/results/runConfig.js';
export type { FailedScenario, RunConfigDetails, ServerFingerprint } from './core/results/runConfigDetails.js';
export type { PerfAnalyzerCall, RunConfigEntry } from './core/results/runConfigEntry.js';
export { type ClosestRunConfig, closestRunConfig, compareTiers, type TierOutcome } from './core/results/tiers.js';

/**
 * Reads a checkpoint file.
 * @param path `checkpoint.json` of the working directory when left out
 * @throws {CheckpointError} when the file is no checkpoint, with line, column and reason
 * @throws {Error} when there is no such file or it cannot be read
 */
export async function readCheckpoint(path = 'checkpoint.json'): Promise<Checkpoint> {
  const text = await readTextFile(path);
  if (text === undefined)
    throw new Error(`no checkpoint at ${resolve(path)}: measure with "genai-sweep analyze" first`);
  return Checkpoint.parse(text);
}
