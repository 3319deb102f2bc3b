import { describe, expect, test } from 'vitest';
import { Results } from '../../../src/core/results/results.js';
import { type Sample, sampleEntries, sampleEntry } from './sampleEntries.js';

const ms = 1e6;
const resultsOf = (...samples: Sample[]) => Results.from(sampleEntries(samples));
const order = (results: Pick<Results, 'runConfigs'>) => results.runConfigs.map(({ name }) => name);

/** a: quick first token, b: high throughput, c: between. */
const threeWay = () =>
  resultsOf(
    { name: 'a', perf: { time_to_first_token_p99: 10 * ms, request_throughput_avg: 5 } },
    { name: 'b', perf: { time_to_first_token_p99: 90 * ms, request_throughput_avg: 20 } },
    { name: 'c', perf: { time_to_first_token_p99: 30 * ms, request_throughput_avg: 10 } },
  );

describe('ranking', () => {
  test('by request throughput as long as nothing else is asked for', () => {
    expect(order(threeWay())).toEqual(['b', 'c', 'a']);
  });

  test('by what is asked for, which replaces the default', () => {
    const results = threeWay();
    results.setPerfMetricObjectives({ gpt2: { time_to_first_token_p99: 1 } });
    expect(order(results)).toEqual(['a', 'c', 'b']);
    results.setPerfMetricObjectives({});
    expect(order(results)).toEqual(['b', 'c', 'a']);
  });

  test('the score is the weighted sum of ln(reference / value) and ln(value / reference)', () => {
    const results = threeWay();
    results.setPerfMetricObjectives({ gpt2: { time_to_first_token_p99: 1, request_throughput_avg: 3 } });
    const ttft = Math.cbrt(10 * 90 * 30);
    const throughput = Math.cbrt(5 * 20 * 10);
    expect(results.get('a')?.score).toBeCloseTo(0.25 * Math.log(ttft / 10) + 0.75 * Math.log(5 / throughput), 12);
    expect(results.get('b')?.score).toBeCloseTo(0.25 * Math.log(ttft / 90) + 0.75 * Math.log(20 / throughput), 12);
  });

  test('a weight of 0 drops the objective; with all at 0 insertion order stays', () => {
    const results = threeWay();
    results.setPerfMetricObjectives({ gpt2: { time_to_first_token_p99: 1, request_throughput_avg: 0 } });
    expect(order(results)).toEqual(['a', 'c', 'b']);
    expect(results.explain('a').contributions.map(({ tag }) => tag)).toEqual(['time_to_first_token_p99']);
    results.setPerfMetricObjectives({ gpt2: { time_to_first_token_p99: 0 } });
    expect(order(results)).toEqual(['a', 'b', 'c']);
    expect(results.get('b')?.score).toBe(0);
  });

  test('GPU objectives replace the default too, and count together with performance objectives', () => {
    const gpu = (watt: number) => ({ gpu0: { gpu_power_usage_p99: watt }, gpu1: { gpu_power_usage_p99: watt + 20 } });
    const results = resultsOf(
      { name: 'hungry', perf: { request_throughput_avg: 20 }, gpus: gpu(300) },
      { name: 'frugal', perf: { request_throughput_avg: 10 }, gpus: gpu(100) },
    );
    results.setGpuMetricObjectives({ gpt2: { gpu_power_usage_p99: 1 } });
    expect(order(results)).toEqual(['frugal', 'hungry']);
    results.setPerfMetricObjectives({ gpt2: { request_throughput_avg: 3 } });
    const { contributions } = results.explain('frugal');
    expect(contributions.map(({ tag, weight }) => [tag, weight])).toEqual([
      ['request_throughput_avg', 0.75],
      ['gpu_power_usage_p99', 0.25],
    ]);
    expect(contributions[1]?.value).toBe(110);
    expect(order(results)).toEqual(['hungry', 'frugal']);
  });

  test('neutral metrics rank in the direction that is given', () => {
    const results = resultsOf(
      { name: 'short', perf: { output_sequence_length_avg: 50 } },
      { name: 'long', perf: { output_sequence_length_avg: 100 } },
    );
    results.setPerfMetricObjectives({ gpt2: { output_sequence_length_avg: { weight: 1, direction: 'higher' } } });
    expect(order(results)).toEqual(['long', 'short']);
    results.setPerfMetricObjectives({ gpt2: { output_sequence_length_avg: { weight: 1, direction: 'lower' } } });
    expect(order(results)).toEqual(['short', 'long']);
  });

  test('zeros stay finite, and differences below the resolution are none', () => {
    const results = resultsOf(
      { name: 'zero', perf: { time_to_first_token_std: 0 } },
      { name: 'hair', perf: { time_to_first_token_std: 900 } },
      { name: 'ms', perf: { time_to_first_token_std: 1 * ms } },
    );
    results.setPerfMetricObjectives({ gpt2: { time_to_first_token_std: 1 } });
    expect(order(results)).toEqual(['zero', 'hair', 'ms']);
    expect(results.get('zero')?.score).toBe(results.get('hair')?.score);
    expect(results.get('zero')!.score! - results.get('ms')!.score!).toBeCloseTo(Math.log(1000), 10);
  });

  test('ties keep insertion order', () => {
    const perf = { request_throughput_avg: 7 };
    expect(order(resultsOf({ name: 'z', perf }, { name: 'a', perf }, { name: 'm', perf }))).toEqual(['z', 'a', 'm']);
  });

  test('below all others, and saying so: too many errors, then a missing metric', () => {
    const results = resultsOf(
      { name: 'incomplete', perf: { request_throughput_avg: 900 } },
      { name: 'failing', perf: { time_to_first_token_p99: 1 * ms, request_throughput_avg: 800 }, failed: 40 },
      { name: 'slow', perf: { time_to_first_token_p99: 500 * ms, request_throughput_avg: 1 }, failed: 1 },
      { name: 'quick', perf: { time_to_first_token_p99: 50 * ms, request_throughput_avg: 2 } },
    );
    results.setPerfMetricObjectives({ gpt2: { time_to_first_token_p99: 1 } });
    expect(order(results)).toEqual(['quick', 'slow', 'failing', 'incomplete']);
    expect(results.get('slow')?.demotions).toEqual([]);
    expect(results.get('failing')?.demotions).toEqual([
      '40 % of its requests failed: more than 1 % rank below all others',
    ]);
    expect(results.get('incomplete')?.demotions).toEqual(['p99 Time To First Token was not measured']);
    expect(results.get('incomplete')?.score).toBeUndefined();
    results.setErrorRateLimit(0.5);
    expect(order(results)).toEqual(['failing', 'quick', 'slow', 'incomplete']);
  });

  test('models count by their weights, their objectives by theirs', () => {
    const models = (a: number, b: number) => ({
      a: { request_throughput_avg: a, time_to_first_token_p99: ms },
      b: { request_throughput_avg: b, time_to_first_token_p99: ms },
    });
    const results = resultsOf({ name: 'a first', models: models(20, 10) }, { name: 'b first', models: models(10, 20) });
    results.setModelWeighting({ a: 1, b: 3 });
    expect(order(results)).toEqual(['b first', 'a first']);
    expect(results.explain('a first').contributions.map(({ weight }) => weight)).toEqual([0.25, 0.75]);
    results.setModelWeighting({ a: 3 });
    expect(order(results)).toEqual(['a first', 'b first']);
    results.setPerfMetricObjectives({ b: { request_throughput_avg: 1 } });
    expect(order(results)).toEqual(['b first', 'a first']);
  });

  test('run configs of different models are each asked for the objectives of their own models', () => {
    const results = resultsOf(
      { name: 'a0', models: { a: { request_throughput_avg: 10 } } },
      { name: 'a1', models: { a: { request_throughput_avg: 40 } } },
      { name: 'b0', models: { b: { request_throughput_avg: 1000 } } },
    );
    expect(order(results)).toEqual(['a1', 'b0', 'a0']);
    expect(results.runConfigs.flatMap(({ demotions }) => demotions)).toEqual([]);
    results.setPerfMetricObjectives({ a: { request_throughput_avg: 1 } });
    expect(order(results)).toEqual(['a1', 'a0', 'b0']);
    expect(results.get('b0')?.demotions).toEqual(['no objective counts for b']);
  });

  test('what is added or replaced later is ranked at once; what is removed is gone', () => {
    const results = threeWay();
    expect(order(results)).toEqual(['b', 'c', 'a']);
    results.add(sampleEntry({ name: 'd', perf: { request_throughput_avg: 15 } }));
    expect(order(results)).toEqual(['b', 'd', 'c', 'a']);
    results.add(sampleEntry({ name: 'b', perf: { request_throughput_avg: 7 } }));
    expect(order(results)).toEqual(['d', 'c', 'b', 'a']);
    expect(results.get('b')?.getModelPerfMetric('gpt2', 'time_to_first_token_p99')).toBeUndefined();
    const removed = results.get('a')!;
    expect(results.remove('a')).toBe(true);
    expect(results.remove('a')).toBe(false);
    expect(order(results)).toEqual(['d', 'c', 'b']);
    expect(results.get('c')?.getModelPerfMetricValue('gpt2', 'time_to_first_token_p99')).toBe(30);
    expect(removed.score).toBeUndefined();
    expect(removed.getModelPerfMetrics('gpt2')).toEqual([]);
    expect(results.inInsertionOrder.map(({ name }) => name)).toEqual(['b', 'c', 'd']);
  });

  test('a model that is no longer there takes its objectives with it', () => {
    const results = resultsOf(
      { name: 'a', models: { a: { request_throughput_avg: 1 } } },
      { name: 'b', models: { b: { request_throughput_avg: 1 } } },
    );
    results.remove('a');
    expect(results.models).toEqual(['b']);
  });

  test('nothing and one are ranked too', () => {
    expect(new Results().runConfigs).toEqual([]);
    const one = resultsOf({ name: 'only', perf: { request_throughput_avg: 3 } });
    expect(order(one)).toEqual(['only']);
    expect(one.explain('only')).toMatchObject({ rank: 1, score: 0, demotions: [] });
    expect(one.explain('only').next).toBeUndefined();
  });
});
