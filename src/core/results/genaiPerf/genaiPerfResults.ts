import { readCheckpoint } from './checkpointReader.js';
import { GenaiPerfRunConfig, type GenaiPerfRunConfigContent } from './genaiPerfRunConfig.js';
import { GrowingList } from './growingList.js';
import { defaultObjectives } from './objectives.js';
import { parsePythonJson } from './pythonJson.js';
import { intOfText } from './pythonText.js';
import type { PythonDict, PythonValue } from './pythonValue.js';

/**
 * `Results` of genai-perf 0.0.16: the ranking mode "genai-perf", exact to the last comparison. The comparison is not
 * transitive, so the order depends on its history; every change here sorts when, and only when, the original does.
 * Errors are `PythonError`s with the name of the original's exception.
 */
export class GenaiPerfResults {
  private readonly list = new GrowingList<GenaiPerfRunConfig>((a, b) => a.isWorseThan(b));

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
    const all = Array.from(contents, (content) => new GenaiPerfRunConfig(content));
    const numbers = new Map(all.map((runConfig) => [runConfig, numberByDefault(runConfig)]));
    const isOneModel = new Set(all.map(({ measurement }) => measurement.onlyModel)).size === 1;
    if (isOneModel && all.every((runConfig) => numbers.get(runConfig) !== undefined))
      results.list.addByNumber(all, (runConfig) => numbers.get(runConfig)!);
    else for (const runConfig of all) results.list.add(runConfig);
    return results;
  }

  /** Best first. */
  get runConfigs(): readonly GenaiPerfRunConfig[] {
    return this.list.descending;
  }

  /** Names, best first. */
  get order(): readonly string[] {
    return this.runConfigs.map(({ name }) => name);
  }

  /** Adds a copy and sorts. */
  add(runConfig: GenaiPerfRunConfig): void {
    this.list.add(runConfig.copy());
  }

  /** Model → tag → weight; sorts. The objectives of models that are not named stay. */
  setPerfMetricObjectives(objectives: PythonDict): void {
    for (const { measurement } of this.runConfigs) measurement.setPerfMetricObjectives(objectives);
    this.list.sortAgain();
  }

  /** Model → tag → weight; sorts. They come on top of the performance objectives. */
  setGpuMetricObjectives(objectives: PythonDict): void {
    for (const { measurement } of this.runConfigs) measurement.setGpuMetricObjectives(objectives);
    this.list.sortAgain();
  }

  /** Model → weight. Does not sort: the next change of objectives does. */
  setModelWeighting(weights: PythonDict): void {
    this.list.forget();
    for (const { measurement } of this.runConfigs) measurement.setModelWeighting(weights);
  }

  /** Model → tag → limit in raw units (ns, MiB, mJ). Does not sort. */
  setConstraints(constraints: PythonDict): void {
    for (const { measurement } of this.runConfigs) measurement.constraints = constraints;
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
    return this.runConfigs.some((runConfig) => runConfig.representation() === representation);
  }

  /** The name of the run config with this representation, or a new name with the next id. */
  nameOfRepresentation(model: string, representation: string): string {
    let highest = -1n;
    for (const runConfig of this.runConfigs) {
      if (runConfig.representation() === representation) return runConfig.name;
      const id = intOfText(runConfig.nameId);
      if (id > highest) highest = id;
    }
    return `${model}_run_config_${highest + 1n}`;
  }

  private where(isPassing: boolean): GenaiPerfResults {
    const chosen = new GenaiPerfResults();
    for (const runConfig of this.runConfigs) {
      if (runConfig.isPassingConstraints() === isPassing) chosen.add(runConfig);
    }
    return chosen;
  }
}

/**
 * What a run config is compared by until objectives are set: for positive numbers of one model the relative difference has
 * the sign of the difference. Undefined where that is not so.
 */
function numberByDefault({ measurement }: GenaiPerfRunConfig): number | undefined {
  const { onlyModel } = measurement;
  if (onlyModel === undefined) return undefined;
  const [tag] = defaultObjectives.keys();
  const value = measurement.perfMetric(onlyModel, tag!);
  // Beyond these bounds sums overflow and quotients lose their digits.
  return typeof value === 'number' && value > 1e-150 && value < 1e150 ? value : undefined;
}
