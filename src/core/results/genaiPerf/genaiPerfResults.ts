import { readCheckpoint } from './checkpointReader.js';
import { GenaiPerfRunConfig, type GenaiPerfRunConfigContent } from './genaiPerfRunConfig.js';
import { sortDescending } from './listSort.js';
import { parsePythonJson } from './pythonJson.js';
import { intOfText } from './pythonText.js';
import type { PythonDict, PythonValue } from './pythonValue.js';

/**
 * `Results` of genai-perf 0.0.16: the ranking mode "genai-perf", exact to the last comparison. The comparison is not
 * transitive, so the order depends on its history; every change here sorts when, and only when, the original does.
 * Errors are `PythonError`s with the name of the original's exception.
 */
export class GenaiPerfResults {
  private sorted: GenaiPerfRunConfig[] = [];
  /**
   * What each run config was compared with last. Every sort compares all neighbours again, which makes reading a
   * checkpoint quadratic; with this only the comparisons of the new run config are computed.
   */
  private readonly lastComparisons = new Map<GenaiPerfRunConfig, Comparison>();

  /** Text of a checkpoint.json, run configs added one by one in its order. */
  static fromCheckpointText(text: string): GenaiPerfResults {
    return GenaiPerfResults.fromCheckpoint(parsePythonJson(text));
  }

  /** A checkpoint that `parsePythonJson` has read. */
  static fromCheckpoint(checkpoint: PythonValue): GenaiPerfResults {
    return GenaiPerfResults.fromRunConfigs(readCheckpoint(checkpoint));
  }

  /** Adds run configs one by one, in this order. */
  static fromRunConfigs(contents: Iterable<GenaiPerfRunConfigContent>): GenaiPerfResults {
    const results = new GenaiPerfResults();
    for (const content of contents) results.add(new GenaiPerfRunConfig(content));
    return results;
  }

  /** Best first. */
  get runConfigs(): readonly GenaiPerfRunConfig[] {
    return this.sorted;
  }

  /** Names, best first. */
  get order(): readonly string[] {
    return this.sorted.map(({ name }) => name);
  }

  /** Adds a copy and sorts. */
  add(runConfig: GenaiPerfRunConfig): void {
    this.sort([...this.sorted, runConfig.copy()]);
  }

  /** Model → tag → weight; sorts. The objectives of models that are not named stay. */
  setPerfMetricObjectives(objectives: PythonDict): void {
    this.lastComparisons.clear();
    for (const { measurement } of this.sorted) measurement.setPerfMetricObjectives(objectives);
    this.sort([...this.sorted]);
  }

  /** Model → tag → weight; sorts. They come on top of the performance objectives. */
  setGpuMetricObjectives(objectives: PythonDict): void {
    this.lastComparisons.clear();
    for (const { measurement } of this.sorted) measurement.setGpuMetricObjectives(objectives);
    this.sort([...this.sorted]);
  }

  /** Model → weight. Does not sort: the next change of objectives does. */
  setModelWeighting(weights: PythonDict): void {
    this.lastComparisons.clear();
    for (const { measurement } of this.sorted) measurement.setModelWeighting(weights);
  }

  /** Model → tag → limit in raw units (ns, MiB, mJ). Does not sort. */
  setConstraints(constraints: PythonDict): void {
    for (const { measurement } of this.sorted) measurement.constraints = constraints;
  }

  /** New results of those that pass, added in their present order. */
  passingConstraints(): GenaiPerfResults {
    return this.where(true);
  }

  /** New results of those that fail, added in their present order. */
  failingConstraints(): GenaiPerfResults {
    return this.where(false);
  }

  /** Whether a scenario with this representation is among them. */
  foundRepresentation(representation: string): boolean {
    return this.sorted.some((runConfig) => runConfig.representation() === representation);
  }

  /** The name of the run config with this representation, or a new name with the next id. */
  nameOfRepresentation(model: string, representation: string): string {
    let highest = -1n;
    for (const runConfig of this.sorted) {
      if (runConfig.representation() === representation) return runConfig.name;
      const id = intOfText(runConfig.nameId);
      if (id > highest) highest = id;
    }
    return `${model}_run_config_${highest + 1n}`;
  }

  private where(isPassing: boolean): GenaiPerfResults {
    const chosen = new GenaiPerfResults();
    for (const runConfig of this.sorted) {
      if (runConfig.isPassingConstraints() === isPassing) chosen.add(runConfig);
    }
    return chosen;
  }

  private sort(runConfigs: GenaiPerfRunConfig[]): void {
    sortDescending(runConfigs, (a, b) => this.isWorse(a, b));
    this.sorted = runConfigs;
  }

  private isWorse(runConfig: GenaiPerfRunConfig, than: GenaiPerfRunConfig): boolean {
    const last = this.lastComparisons.get(runConfig);
    if (last?.than === than) return last.isWorse;
    const isWorse = runConfig.isWorseThan(than);
    this.lastComparisons.set(runConfig, { than, isWorse });
    return isWorse;
  }
}

interface Comparison {
  readonly than: GenaiPerfRunConfig;
  readonly isWorse: boolean;
}
