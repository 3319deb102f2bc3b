import { readCheckpoint } from '../../src/core/results/genaiPerf/checkpointReader.js';
import { GenaiPerfResults } from '../../src/core/results/genaiPerf/genaiPerfResults.js';
import type {
  GenaiPerfRunConfig,
  GenaiPerfRunConfigContent,
} from '../../src/core/results/genaiPerf/genaiPerfRunConfig.js';
import type { PythonDict, PythonValue } from '../../src/core/results/genaiPerf/pythonValue.js';
import { type Checks, outcomeOf } from './checks.js';
import { callApi } from './runConfigApi.js';

/** Replays one case of the folder `results`: build, load, change, and compare everything that was recorded. */
export function replayResultsCase(checks: Checks, golden: PythonDict): void {
  const replay = new ResultsReplay(checks, golden);
  const results = replay.load();
  if (results === undefined || !replay.applySteps(results)) return;
  replay.compareFinal(results);
}

class ResultsReplay {
  private readonly id: string;

  constructor(
    private readonly checks: Checks,
    private readonly golden: PythonDict,
  ) {
    this.id = String(golden.get('id'));
  }

  /** The results as read back from the checkpoint; nothing when that, or building them, has to fail. */
  load(): GenaiPerfResults | undefined {
    const checkpoint = this.golden.get('checkpoint') ?? null;
    const addError = this.golden.get('add_error');
    if (addError instanceof Map) {
      const contents = rawRunConfigs(list(this.golden.get('run_configs_raw')));
      this.expectError('add', () => void GenaiPerfResults.fromRunConfigs(contents), addError);
      return undefined;
    }
    const loadError = this.golden.get('load_error');
    if (loadError instanceof Map) {
      this.expectError('load', () => void GenaiPerfResults.fromCheckpoint(checkpoint), loadError);
      return undefined;
    }
    const contents = [...readCheckpoint(checkpoint)];
    this.equal('written_order', this.addInCreationOrder(contents).order, this.golden.get('written_order'));
    const results = GenaiPerfResults.fromRunConfigs(contents);
    this.equal('loaded_order', results.order, this.golden.get('loaded_order'));
    return results;
  }

  /** Whether all steps succeeded; a case ends at the first error. */
  applySteps(results: GenaiPerfResults): boolean {
    for (const [at, step] of list(this.golden.get('steps')).entries()) {
      const [name, arg] = [String(dict(step).get('op')), dict(dict(step).get('arg'))];
      const error = dict(step).get('error');
      if (error instanceof Map) {
        this.expectError(`step ${at} ${name}`, () => operations[name]?.(results, arg), error);
        return false;
      }
      const raised = outcomeOf(() => {
        operations[name]?.(results, arg);
        return null;
      }).error;
      this.equal(`step ${at} ${name}: error`, raised ?? null, null);
      this.equal(`step ${at} ${name}: order`, results.order, dict(step).get('order'));
    }
    return true;
  }

  compareFinal(results: GenaiPerfResults): void {
    const byName = new Map(results.runConfigs.map((runConfig) => [runConfig.name, runConfig]));
    const runConfig = (name: PythonValue | undefined) => byName.get(String(name)) as GenaiPerfRunConfig;
    this.compareResults(results, byName);
    for (const pair of list(this.golden.get('pairs') ?? [])) {
      const [self, other] = [runConfig(dict(pair).get('self')), runConfig(dict(pair).get('other'))];
      this.comparePair(self, other, dict(pair));
    }
    this.compareMatrix(runConfig);
    const cycle = list(this.golden.get('cycle') ?? []);
    cycle.forEach((name, at) => {
      const next = cycle[(at + 1) % cycle.length];
      this.equal(`cycle ${at}`, runConfig(name).isBetterThan(runConfig(next)), true);
    });
    for (const call of list(this.golden.get('values') ?? [])) {
      const [api, args] = [String(dict(call).get('api')), list(dict(call).get('args'))];
      const what = `${String(dict(call).get('run_config'))}.${api}(${args.map(String).join(', ')})`;
      this.outcome(what, () => callApi(runConfig(dict(call).get('run_config')), api, args), dict(call));
    }
    const lookup = this.golden.get('lookup');
    if (lookup instanceof Map) this.compareLookup(results, lookup);
  }

  private compareResults(results: GenaiPerfResults, byName: ReadonlyMap<string, GenaiPerfRunConfig>): void {
    const final = dict(this.golden.get('final'));
    this.equal('final order', results.order, final.get('order'));
    this.outcome('passing', () => results.passingConstraints().order, dict(final.get('passing')));
    this.outcome('failing', () => results.failingConstraints().order, dict(final.get('failing')));
    for (const [name, expected] of dict(final.get('is_passing'))) {
      this.outcome(`is_passing ${name}`, () => byName.get(name)?.isPassingConstraints() ?? null, dict(expected));
    }
  }

