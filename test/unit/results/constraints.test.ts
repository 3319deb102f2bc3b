import { describe, expect, test } from 'vitest';
import { ModelConstraints, parseConstraint, RunConstraints } from '../../../src/core/results/constraints.js';
import { Results } from '../../../src/core/results/results.js';
import { type Sample, sampleEntries } from './sampleEntries.js';

const ms = 1e6;
const resultsOf = (...samples: Sample[]) => Results.from(sampleEntries(samples));
const names = (results: Pick<Results, 'runConfigs'>) => results.runConfigs.map(({ name }) => name);
const gpt2 = (limits: ConstructorParameters<typeof ModelConstraints>[0]) =>
  new RunConstraints({ gpt2: new ModelConstraints(limits) });

describe('constraints', () => {
  test('are in display units: 15 lets 10 ms pass and 20 ms not', () => {
    const results = resultsOf(
      { name: 'slow', perf: { time_to_first_token_p99: 20 * ms, request_throughput_avg: 9 } },
      { name: 'quick', perf: { time_to_first_token_p99: 10 * ms, request_throughput_avg: 3 } },
      { name: 'quicker', perf: { time_to_first_token_p99: 5 * ms, request_throughput_avg: 4 } },
    );
    results.setConstraints(gpt2({ time_to_first_token_p99: 15 }));
    expect(names(results)).toEqual(['slow', 'quicker', 'quick']);
    expect(names(results.getResultsPassingConstraints())).toEqual(['quicker', 'quick']);
    expect(names(results.getResultsFailingConstraints())).toEqual(['slow']);
    results.setConstraints(undefined);
    expect(results.getResultsPassingConstraints().size).toBe(3);
  });

  test('mean the good side unless an operator says otherwise', () => {
    const results = resultsOf({ perf: { request_latency_p99: 800 * ms, request_throughput_avg: 10 } });
    const passes = (limits: Parameters<typeof gpt2>[0]) => {
      results.setConstraints(gpt2(limits));
      return results.runConfigs[0]!.isPassingConstraints();
    };
    expect(passes({ request_latency_p99: 801 })).toBe(true);
    expect(passes({ request_latency_p99: 800 })).toBe(false);
    expect(passes({ request_latency_p99: { operator: '<=', value: 800 } })).toBe(true);
    expect(passes({ request_throughput_avg: 9 })).toBe(true);
    expect(passes({ request_throughput_avg: 10 })).toBe(false);
    expect(passes({ request_throughput_avg: { operator: '>=', value: 10 } })).toBe(true);
    expect(passes({ request_throughput_avg: [8, { operator: '<', value: 9 }] })).toBe(false);
  });

  test('what was not measured does not pass, and says why', () => {
    const results = resultsOf({ perf: { request_throughput_avg: 10 } });
    results.setConstraints(gpt2({ time_to_first_token_p99: 10 }));
    const [runConfig] = results.runConfigs;
    expect(runConfig?.isPassingConstraints()).toBe(false);
    expect(runConfig?.checkConstraints()[0]).toMatchObject({
      value: undefined,
      margin: undefined,
      reason: 'p99 Time To First Token was not measured',
    });
  });

  test('each model meets only its own', () => {
    const results = resultsOf({
      models: { a: { time_to_first_token_p99: 5 * ms }, b: { time_to_first_token_p99: 50 * ms } },
    });
    results.setConstraints(
      new RunConstraints({
        a: new ModelConstraints({ time_to_first_token_p99: 10 }),
        b: new ModelConstraints({ time_to_first_token_p99: 100 }),
      }),
    );
    expect(results.runConfigs[0]?.isPassingConstraints()).toBe(true);
  });

  test('tell the margin in units and in percent', () => {
    const results = resultsOf({ perf: { request_latency_p99: 912.3 * ms, request_throughput_avg: 12 } });
    results.setConstraints(gpt2({ request_latency_p99: 800, request_throughput_avg: 10 }));
    const [latency, throughput] = results.runConfigs[0]!.checkConstraints();
    expect(latency?.margin).toBeCloseTo(-112.3, 9);
    expect(latency?.marginPercent).toBeCloseTo(-14.0375, 9);
    expect(latency?.reason).toBe('p99 Request Latency is 912.30 ms, 112.30 ms (14 %) over the limit of 800');
    expect(throughput?.margin).toBe(2);
    expect(throughput?.reason).toBe(
      'Request Throughput is 12.00 requests/sec, 2.00 requests/sec (20 %) to spare of the limit of 10',
    );
  });

  test('of several GPUs the worst decides, and one without the metric does not pass', () => {
    const results = resultsOf(
      { name: 'both', gpus: { gpu0: { gpu_temperature_max: 60 }, gpu1: { gpu_temperature_max: 90 } } },
      { name: 'half', gpus: { gpu0: { gpu_temperature_max: 60 }, gpu1: {} } },
    );
    results.setConstraints(gpt2({ gpu_temperature_max: 80 }));
    const [both] = results.get('both')!.checkConstraints();
    expect(both).toMatchObject({ gpu: 'gpu1', value: 90, passes: false });
    expect(both?.reason).toBe('Max GPU Temperature of gpu1 is 90.00 C, 10.00 C (13 %) over the limit of 80');
    expect(results.get('half')?.checkConstraints()[0]?.reason).toBe('Max GPU Temperature of gpu1 was not measured');
  });

  test('a filtered view ranks by itself and leaves the results alone', () => {
    const results = resultsOf(
      { name: 'a', perf: { time_to_first_token_p99: 1 * ms, request_throughput_avg: 1 } },
      { name: 'b', perf: { time_to_first_token_p99: 2 * ms, request_throughput_avg: 2 } },
      { name: 'c', perf: { time_to_first_token_p99: 9 * ms, request_throughput_avg: 3 } },
    );
    results.setConstraints(gpt2({ time_to_first_token_p99: 5 }));
    const passing = results.getResultsPassingConstraints();
    expect(passing.get('b')?.score).toBe(results.get('b')?.score);
    passing.setPerfMetricObjectives({ gpt2: { time_to_first_token_p99: 1 } });
    expect(names(passing)).toEqual(['a', 'b']);
    expect(passing.explain('a')).toMatchObject({ rank: 1, next: { name: 'b' } });
    expect(() => passing.explain('c')).toThrow('no run config "c": there are a, b');
    expect(names(results)).toEqual(['c', 'b', 'a']);
    results.remove('a');
    expect(names(passing)).toEqual(['b']);
  });
});

describe('constraints as people type them', () => {
  test.each([
    ['request_latency_p99<800', { tag: 'request_latency_p99', limit: { operator: '<', value: 800 } }],
    ['request_latency_p99 <= 8e2 ms', { tag: 'request_latency_p99', limit: { operator: '<=', value: 800 } }],
    ['request_latency_p99:800', { tag: 'request_latency_p99', limit: { operator: '<', value: 800 } }],
    ['request_throughput_avg:.5', { tag: 'request_throughput_avg', limit: { operator: '>', value: 0.5 } }],
    ['output_sequence_length_avg>=-1', { limit: { operator: '>=', value: -1 } }],
    ['org/m:8b=request_latency_p99>=3', { model: 'org/m:8b', limit: { operator: '>=', value: 3 } }],
    ['m=request_latency_p99<=3', { model: 'm', limit: { operator: '<=', value: 3 } }],
  ])('%s', (text, expected) => {
    expect(parseConstraint(text)).toMatchObject(expected);
  });
});
