import * as comparison from './comparison.js';
import { isPassingConstraints } from './constraints.js';
import { commandRepresentation, type PerfAnalyzerConfig } from './perfAnalyzerCommand.js';
import { pythonRepr } from './pythonText.js';
import type { PythonDict, PythonNumber } from './pythonValue.js';
import { type MeasuredRecords, RunMeasurement } from './runMeasurement.js';

/** What genai-perf knows of a run config: the records to rank by, and how they were measured. */
export interface GenaiPerfRunConfigContent extends MeasuredRecords {
  readonly name: string;
  /** Endpoint, input, tokenizer and swept parameters of genai-perf; needed for lookups and the summary CSV only. */
  readonly genaiPerfParameters?: PythonDict | undefined;
  /** Needed for lookups and the summary CSV only. */
  readonly perfAnalyzerConfig?: PerfAnalyzerConfig | undefined;
}

/** `RunConfig`: a scenario with its measurement, compared as genai-perf 0.0.16 compares. */
export class GenaiPerfRunConfig {
  /** Records, and what was set for them. */
  readonly measurement: RunMeasurement;

  /** @param content shared, never changed */
  constructor(
    readonly content: GenaiPerfRunConfigContent,
    measurement = new RunMeasurement(content),
  ) {
    this.measurement = measurement;
  }

  get name(): string {
    return this.content.name;
  }

  /** The same run config; later settings of the one do not show in the other. */
  copy(): GenaiPerfRunConfig {
    return new GenaiPerfRunConfig(this.content, this.measurement.copy());
  }

  /** Above 0 when this one is better than `other`. */
  score(other: GenaiPerfRunConfig): PythonNumber {
    return comparison.score(this.measurement, other.measurement);
  }

  /** `self > other` and `is_better_than`. */
  isBetterThan(other: GenaiPerfRunConfig): boolean {
    return this.score(other) > 0;
  }

  /** `self < other`; a score that is no number makes neither better. */
  isWorseThan(other: GenaiPerfRunConfig): boolean {
    return this.score(other) < 0;
  }

  /** Weighted gain over `other` in percent; a StatisticsError without GPU records. */
  percentageGain(other: GenaiPerfRunConfig): PythonNumber {
    return comparison.percentageGain(this.measurement, other.measurement);
  }

  /** Score of one model's records alone. */
  modelScore(model: string, other: GenaiPerfRunConfig): PythonNumber {
    return comparison.modelScore(model, this.measurement, other.measurement);
  }

  /** Gain of one model's records alone, in percent. */
  modelPercentageGain(model: string, other: GenaiPerfRunConfig): PythonNumber {
    return comparison.modelPercentageGain(model, this.measurement, other.measurement);
  }

  /** Whether every constraint holds, by the original's rules. */
  isPassingConstraints(): boolean {
    return isPassingConstraints(this.measurement);
  }

  /** What stands after the last underscore of the name. */
  get nameId(): string {
    return this.name.slice(this.name.lastIndexOf('_') + 1);
  }

  /** The text by which the original tells whether a scenario has been measured already. */
  representation(): string {
    const command = commandRepresentation(this.content.perfAnalyzerConfig ?? { cliArgs: [], parameters: new Map() });
    return `${command} ${pythonRepr(this.content.genaiPerfParameters ?? new Map())}`;
  }
}
