import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runConfigsOfResults } from '../../../src/core/results/genaiPerf/fromResults.js';
import { GenaiPerfResults } from '../../../src/core/results/genaiPerf/genaiPerfResults.js';
import {
  GenaiPerfRunConfig,
  type GenaiPerfRunConfigContent,
} from '../../../src/core/results/genaiPerf/genaiPerfRunConfig.js';
import { sortDescending } from '../../../src/core/results/genaiPerf/listSort.js';
import { PythonError } from '../../../src/core/results/genaiPerf/pythonError.js';
import { pythonDict } from '../../../src/core/results/genaiPerf/pythonValue.js';
import { Results } from '../../../src/core/results/results.js';

type Values = Readonly<Record<string, number>>;

/** A run config of model `m`, raw values by tag. */
function content(name: string, perf: Values, gpus: Readonly<Record<string, Values>> = {}): GenaiPerfRunConfigContent {
  return {
    name,
    perfMetrics: new Map([['m', new Map(Object.entries(perf))]]),
    gpuMetrics: new Map(Object.entries(gpus).map(([gpu, values]) => [gpu, new Map(Object.entries(values))])),
  };
}

const ofModel = (weights: Values) => pythonDict({ m: weights });

const threeMetrics = ['request_throughput_avg', 'output_token_throughput_avg', 'request_goodput_avg'] as const;

/** Three run configs that beat each other in a ring under equal weights: a > b > c > a. */
const ring = [
  ['a', 6, 8, 1],
  ['b', 1, 6, 8],
  ['c', 9, 2, 3],
].map(([name, ...values]) =>
  content(String(name), Object.fromEntries(threeMetrics.map((tag, at) => [tag, Number(values[at])]))),
);

function typeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof PythonError) return error.type;
    throw error;
  }
  return 'nothing';
}

