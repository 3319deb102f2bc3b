import { expect, test } from 'vitest';
import { errorRate, type Quality, qualityFlags } from '../../../src/core/metrics/quality.js';

const flawless: Quality = {
  requests: 500,
  errors: {},
  achievedConcurrency: 7.9,
  achievedRequestRate: 12,
  targetConcurrency: 8,
  eventLoopDelayP99Ms: 2,
  clientCpuShare: 0.2,
  joinedReadShare: 0.01,
  reconnects: 0,
  windowStart: '2026-11-24T14:00:00Z',
  windowEnd: '2026-11-24T14:01:00Z',
  outputTokenSource: 'server usage',
  inputTokenSource: 'tokenizer',
};

test.each<[string, Partial<Quality>]>([
  ['few-requests', { requests: 40 }],
  ['errors', { errors: { 'http 503': 3 } }],
  ['load-not-reached', { achievedConcurrency: 5 }],
  ['load-not-reached', { targetConcurrency: undefined, targetRequestRate: 20 }],
  ['client-bottleneck', { eventLoopDelayP99Ms: 40, clientCpuShare: 0.98 }],
  ['client-bottleneck', { sendDelayP99Ms: 25 }],
  ['joined-reads', { joinedReadShare: 0.2 }],
  ['output-length', { requestedOutputTokensMean: 100, outputTokensMean: 60 }],
  ['repeated-prompts', { sendsPerDatasetEntry: 5 }],
  ['telemetry-gaps', { telemetryGaps: 2 }],
])('%s is flagged, and nothing else', (code, change) => {
  expect(qualityFlags({ ...flawless, ...change }).map((flag) => flag.code)).toEqual([code]);
});

test('a good measurement has no flags', () => {
  expect(qualityFlags(flawless)).toEqual([]);
});

test('the error rate counts failed requests among all that were sent', () => {
  expect(errorRate({ ...flawless, requests: 60, errors: { timeout: 30, 'http 503': 10 } })).toBe(0.4);
  expect(errorRate({ ...flawless, requests: 0 })).toBe(0);
});
