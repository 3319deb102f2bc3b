import { describe, expect, test } from 'vitest';
import { NoCompletedRequestError } from '../../../src/core/measure/failures.js';
import type { MeasureInput } from '../../../src/core/measure/measureInput.js';
import { measureScenario } from '../../../src/core/measure/measureScenario.js';
import { measureInput, type TestRequest, traceOf } from './traces.js';

const ms = 1e6;
const records = (requests: readonly TestRequest[], changes: Partial<MeasureInput> = {}) =>
  measureScenario(measureInput(traceOf(requests), changes)).perfMetrics['m']!;

describe('the formulas', () => {
  const worked = [0, 10, 20, 30].map((sent) => ({
    sent,
    events: [sent + 10, sent + 15, sent + 20],
    end: sent + 25,
    completionTokens: 5,
  }));

  test('the worked example: 4 requests, 10 ms apart, with 5 tokens in 3 events and an end 5 ms later', () => {
    expect(records(worked)).toMatchObject({
      request_latency_avg: 20 * ms,
      time_to_first_token_p99: 10 * ms,
      time_to_second_token_p50: 5 * ms,
      inter_token_latency_avg: 2.5 * ms,
      output_token_throughput_per_user_avg: 400,
      output_sequence_length_avg: 5,
      input_sequence_length_avg: 10,
      request_throughput_avg: 80,
      output_token_throughput_avg: 400,
      request_count_avg: 4,
    });
  });

  test('all statistics of seven families and three rates, in the order of the metric table', () => {
    const tags = Object.keys(records(worked));
    expect(tags).toHaveLength(7 * 13 + 3);
    expect(tags.slice(0, 3)).toEqual(['time_to_first_token_avg', 'time_to_first_token_min', 'time_to_first_token_max']);
    expect(tags.slice(-3)).toEqual(['output_token_throughput_avg', 'request_throughput_avg', 'request_count_avg']);
  });

  test('images of a request share its latency, where answers are measured per image', () => {
    const requests = [
      { sent: 0, events: [40], entry: 0 },
      { sent: 0, events: [20], entry: 1 },
    ];
    const entries = [
      { model: 'm', inputTokens: 0, images: ['a', 'b', 'c', 'd'] },
      { model: 'm', inputTokens: 0, images: ['e'] },
    ];
    const single = { entries, streaming: false, outputTokens: undefined };
    const measured = records(requests, { ...single, perImage: true, goodput: { image_latency: 15 } });
    expect(measured).toMatchObject({
      image_latency_min: 10 * ms,
      image_latency_max: 20 * ms,
      image_throughput_min: 50,
      image_throughput_max: 100,
      request_goodput_avg: 25,
    });
    expect(Object.keys(measured).filter((tag) => /token|sequence/.test(tag))).toEqual([]);
    expect(Object.keys(records(requests, single)).filter((tag) => tag.includes('image'))).toEqual([]);
  });

  test('a mean gap is not rounded', () => {
    expect(records([{ sent: 0, events: [10, 20], completionTokens: 4 }]).inter_token_latency_avg).toBe((10 * ms) / 3);
  });

  test('times are whole nanoseconds, whatever the floating point makes of them', () => {
    const { time_to_first_token_avg } = records([{ sent: 1000.1, events: [1000.3, 1000.4], completionTokens: 2 }]);
    expect(time_to_first_token_avg).toBe(200_000);
  });

  test('a window stopped by the clock is what rates are per', () => {
    const trace = traceOf(worked, { windowStartMs: -20, windowEndMs: 180 });
    const measured = measureScenario(measureInput(trace, { stop: { kind: 'interval' } }));
    expect(measured.perfMetrics['m']).toMatchObject({ request_throughput_avg: 20, output_token_throughput_avg: 100 });
    expect(measured.quality.windowStart).toBe('2025-12-31T23:59:59.980Z');
    expect(measured.quality.windowEnd).toBe('2026-01-01T00:00:00.180Z');
  });
});

describe('what a request does not have', () => {
  test('one event: a first token, but no second one and no gap', () => {
    const found = records([{ sent: 0, events: [10], completionTokens: 8 }]);
    expect(found).toMatchObject({ time_to_first_token_avg: 10 * ms, request_latency_avg: 10 * ms });
    expect(Object.keys(found).join()).not.toMatch(/second_token|inter_token|per_user/);
  });

  test('one token in two events has no gap to the next', () => {
    expect(records([{ sent: 0, events: [10, 12], completionTokens: 1 }])).not.toHaveProperty('inter_token_latency_avg');
  });

  test('all events in one read: neither gaps of zero nor an infinite rate', () => {
    const found = records([{ sent: 0, events: [10, 10, 10], completionTokens: 3 }]);
    expect(Object.keys(found).join()).not.toMatch(/second_token|inter_token|per_user/);
    const mixed = records([
      { sent: 0, events: [10, 10, 10], completionTokens: 3 },
      { sent: 0, events: [10, 20, 30], completionTokens: 3 },
    ]);
    expect(mixed).toMatchObject({ inter_token_latency_avg: 5 * ms, output_token_throughput_per_user_min: 100 });
  });

  test('an answer that was not streamed has a latency and tokens, but no times of single tokens', () => {
    const found = records([{ sent: 0, events: [40], completionTokens: 8 }], { streaming: false });
    expect(found).toMatchObject({ request_latency_avg: 40 * ms, output_sequence_length_avg: 8 });
    expect(Object.keys(found).join()).not.toMatch(/first_token|second_token|inter_token|per_user/);
  });

  test('embeddings have no output tokens', () => {
    const found = records([{ sent: 0, events: [40] }], { streaming: false, outputTokens: undefined });
    expect(found).toMatchObject({ request_throughput_avg: 25, input_sequence_length_avg: 10 });
    expect(Object.keys(found).join()).not.toMatch(/output/);
  });
});