describe('mode "genai-perf"', () => {
  it('repeats the worked numbers of the original', () => {
    const [a, b] = [
      content('a', { time_to_first_token_p99: 20e6, request_throughput_avg: 10 }, { 0: { gpu_power_usage_avg: 100 } }),
      content('b', { time_to_first_token_p99: 10e6, request_throughput_avg: 8 }, { 0: { gpu_power_usage_avg: 300 } }),
    ];
    const results = GenaiPerfResults.fromRunConfigs([a, b]);
    const scores = () => {
      const [first, second] = ['a', 'b'].map((name) => results.runConfigs.find((c) => c.name === name));
      return [Number(first!.score(second!)), Number(first!.modelPercentageGain('m', second!))];
    };
    expect(scores()).toEqual([expect.closeTo(2 / 9, 12), 25]);
    results.setPerfMetricObjectives(ofModel({ time_to_first_token_p99: 1 }));
    expect(scores()).toEqual([expect.closeTo(-2 / 3, 12), -50]);
    expect(results.order).toEqual(['b', 'a']);
    results.setPerfMetricObjectives(ofModel({ time_to_first_token_p99: 1, request_throughput_avg: 3 }));
    expect(scores()).toEqual([expect.closeTo(0, 12), 6.25]);
    results.setGpuMetricObjectives(ofModel({ gpu_power_usage_avg: 1 }));
    expect(scores()[0]).toBeCloseTo(1, 12);
  });

  it('compares raw values with limits, strictly, and lets a missing metric pass', () => {
    const results = GenaiPerfResults.fromRunConfigs([
      content('slow', { request_throughput_avg: 2, time_to_first_token_p99: 20e6 }),
      content('unknown', { request_throughput_avg: 1 }),
    ]);
    const passing = (limit: number) => {
      results.setConstraints(ofModel({ time_to_first_token_p99: limit }));
      return results.passingConstraints().order;
    };
    expect(passing(10)).toEqual(['unknown']);
    expect(passing(20e6)).toEqual(['unknown']);
    expect(passing(20e6 + 1)).toEqual(['slow', 'unknown']);
  });

  it('depends on the history: three that beat each other in a ring rank by where they stood before', () => {
    const equalWeights = ofModel(Object.fromEntries(threeMetrics.map((tag) => [tag, 1])));
    const results = GenaiPerfResults.fromRunConfigs(ring);
    const orderAfter = (first: (typeof threeMetrics)[number]) => {
      results.setPerfMetricObjectives(ofModel({ [first]: 1 }));
      results.setPerfMetricObjectives(equalWeights);
      return results.order.join(' > ');
    };
    expect(new Set(threeMetrics.map(orderAfter))).toEqual(new Set(['a > b > c', 'b > c > a', 'c > a > b']));
    const [a, b, c] = ['a', 'b', 'c'].map((name) => results.runConfigs.find((other) => other.name === name)!);
    expect([a!.isBetterThan(b!), b!.isBetterThan(c!), c!.isBetterThan(a!)]).toEqual([true, true, true]);
  });

  it('does not sort when weights change, but with the next objectives', () => {
    const twoModels = (name: string, m: number, n: number): GenaiPerfRunConfigContent => ({
      name,
      perfMetrics: new Map([
        ['m', new Map([['request_throughput_avg', m]])],
        ['n', new Map([['request_throughput_avg', n]])],
      ]),
      gpuMetrics: new Map(),
    });
    const results = GenaiPerfResults.fromRunConfigs([twoModels('a', 1, 2.1), twoModels('b', 2, 1)]);
    expect(results.order).toEqual(['a', 'b']);
    results.setModelWeighting(pythonDict({ m: 9, n: 1 }));
    expect(results.order).toEqual(['a', 'b']);
    results.setPerfMetricObjectives(ofModel({ request_throughput_avg: 1 }));
    expect(results.order).toEqual(['b', 'a']);
  });

  it('hands out copies: what is set later does not reach earlier selections', () => {
    const results = GenaiPerfResults.fromRunConfigs([
      content('a', { request_throughput_avg: 2, request_latency_p99: 5 }),
      content('b', { request_throughput_avg: 1, request_latency_p99: 1 }),
    ]);
    const before = results.passingConstraints();
    results.setPerfMetricObjectives(ofModel({ request_latency_p99: 1 }));
    expect([results.order, before.order]).toEqual([
      ['b', 'a'],
      ['a', 'b'],
    ]);
    before.add(results.runConfigs[0]!);
    expect(before.runConfigs).toHaveLength(3);
  });

  it.each([
    [
      'a model that was not measured',
      'AssertionError',
      (r: GenaiPerfResults) => r.setPerfMetricObjectives(pythonDict({ x: {} })),
    ],
    ['weights for other models', 'AssertionError', (r: GenaiPerfResults) => r.setModelWeighting(pythonDict({ x: 1 }))],
    [
      'weights of 0',
      'ZeroDivisionError',
      (r: GenaiPerfResults) => r.setPerfMetricObjectives(ofModel({ request_latency_p99: 0 })),
    ],
    [
      'a GPU metric that is missing',
      'TypeError',
      (r: GenaiPerfResults) => r.setGpuMetricObjectives(ofModel({ gpu_utilization_avg: 1 })),
    ],
    [
      'a gain without GPUs',
      'StatisticsError',
      (r: GenaiPerfResults) => r.runConfigs[1]!.percentageGain(r.runConfigs[0]!),
    ],
    ['a lookup without a command', 'IndexError', (r: GenaiPerfResults) => r.foundRepresentation('x')],
  ])('raises what the original raises: %s', (_what, type, act) => {
    const results = GenaiPerfResults.fromRunConfigs([
      content('a', { request_throughput_avg: 2 }, { 0: { gpu_power_usage_avg: 1 } }),
      content('b', { request_throughput_avg: 1 }),
    ]);
    expect(typeOf(() => act(results))).toBe(type);
  });

  it.each([
    ['no JSON', '{', 'JSONDecodeError'],
    ['no results', '{}', 'KeyError'],
    ['an unknown tag', checkpointText({ a: ['a', { _value: 1 }] }), 'KeyError'],
    ['no record', checkpointText({ request_count_avg: ['request_count_avg'] }), 'ValueError'],
  ])('refuses a checkpoint with %s', (_what, text, type) => {
    expect(typeOf(() => GenaiPerfResults.fromCheckpointText(text))).toBe(type);
  });

  it('ranks normal results the same way as the checkpoint that they came from', () => {
    const tags = ['request_throughput_avg', 'time_to_first_token_p99', 'inter_token_latency_p90'] as const;
    const value = fc.oneof(fc.double({ min: 0.001, max: 1e9, noNaN: true }), fc.constantFrom(1, 2, 3));
    const row = fc.record({ [tags[0]]: value, [tags[1]]: value, [tags[2]]: value }, { requiredKeys: [] });
    const gpu = fc.record({ gpu_power_usage_avg: value });
    fc.assert(
      fc.property(fc.array(fc.tuple(row, gpu, gpu), { maxLength: 30 }), (rows) => {
        const normal = Results.from(
          rows.map(([perf, gpu0, gpu1], at) => ({
            name: `m_run_config_${at}`,
            genaiPerfParameters: {},
            perfAnalyzer: { modelName: 'm', parameters: {}, cliArgs: [] },
            measurement: { perfMetrics: { m: perf }, gpuMetrics: { gpu0, gpu1 } },
          })),
        );
        const direct = rows.map(([perf, gpu0, gpu1], at) =>
          content(`m_run_config_${at}`, perf as Values, { gpu0, gpu1 } as Readonly<Record<string, Values>>),
        );
        const ranked = [runConfigsOfResults(normal), direct].map((contents) => {
          const results = GenaiPerfResults.fromRunConfigs(contents);
          const loaded = results.order;
          results.setGpuMetricObjectives(ofModel({ gpu_power_usage_avg: 1 }));
          results.setPerfMetricObjectives(ofModel({ [tags[1]]: 1, [tags[2]]: 3 }));
          const gains = results.runConfigs.map((c) => c.percentageGain(results.runConfigs[0]!));
          return { loaded, order: results.order, gains };
        });
        expect(ranked[0]).toEqual(ranked[1]);
      }),
      { numRuns: 60 },
    );
  });
});

