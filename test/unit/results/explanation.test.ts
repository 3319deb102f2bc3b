import { expect, test } from 'vitest';
import { Results } from '../../../src/core/results/results.js';
import { type Sample, sampleEntries } from './sampleEntries.js';

const ms = 1e6;
const resultsOf = (...samples: Sample[]) => Results.from(sampleEntries(samples));

test('value, reference, weight and contribution of every objective, and what decides', () => {
  const results = resultsOf(
    { name: 'a', perf: { time_to_first_token_p99: 100 * ms, request_throughput_avg: 10 } },
    { name: 'b', perf: { time_to_first_token_p99: 400 * ms, request_throughput_avg: 15 } },
  );
  results.setPerfMetricObjectives({ gpt2: { time_to_first_token_p99: 1, request_throughput_avg: 1 } });
  const { contributions, next, rank } = results.explain('a');
  expect(rank).toBe(1);
  expect(contributions).toEqual([
    {
      model: 'gpt2',
      tag: 'time_to_first_token_p99',
      title: 'p99 Time To First Token',
      value: 100,
      reference: expect.closeTo(200, 9),
      unit: 'ms',
      direction: 'lower',
      weight: 0.5,
      contribution: expect.closeTo(0.5 * Math.log(2), 12),
    },
    expect.objectContaining({ value: 10, reference: expect.closeTo(Math.sqrt(150), 9), direction: 'higher' }),
  ]);
  expect(next?.reason).toBe('ahead of b: p99 Time To First Token +0.69, Request Throughput −0.20');
  expect(next?.lead).toBeCloseTo(0.5 * Math.log(4) - 0.5 * Math.log(1.5), 12);
});

test('ties, demotions and missing metrics are said in words', () => {
  const perf = { request_throughput_avg: 5 };
  const results = resultsOf(
    { name: 'a', perf },
    { name: 'b', perf },
    { name: 'failing', perf: { request_throughput_avg: 50 }, failed: 40 },
    { name: 'empty', perf: {} },
    { name: 'void', perf: {} },
  );
  const reasonOf = (name: string) => results.explain(name).next?.reason;
  expect(reasonOf('a')).toBe('equal to b, and came first');
  expect(reasonOf('b')).toMatch(/^ahead of failing, which ranks below all others: 40 % of its requests failed/);
  expect(reasonOf('failing')).toBe('ahead of empty, which ranks below all others: Request Throughput was not measured');
  expect(reasonOf('empty')).toBe('ahead of void because it came first: neither has a score');
});

test('with several models, the model is named', () => {
  const models = (value: number) => ({ a: { request_throughput_avg: value }, b: { request_throughput_avg: 1 } });
  const results = resultsOf(
    { name: 'x', models: models(2) },
    { name: 'y', models: models(1) },
    { name: 'z', models: { a: {}, b: {} } },
  );
  expect(results.explain('x').next?.reason).toBe('ahead of y: Request Throughput of a +0.35');
  expect(results.get('z')?.demotions).toEqual([
    'Request Throughput of a was not measured',
    'Request Throughput of b was not measured',
  ]);
});
