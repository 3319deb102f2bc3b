import { asDict, assertPython, assertSameKeys, defaultObjectives, type Shares, sharesOf } from './objectives.js';
import { asNumber, multiply } from './pythonNumber.js';
import type { PythonDict, PythonNumber, PythonValue } from './pythonValue.js';
import { shownValue } from './recordRules.js';

/** Raw values (ns, MiB, mJ …) by tag, in the order of the records. A `Map` is one; so can be a view on columns. */
export interface RecordValues {
  /** `undefined` when there is no such record. */
  get(tag: string): PythonValue | undefined;
  keys(): Iterable<string>;
}

/** What was measured of one run config. Both maps keep the order of the checkpoint. */
export interface MeasuredRecords {
  /** Model name → its performance records. */
  readonly perfMetrics: ReadonlyMap<string, RecordValues>;
  /** GPU id → its telemetry records; empty without telemetry. */
  readonly gpuMetrics: ReadonlyMap<string, RecordValues>;
}

/** One run config's records with the objectives, weights and constraints that were set for it. */
export class RunMeasurement {
  /** Objectives of the models for which some were set. */
  private modelObjectives: ReadonlyMap<string, Shares> = new Map();
  /** Model → its GPU objectives; they come on top of the performance objectives. */
  gpuObjectives: ReadonlyMap<string, Shares> = new Map();
  /** Weight of each model: 1 each until they are set, then shares of their sum. */
  modelWeights: Shares;
  /** Model → its constraints in raw units, as they were set; nothing is checked before they are used. */
  constraints: PythonDict | undefined;

  /** @param records shared, never changed */
  constructor(readonly records: MeasuredRecords) {
    this.modelWeights = new Map([...records.perfMetrics.keys()].map((model) => [model, 1n]));
  }

  /** Its model; undefined when it has none or several. */
  get onlyModel(): string | undefined {
    const { perfMetrics } = this.records;
    return perfMetrics.size === 1 ? perfMetrics.keys().next().value : undefined;
  }

  /** The same records; settings that do not follow later changes of this one. */
  copy(): RunMeasurement {
    const copy = new RunMeasurement(this.records);
    copy.modelObjectives = this.modelObjectives;
    copy.gpuObjectives = this.gpuObjectives;
    copy.modelWeights = this.modelWeights;
    copy.constraints = this.constraints;
    return copy;
  }

  /** Replaces the objectives of the models named; an unknown model is an AssertionError. */
  setPerfMetricObjectives(objectives: PythonDict): void {
    for (const model of objectives.keys()) assertPython(this.records.perfMetrics.has(model));
    const added = [...objectives].map(([model, weights]): [string, Shares] => [model, sharesOf(asDict(weights))]);
    this.modelObjectives = new Map([...this.modelObjectives, ...added]);
  }

  /** Replaces all GPU objectives; an unknown model is an AssertionError. */
  setGpuMetricObjectives(objectives: PythonDict): void {
    for (const model of objectives.keys()) assertPython(this.modelWeights.has(model));
    this.gpuObjectives = new Map([...objectives].map(([model, weights]) => [model, sharesOf(asDict(weights))]));
  }

  /** The models named have to be exactly those measured, else an AssertionError. */
  setModelWeighting(weights: PythonDict): void {
    assertSameKeys(weights, this.records.perfMetrics);
    this.modelWeights = sharesOf(weights);
  }

  /** Objectives of a model: tag → share. */
  objectivesOf(model: string): Shares {
    return this.modelObjectives.get(model) ?? defaultObjectives;
  }

  /** GPU id → raw value; `undefined` when one GPU lacks the metric, empty without GPUs. */
  gpuMetric(tag: string): ReadonlyMap<string, PythonValue> | undefined {
    const found = new Map<string, PythonValue>();
    for (const [gpu, records] of this.records.gpuMetrics) {
      const value = records.get(tag);
      if (value === undefined) return undefined;
      found.set(gpu, value);
    }
    return found;
  }

  /** As the original shows it; `absent` when that GPU, or any other, lacks the metric. */
  gpuMetricValue(gpu: string, tag: string, absent: PythonValue = 0n): PythonValue {
    const value = this.gpuMetric(tag)?.get(gpu);
    return value === undefined ? absent : shownValue(tag, asNumber(value));
  }

  /** Raw value of a model's record. */
  perfMetric(model: string, tag: string): PythonValue | undefined {
    return this.records.perfMetrics.get(model)?.get(tag);
  }

  /** As the original shows it (ms, GB …); `absent` when the model or the record is not there. */
  perfMetricValue(model: string, tag: string, absent: PythonValue = 0n): PythonValue {
    const value = this.perfMetric(model, tag);
    return value === undefined ? absent : shownValue(tag, asNumber(value));
  }

  /** Model → its shown value times its weight. */
  weightedPerfMetricValues(tag: string): ReadonlyMap<string, PythonNumber> {
    const { perfMetrics } = this.records;
    assertSameKeys(this.modelWeights, perfMetrics);
    const weighted = (model: string): PythonNumber =>
      multiply(asNumber(this.perfMetricValue(model, tag)), this.modelWeights.get(model) ?? 0n);
    return new Map([...perfMetrics.keys()].map((model) => [model, weighted(model)]));
  }
}