describe('requests that did not complete', () => {
  const requests: TestRequest[] = [
    { sent: 0, outcome: 'timeout', end: 1000 },
    { sent: 100, events: [110, 120], completionTokens: 3 },
    { sent: 120, events: [130], outcome: 'error in stream', end: 140 },
    { sent: 120, outcome: 'timeout', end: 1120 },
    { sent: 130, events: [190], outcome: 'cut off', end: 200, completionTokens: 7 },
  ];

  test('are counted by kind, never averaged in; cut off ones are no errors', () => {
    const { perfMetrics, quality, requests: columns } = measureScenario(measureInput(traceOf(requests)));
    expect(perfMetrics['m']).toMatchObject({
      request_count_avg: 1,
      request_throughput_avg: 50,
      output_token_throughput_avg: 150,
      request_latency_max: 20 * ms,
    });
    expect(quality).toMatchObject({ requests: 1, errors: { timeout: 2, 'error in stream': 1 }, outputTokensMean: 3 });
    expect([...columns.request_latency]).toEqual([NaN, 20 * ms, NaN, NaN, NaN]);
  });

  test('none completed: an error that says why, in one line', () => {
    const failing = () => records(requests.filter(({ completionTokens }) => completionTokens !== 3));
    expect(failing).toThrow(NoCompletedRequestError);
    expect(failing).toThrow(
      'no request completed: 2 × timeout (about timeout), 1 × error in stream (about error in stream), 1 had no answer within 1.1 s',
    );
  });

  test('a model without a completed request is there, with a count of 0', () => {
    const entries = ['a', 'b'].map((model) => ({ model, inputTokens: 10 }));
    const trace = traceOf([
      { sent: 0, events: [10, 20], completionTokens: 3, entry: 0 },
      { sent: 0, outcome: 'http 503', end: 5, entry: 1 },
    ]);
    const { perfMetrics } = measureScenario(measureInput(trace, { entries, models: ['a', 'b'] }));
    expect(perfMetrics['b']).toEqual({ request_throughput_avg: 0, request_count_avg: 0 });
  });
});

test('each of two models has its own requests; their rates add up', () => {
  const entries = [
    { model: 'a', inputTokens: 10 },
    { model: 'b', inputTokens: 30 },
  ];
  const trace = traceOf([
    { sent: 0, events: [10, 20], completionTokens: 2, entry: 0 },
    { sent: 20, events: [40, 60], completionTokens: 4, entry: 1 },
    { sent: 60, events: [70, 100], completionTokens: 6, entry: 0 },
  ]);
  const { perfMetrics } = measureScenario(measureInput(trace, { entries, models: ['a', 'b'] }));
  expect(perfMetrics['a']).toMatchObject({
    request_count_avg: 2,
    request_throughput_avg: 20,
    output_token_throughput_avg: 80,
    input_sequence_length_avg: 10,
    time_to_first_token_max: 10 * ms,
  });
  expect(perfMetrics['b']).toMatchObject({
    request_count_avg: 1,
    request_throughput_avg: 10,
    output_token_throughput_avg: 40,
    input_sequence_length_avg: 30,
    time_to_first_token_max: 20 * ms,
  });
});

describe('goodput', () => {
  const requests: TestRequest[] = [
    { sent: 0, events: [10, 20], completionTokens: 2 },
    { sent: 0, events: [30, 50], completionTokens: 2 },
    { sent: 0, events: [10], completionTokens: 1 },
    { sent: 0, events: [10, 1000], completionTokens: 100 },
  ];
  const goodput = (limits: Record<string, number>) => records(requests, { goodput: limits }).request_goodput_avg;

  test('counts the requests that keep every limit, each judged by its own values', () => {
    expect(goodput({ time_to_first_token: 10 })).toBe(3);
    expect(goodput({ time_to_first_token: 10, request_latency: 20 })).toBe(2);
    expect(goodput({ time_to_first_token: 9.999 })).toBe(0);
  });

  test('a rate must be reached, not undercut', () => {
    expect(goodput({ output_token_throughput_per_user: 100 })).toBe(2);
  });

  test('a request without a metric that has a limit is not good', () => {
    expect(goodput({ inter_token_latency: 1e9 })).toBe(3);
  });

  test('is absent without limits, and refuses what no request has', () => {
    expect(records(requests)).not.toHaveProperty('request_goodput_avg');
    expect(() => goodput({ request_throughput: 1 })).toThrow(RangeError);
  });
});

test('10,000 requests of 256 events take less than half a second', () => {
  const requests = 10_000;
  const events = 256;
  const trace = traceOf([{ sent: 0 }], {
    requests,
    entry: new Uint32Array(requests),
    scheduledMs: new Float64Array(requests).fill(Number.NaN),
    sentMs: Float64Array.from({ length: requests }, (_, request) => (request * 7919) % 10_000),
    endMs: new Float64Array(requests).fill(20_000),
    outcome: new Uint8Array(requests),
    eventStart: Uint32Array.from({ length: requests + 1 }, (_, request) => request * events),
    eventMs: Float64Array.from({ length: requests * events }, (_, event) => 10_000 + (event % events) * 3.7),
    promptTokens: new Int32Array(requests).fill(12),
    completionTokens: new Int32Array(requests).fill(events),
  });
  const start = performance.now();
  const { quality } = measureScenario(measureInput(trace));
  expect(performance.now() - start).toBeLessThan(500);
  expect(quality.requests).toBe(requests);
});
