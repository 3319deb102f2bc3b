import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { samplesInWindow, serverRecords } from '../../../src/core/measure/serverRecords.js';
import type { ServerSample } from '../../../src/core/measure/serverSamples.js';

const load = { startMs: 100, endMs: 200 };
const sample = (atMs: number, values: ServerSample['values'], server = 'one:8000'): ServerSample => ({
  server,
  atMs,
  values,
});

describe('records of a server', () => {
  test('queue and cache are what they were under load; after it the server is idle', () => {
    const depths: [number, number][] = [
      [100, 4],
      [150, 8],
      [200, 6],
      [230, 0],
    ];
    const records = serverRecords(
      depths.map(([atMs, queuedRequests]) => sample(atMs, { queuedRequests, kvCacheUsage: queuedRequests / 10 })),
      load,
    )['one:8000'];
    expect(records).toMatchObject({
      queued_requests_avg: 6,
      queued_requests_min: 4,
      queued_requests_max: 8,
      queued_requests_p50: 6,
      kv_cache_usage_max: 0.8,
    });
    expect(records).not.toHaveProperty('running_requests_avg');
  });

  test('counters are what they grew by, the sample after the load included', () => {
    const counted = (atMs: number, by: number) =>
      sample(atMs, {
        preemptions: 70 + by,
        prefixCacheQueries: 5000 + 100 * by,
        prefixCacheHits: 900 + 25 * by,
        queueTimeNs: 1e9 + 3e6 * by,
        dequeuedRequests: 10 + by,
      });
    expect(serverRecords([counted(100, 0), counted(190, 3), counted(230, 4)], load)['one:8000']).toEqual({
      preemptions_avg: 4,
      prefix_cache_hit_rate_avg: 0.25,
      queue_time_avg: 3e6,
    });
  });

  test('a rate of nothing is none, and so is the growth of a single sample', () => {
    const idle = { prefixCacheQueries: 5, prefixCacheHits: 5, preemptions: 3 };
    expect(serverRecords([sample(100, idle), sample(150, idle)], load)['one:8000']).toEqual({ preemptions_avg: 0 });
    expect(serverRecords([sample(100, idle)], load)).toEqual({});
  });

  test('servers stay apart, and a restart in between loses no count', () => {
    const records = serverRecords(
      [
        sample(100, { preemptions: 5 }),
        sample(100, { queuedRequests: 1 }, 'two:8000'),
        sample(150, { preemptions: 7 }),
        sample(200, { preemptions: 1 }),
      ],
      load,
    );
    expect(records['one:8000']).toEqual({ preemptions_avg: 3 });
    expect(records['two:8000']).toMatchObject({ queued_requests_max: 1 });
  });

  test('whatever the order of the samples, average and extremes are those of the window', () => {
    const at = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 500 }));
    fc.assert(
      fc.property(fc.array(at, { minLength: 1, maxLength: 30 }), (all) => {
        const samples = samplesInWindow(
          all.map(([atMs, runningRequests]) => sample(atMs, { runningRequests })),
          { startMs: 100, endMs: 250 },
        );
        const inside = all.filter(([atMs]) => atMs >= 100 && atMs <= 200).map(([, running]) => running);
        const records = serverRecords(samples, load)['one:8000'];
        expect(records === undefined).toBe(inside.length === 0);
        if (inside.length === 0) return;
        expect(records!.running_requests_min).toBe(Math.min(...inside));
        expect(records!.running_requests_max).toBe(Math.max(...inside));
        expect(records!.running_requests_avg).toBeCloseTo(inside.reduce((a, b) => a + b) / inside.length, 9);
      }),
    );
  });
});