  private comparePair(self: GenaiPerfRunConfig, other: GenaiPerfRunConfig, pair: PythonDict): void {
    const measures: [string, () => PythonValue][] = [
      ['score', () => self.score(other)],
      ['is_better_than', () => self.isBetterThan(other)],
      ['lt', () => self.isWorseThan(other)],
      ['gt', () => self.isBetterThan(other)],
      ['eq', () => !self.isBetterThan(other) && !self.isWorseThan(other)],
      ['pct_gain', () => self.percentageGain(other)],
    ];
    const what = `${self.name} and ${other.name}`;
    for (const [key, act] of measures) this.outcome(`${what}: ${key}`, act, dict(pair.get(key)));
    for (const [model, expected] of dict(pair.get('model_scores'))) {
      this.outcome(`${what}: score of ${model}`, () => self.modelScore(model, other), dict(expected));
    }
    for (const [model, expected] of dict(pair.get('model_pct_gains'))) {
      this.outcome(`${what}: gain of ${model}`, () => self.modelPercentageGain(model, other), dict(expected));
    }
  }

  private compareMatrix(runConfig: (name: PythonValue | undefined) => GenaiPerfRunConfig): void {
    const matrix = this.golden.get('comparator_matrix');
    if (!(matrix instanceof Map)) return;
    const names = list(matrix.get('rows_and_columns'));
    const sign = (a: GenaiPerfRunConfig, b: GenaiPerfRunConfig) => Number(a.isBetterThan(b)) - Number(a.isWorseThan(b));
    const rows = () => names.map((row) => names.map((column) => sign(runConfig(row), runConfig(column))));
    this.outcome('comparator_matrix', rows, matrix);
  }

  private compareLookup(results: GenaiPerfResults, lookup: PythonDict): void {
    const first = results.runConfigs[0]?.representation() ?? '';
    this.equal('representation', first, lookup.get('representation_of_first'));
    this.equal('found first', results.foundRepresentation(first), lookup.get('found_representation(first)'));
    this.equal('found x', results.foundRepresentation('x'), lookup.get('found_representation(x)'));
    this.outcome('name of first', () => results.nameOfRepresentation('m', first), dict(lookup.get('name_for_first')));
    this.outcome('new name', () => results.nameOfRepresentation('m', 'x'), dict(lookup.get('name_for_new')));
  }

  private addInCreationOrder(contents: readonly GenaiPerfRunConfigContent[]): GenaiPerfResults {
    const byName = new Map(contents.map((content) => [content.name, content]));
    const created = list(this.golden.get('creation_order')).map((name) => byName.get(String(name)));
    return GenaiPerfResults.fromRunConfigs(created.filter((content) => content !== undefined));
  }

  private equal(what: string, actual: PythonValue, expected: PythonValue | undefined): void {
    this.checks.equal(`${this.id} ${what}`, actual, expected ?? null);
  }

  private outcome(what: string, act: () => PythonValue, expected: PythonDict): void {
    this.checks.outcome(`${this.id} ${what}`, act, expected);
  }

  private expectError(what: string, act: () => undefined, error: PythonDict): void {
    const actual = outcomeOf(() => {
      act();
      return null;
    });
    this.equal(`${what}: error`, actual.error ?? null, error.get('type'));
  }
}

const operations: Partial<Record<string, (results: GenaiPerfResults, arg: PythonDict) => undefined>> = {
  set_perf_metric_objectives: (results, arg) => void results.setPerfMetricObjectives(arg),
  set_gpu_metric_objectives: (results, arg) => void results.setGpuMetricObjectives(arg),
  set_model_weighting: (results, arg) => void results.setModelWeighting(arg),
  set_constraints: (results, arg) => void results.setConstraints(arg),
};

/** Run configs of a case that has no checkpoint, because adding them failed: only the default objective is known. */
function rawRunConfigs(entries: readonly PythonValue[]): GenaiPerfRunConfigContent[] {
  return entries.map((entry) => {
    const throughputs = dict(dict(entry).get('request_throughput_avg'));
    const perfMetrics = [...throughputs].map(([model, value]): [string, PythonDict] => [
      model,
      new Map([['request_throughput_avg', value]]),
    ]);
    return { name: String(dict(entry).get('name')), perfMetrics: new Map(perfMetrics), gpuMetrics: new Map() };
  });
}

function dict(value: PythonValue | undefined): PythonDict {
  if (value instanceof Map) return value as PythonDict;
  throw new Error('this is no case: an object is missing');
}

function list(value: PythonValue | undefined): readonly PythonValue[] {
  if (Array.isArray(value)) return value as readonly PythonValue[];
  throw new Error('this is no case: a list is missing');
}
