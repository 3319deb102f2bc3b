import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ModelConstraints, RunConstraints } from '../../../src/core/results/constraints.js';
import { kneePoint } from '../../../src/core/results/kneePoint.js';
import { type ParetoAxis, paretoFront } from '../../../src/core/results/paretoFront.js';
import { Results } from '../../../src/core/results/results.js';
import { compareTiers } from '../../../src/core/results/tiers.js';
import { type Sample, sampleEntries } from './sampleEntries.js';

const ms = 1e6;
const resultsOf = (...samples: Sample[]) => Results.from(sampleEntries(samples));
const point = (name: string, ttftMs: number, tokensPerSecond: number): Sample => ({
  name,
  perf: {
    time_to_first_token_p99: ttftMs * ms,
    output_token_throughput_avg: tokensPerSecond,
    request_throughput_avg: 1,
  },
});
const axes: ParetoAxis[] = [{ tag: 'time_to_first_token_p99' }, { tag: 'output_token_throughput_avg' }];
const namesOf = (runConfigs: readonly { name: string }[]) => runConfigs.map(({ name }) => name);

describe('Pareto front', () => {
  test('keeps what nothing beats, equal ones all, and leaves out what was not measured', () => {
    const results = resultsOf(
      point('slow', 90, 100),
      point('beaten', 50, 60),
      point('middle', 50, 80),
      point('twin', 50, 80),
      point('quick', 10, 20),
      { name: 'unmeasured', perf: { output_token_throughput_avg: 1e6 } },
    );
    const { front, dominated, leftOut } = paretoFront(results.inInsertionOrder, axes);
    expect(namesOf(front)).toEqual(['slow', 'middle', 'twin', 'quick']);
    expect(namesOf(dominated)).toEqual(['beaten']);
    expect(leftOut.map(({ runConfig, reason }) => [runConfig.name, reason])).toEqual([
      ['unmeasured', 'p99 Time To First Token not measured'],
    ]);
  });

  test('is right by the definition, over two and three metrics', () => {
    const coarse = fc.integer({ min: 1, max: 6 });
    const three: ParetoAxis[] = [...axes, { tag: 'output_sequence_length_avg', direction: 'lower' }];
    fc.assert(
      fc.property(fc.array(fc.tuple(coarse, coarse, coarse), { maxLength: 25 }), fc.boolean(), (values, useThree) => {
        const results = Results.from(
          sampleEntries(
            values.map(([ttft, throughput, length]) => ({
              perf: {
                time_to_first_token_p99: ttft * ms,
                output_token_throughput_avg: throughput,
                output_sequence_length_avg: length,
              },
            })),
          ),
        );
        const costs = values.map(([ttft, throughput, length]) => [ttft, -throughput, useThree ? length : 0]);
        const isBeaten = (mine: number[]) =>
          costs.some(
            (other) => other.every((cost, at) => cost <= mine[at]!) && other.some((cost, at) => cost < mine[at]!),
          );
        const expected = costs.flatMap((mine, index) => (isBeaten(mine) ? [] : [`gpt2_run_config_${index}`]));
        expect(namesOf(paretoFront(results.inInsertionOrder, useThree ? three : axes).front)).toEqual(expected);
      }),
    );
  });

  test('refuses one metric, and a neutral one without direction', () => {
    expect(() => paretoFront([], axes.slice(1))).toThrow('a Pareto front needs at least two metrics');
    const neutral: ParetoAxis[] = [...axes, { tag: 'input_sequence_length_avg' }];
    expect(() => paretoFront([], neutral)).toThrow(/give a direction/);
  });

  test('asks for the model where there are several', () => {
    const results = resultsOf({ models: { a: { request_throughput_avg: 1 }, b: { request_throughput_avg: 1 } } });
    expect(() => paretoFront(results.runConfigs, axes)).toThrow('say of which model, a or b');
  });
});

describe('knee point', () => {
  test('is where throughput stops growing', () => {
    const throughput = [10, 20, 39, 75, 130, 140, 143, 144].map((y, index) => ({ x: 2 ** index, y }));
    expect(throughput[kneePoint(throughput)!]).toEqual({ x: 16, y: 130 });
  });

  test('is where latency begins to grow, in whatever order the points come', () => {
    const latency = [
      { x: 100, y: 900 },
      { x: 10, y: 50 },
      { x: 80, y: 90 },
      { x: 40, y: 60 },
      { x: 20, y: 52 },
    ];
    expect(latency[kneePoint(latency)!]).toEqual({ x: 80, y: 90 });
  });

  test.each([
    ['nothing', []],
    [
      'two points',
      [
        { x: 1, y: 1 },
        { x: 2, y: 9 },
      ],
    ],
    ['a straight line', [1, 2, 3, 4].map((x) => ({ x, y: 7 * x }))],
    ['a level line', [1, 2, 3, 4].map((x) => ({ x, y: 7 }))],
    ['one x', [1, 2, 3].map((y) => ({ x: 5, y }))],
  ])('%s has none', (_, points) => {
    expect(kneePoint(points)).toBeUndefined();
  });
});

describe('service tiers', () => {
  const ttft = (limit: number) =>
    new RunConstraints({ gpt2: new ModelConstraints({ time_to_first_token_p99: limit }) });

  test('say which run config is best in each, or which comes nearest', () => {
    const results = resultsOf(point('quick', 50, 20), point('middle', 150, 80), point('slow', 900, 100));
    results.setPerfMetricObjectives({ gpt2: { output_token_throughput_avg: 1 } });
    const outcomes = compareTiers(results, { gold: ttft(100), silver: ttft(200), bulk: ttft(1000), dream: ttft(40) });
    expect(outcomes.map(({ name, best, passing }) => [name, best?.name, passing])).toEqual([
      ['gold', 'quick', 1],
      ['silver', 'middle', 2],
      ['bulk', 'slow', 3],
      ['dream', undefined, 0],
    ]);
    expect(outcomes[1]?.checks[0]?.margin).toBe(50);
    const { closest } = outcomes[3]!;
    expect(closest?.runConfig.name).toBe('quick');
    expect(closest?.worst.reason).toBe('p99 Time To First Token is 50.00 ms, 10.00 ms (25 %) over the limit of 40');
    expect(results.getResultsPassingConstraints().size).toBe(3);
  });

  test('what was not measured is never the nearest', () => {
    const results = resultsOf({ name: 'unmeasured', perf: { request_throughput_avg: 100 } });
    const [tier] = compareTiers(results, { gold: ttft(100) });
    expect(tier).toMatchObject({ best: undefined, closest: undefined, passing: 0, checks: [] });
  });
});