/** A checkpoint of one run config with these records. */
function checkpointText(records: object): string {
  const measurement = { _gpu_metrics: {}, _model_config_measurements: { m: { _perf_metrics: records } } };
  const perfAnalyzer = { _model_name: 'm', _parameters: {}, _cli_args: [] };
  const runConfig = {
    name: 'm_run_config_0',
    genai_perf_config: { _parameters: {} },
    perf_analyzer_config: perfAnalyzer,
    measurement,
  };
  return JSON.stringify({ Results: { run_configs: [runConfig] } });
}

describe('adding many at once', () => {
  const value = fc.oneof(
    fc.integer({ min: 1, max: 6 }),
    fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    fc.constantFrom(0, -1, 1e-320, 1e200),
  );
  const perf = fc.record(
    { request_throughput_avg: value, output_token_throughput_avg: value, request_goodput_avg: value },
    { requiredKeys: [] },
  );
  const positive = fc.record({ request_throughput_avg: fc.integer({ min: 1, max: 9 }).map((each) => each / 8) });

  /** Element by element, each sort comparing everything that the original compares. */
  function plainly(contents: readonly GenaiPerfRunConfigContent[]): { order: readonly string[] } | { error: string } {
    let list: GenaiPerfRunConfig[] = [];
    const error = typeOf(() => {
      for (const each of contents) {
        const next = [...list, new GenaiPerfRunConfig(each)];
        sortDescending(next, (a, b) => a.isWorseThan(b));
        list = next;
      }
    });
    return error === 'nothing' ? { order: list.map(({ name }) => name) } : { error };
  }

  function atOnce(contents: readonly GenaiPerfRunConfigContent[]): { order: readonly string[] } | { error: string } {
    let order: readonly string[] = [];
    const error = typeOf(() => {
      order = GenaiPerfResults.fromRunConfigs(contents).order;
    });
    return error === 'nothing' ? { order } : { error };
  }

  it.each([
    { which: 'of one model, all measured', models: ['m'], each: positive },
    { which: 'of one model, some with odd values or none', models: ['m'], each: perf },
    { which: 'of two models, which contradict each other', models: ['m', 'n'], each: perf },
  ])('gives the order of one after another: $which', ({ models, each }) => {
    const runConfig = fc.tuple(...models.map(() => each));
    fc.assert(
      fc.property(fc.array(runConfig, { maxLength: 150 }), (all) => {
        const contents = all.map((byModel, index) => ({
          name: `m_run_config_${index}`,
          perfMetrics: new Map(models.map((model, at) => [model, new Map(Object.entries(byModel[at] ?? {}))])),
          gpuMetrics: new Map(),
        }));
        expect(atOnce(contents)).toEqual(plainly(contents));
      }),
      { numRuns: 60 },
    );
  });
});
