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
  ['client-bottleneck', { eventLoopDelayP99Ms: 40, clientCpuShare: 0.1 }],
  ['spilled', { spilledBytes: 5_000_000 }],
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

test('a late client is told apart from a client that others kept from the processor', () => {
  const text = (change: Partial<Quality>) => qualityFlags({ ...flawless, eventLoopDelayP99Ms: 40, ...change })[0]!.text;
  expect(text({ clientCpuShare: 0.95 })).toContain('--load-threads');
  expect(text({ clientCpuShare: 0.95, loadThreads: 2 })).toContain('other programs');
  expect(text({ clientCpuShare: 1.9, loadThreads: 2 })).toContain('--load-threads');
});

test('what another program did with the processor is not guessed', () => {
  const unknown = { ...flawless, eventLoopDelayP99Ms: undefined, clientCpuShare: undefined };
  expect(qualityFlags(unknown)).toEqual([]);
  expect(qualityFlags({ ...unknown, sendDelayP99Ms: 25 })[0]?.text).toBe(
    'The load generator was a bottleneck: requests left up to 25.0 ms late (p99).',
  );
});

test('the error rate counts failed requests among all that were sent', () => {
  expect(errorRate({ ...flawless, requests: 60, errors: { timeout: 30, 'http 503': 10 } })).toBe(0.4);
  expect(errorRate({ ...flawless, requests: 0 })).toBe(0);
});
