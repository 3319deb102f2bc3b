import { describe, expect, test } from 'vitest';
import type { MeasureInput } from '../../../src/core/measure/measureInput.js';
import { measureScenario } from '../../../src/core/measure/measureScenario.js';
import type { Trace } from '../../../src/core/measure/trace.js';
import { qualityFlags } from '../../../src/core/metrics/quality.js';
import { measureInput, type TestRequest, traceOf } from './traces.js';

const qualityOf = (
  requests: readonly TestRequest[],
  changes: Partial<MeasureInput> = {},
  traceChanges: Partial<Trace> = {},
) => measureScenario(measureInput(traceOf(requests, traceChanges), changes)).quality;

const request = (sent: number, end: number): TestRequest => ({
  sent,
  events: [(sent + end) / 2, end],
  completionTokens: 2,
});

describe('load', () => {
  test('two full slots and a gap are the load that was there', () => {
    const quality = qualityOf([request(0, 50), request(0, 100), request(75, 100)], {
      load: { kind: 'concurrency', concurrency: 2 },
    });
    expect(quality).toMatchObject({ achievedConcurrency: 1.75, targetConcurrency: 2, achievedRequestRate: 2 / 0.075 });
    expect(quality).not.toHaveProperty('sendDelayP50Ms');
    expect(quality).not.toHaveProperty('targetRequestRate');
  });

  test('failed and cut off requests are load too, as far as they lie in the window', () => {
    const requests: TestRequest[] = [
      { sent: -100, outcome: 'timeout', end: 50 },
      request(0, 100),
      { sent: 50, outcome: 'cut off', end: Number.NaN },
      { sent: Number.NaN, outcome: 'connection refused', end: 60 },
    ];
    const window = { windowStartMs: 0, windowEndMs: 100 };
    expect(qualityOf(requests, { stop: { kind: 'interval' } }, window).achievedConcurrency).toBe(2);
  });

  test('an open loop tells its rate, and how late requests left', () => {
    const requests = [0, 100, 200, 300].map((scheduled, place) => ({
      ...request(scheduled + place, scheduled + 50),
      scheduled,
    }));
    const quality = qualityOf(requests, { load: { kind: 'request_rate', requestsPerSecond: 10 } });
    expect(quality.achievedRequestRate).toBeCloseTo(3 / 0.303, 9);
    expect(quality).toMatchObject({ targetRequestRate: 10, sendDelayP50Ms: 1.5 });
    expect(quality.sendDelayP99Ms).toBeCloseTo(2.97, 9);
  });
});

test('figures of the trace, the tokens and the dataset', () => {
  const requests: TestRequest[] = [
    { ...request(0, 10), promptTokens: 14, entry: 0 },
    { ...request(10, 20), promptTokens: 16, entry: 1, completionTokens: 6 },
    { ...request(20, 30), entry: 0 },
    { sent: 30, outcome: 'http 500', end: 35, entry: 1, promptTokens: 1000 },
  ];
  const entries = [
    { model: 'm', inputTokens: 10, requestedOutputTokens: 4 },
    { model: 'm', inputTokens: 12, requestedOutputTokens: 7 },
  ];
  const quality = qualityOf(requests, { entries, telemetryGaps: 3 }, { joinedEvents: 3, reconnects: 2 });
  expect(quality).toEqual({
    requests: 3,
    errors: { 'http 500': 1 },
    achievedConcurrency: 1,
    achievedRequestRate: 100,
    targetConcurrency: 1,
    eventLoopDelayP99Ms: 1,
    clientCpuShare: 0.5,
    joinedReadShare: 0.5,
    reconnects: 2,
    loadThreads: 1,
    windowStart: '2026-01-01T00:00:00.000Z',
    windowEnd: '2026-01-01T00:00:00.030Z',
    outputTokenSource: 'server usage',
    inputTokenSource: 'cl100k_base',
    serverPromptTokensMean: 15,
    requestedOutputTokensMean: 5,
    outputTokensMean: 10 / 3,
    inputTokensMean: 32 / 3,
    sendsPerDatasetEntry: 1.5,
    telemetryGaps: 3,
  });
});

test('prompts with images are not compared with what a tokenizer counts', () => {
  const entries = [{ model: 'm', inputTokens: 10, images: ['cat.png'] }];
  const quality = qualityOf([{ ...request(0, 10), promptTokens: 600 }], { entries });
  expect(quality).toMatchObject({ serverPromptTokensMean: 600, promptsHoldMedia: true });
  const flagged = (measured: typeof quality) => qualityFlags(measured).map(({ code }) => code);
  expect(flagged(quality)).not.toContain('input-length');
  expect(flagged({ ...quality, promptsHoldMedia: undefined })).toContain('input-length');
});

test('what is not known is absent', () => {
  const quality = qualityOf([{ sent: 0, events: [10] }], { outputTokens: undefined, streaming: false });
  for (const name of ['serverPromptTokensMean', 'requestedOutputTokensMean', 'outputTokensMean', 'telemetryGaps'])
    expect(quality).not.toHaveProperty(name);
  expect(quality.outputTokenSource).toBe('none');
});
