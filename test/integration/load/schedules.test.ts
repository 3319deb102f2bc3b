import { describe, expect, test } from 'vitest';
import { jobFor, outcomes, run, startAnswering, stream } from './servers.js';

/** Answers after the given time. */
const startSlow = (milliseconds: number) =>
  startAnswering((socket) => setTimeout(() => socket.write(stream(['a'])), milliseconds));

const gaps = (times: Float64Array) => Array.from(times.subarray(1), (time, at) => time - times[at]!);
const percentile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;

describe('a closed loop', () => {
  test('keeps as many requests in flight as asked for, and stops at the count', async () => {
    let inFlight = 0;
    let most = 0;
    await using server = await startAnswering((socket) => {
      most = Math.max(most, ++inFlight);
      setTimeout(() => {
        inFlight--;
        socket.write(stream(['a']));
      }, 5);
    });
    const trace = await run(
      jobFor(server.url, {
        load: { kind: 'concurrency', concurrency: 7 },
        stop: { kind: 'request_count', requests: 50 },
      }),
    );
    expect(outcomes(trace)).toEqual({ completed: 50 });
    expect(most).toBe(7);
    expect(trace.windowEndMs).toBe(Math.max(...trace.endMs));
    expect([...trace.scheduledMs].every(Number.isNaN)).toBe(true);
  });

  test('sends fewer at once than asked for when there are fewer', async () => {
    await using server = await startSlow(1);
    const trace = await run(
      jobFor(server.url, {
        load: { kind: 'concurrency', concurrency: 9 },
        stop: { kind: 'request_count', requests: 3 },
      }),
    );
    expect(outcomes(trace)).toEqual({ completed: 3 });
  });

  test('does not count the warm-up', async () => {
    let served = 0;
    await using server = await startAnswering((socket) => {
      served++;
      socket.write(stream(['a']));
    });
    const bodies = [Buffer.from('{"n":0}'), Buffer.from('{"n":1}'), Buffer.from('{"n":2}')];
    const trace = await run(jobFor(server.url, { warmupRequests: 5, bodies }));
    expect(served).toBe(15);
    expect(trace.requests).toBe(10);
    expect([...trace.entry].slice(0, 4)).toEqual([0, 1, 2, 0]);
  });
});

describe('the window', () => {
  test('of an interval ends on time and cuts off what is in flight', async () => {
    await using server = await startSlow(70);
    const started = performance.now();
    const trace = await run(
      jobFor(server.url, {
        load: { kind: 'concurrency', concurrency: 4 },
        stop: { kind: 'interval', milliseconds: 400 },
      }),
    );
    expect(performance.now() - started).toBeLessThan(900);
    expect(trace.windowEndMs - trace.windowStartMs).toBeCloseTo(400, 6);
    const { completed, 'cut off': cut, ...others } = outcomes(trace);
    expect(others).toEqual({});
    expect(cut).toBe(4);
    expect(completed).toBeGreaterThanOrEqual(12);
    for (let request = 0; request < trace.requests; request++)
      expect(trace.endMs[request]).toBeLessThanOrEqual(trace.windowEndMs);
  });

  test('of the default rule ends with enough requests', async () => {
    await using server = await startSlow(2);
    const stop = { kind: 'default', requests: 20, minimumRequests: 5, maxMilliseconds: 10_000 } as const;
    const trace = await run(jobFor(server.url, { load: { kind: 'concurrency', concurrency: 4 }, stop }));
    expect(outcomes(trace)['completed']).toBe(20);
  });

  test.each([
    ['with the time', { requests: 10_000, minimumRequests: 2, maxMilliseconds: 300 }, 300],
    ['with the fewest requests when time is over', { requests: 10_000, minimumRequests: 8, maxMilliseconds: 100 }, 320],
  ])('of the default rule ends %s', async (_name, rule, endMs) => {
    await using server = await startSlow(40);
    const trace = await run(jobFor(server.url, { stop: { kind: 'default', ...rule } }));
    const lengthMs = trace.windowEndMs - trace.windowStartMs;
    expect(lengthMs).toBeGreaterThanOrEqual(endMs - 0.001);
    expect(lengthMs).toBeLessThan(endMs + 150);
    expect(outcomes(trace)['completed']).toBeGreaterThanOrEqual(rule.minimumRequests);
  });

  test('ends at once when it is aborted, with the reason', async () => {
    await using server = await startSlow(10_000);
    const controller = new AbortController();
    const reason = new Error('stop it');
    setTimeout(() => controller.abort(reason), 100);
    const started = performance.now();
    const running = run(
      jobFor(server.url, { load: { kind: 'concurrency', concurrency: 4 }, warmupRequests: 4 }),
      controller.signal,
    );
    await expect(running).rejects.toBe(reason);
    expect(performance.now() - started).toBeLessThan(1_000);
    await expect(run(jobFor(server.url), controller.signal)).rejects.toBe(reason);
  });
});

describe('an open loop', () => {
  test('at a constant rate sends on schedule, whatever the server does', async () => {
    await using server = await startSlow(150);
    const load = { kind: 'request_rate', requestsPerSecond: 200, distribution: 'constant' } as const;
    const trace = await run(jobFor(server.url, { load, stop: { kind: 'request_count', requests: 200 } }));
    expect(outcomes(trace)).toEqual({ completed: 200 });
    for (const gap of gaps(trace.scheduledMs)) expect(gap).toBeCloseTo(5, 6);
    const delays = Array.from(trace.sentMs, (sent, request) => sent - trace.scheduledMs[request]!);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    expect(percentile(delays, 0.5)).toBeLessThan(2);
    expect(trace.sentMs[199]! - trace.sentMs[0]!).toBeLessThan(199 * 5 + 50);
  });

  test('at a Poisson rate has the same gaps for the same seed, with the mean that was asked for', async () => {
    await using server = await startSlow(1);
    const load = { kind: 'request_rate', requestsPerSecond: 1_000, distribution: 'poisson' } as const;
    const stop = { kind: 'request_count', requests: 500 } as const;
    const first = await run(jobFor(server.url, { load, stop }));
    const second = await run(jobFor(server.url, { load, stop }));
    const other = await run(jobFor(server.url, { load, stop, seed: 2 }));
    const scheduled = (trace: typeof first) => gaps(trace.scheduledMs).map((gap) => gap.toFixed(6));
    expect(scheduled(second)).toEqual(scheduled(first));
    expect(scheduled(other)).not.toEqual(scheduled(first));
    const mean = (first.scheduledMs[499]! - first.scheduledMs[0]!) / 499;
    expect(mean).toBeGreaterThan(0.85);
    expect(mean).toBeLessThan(1.15);
  });

  test('of an interval stops sending at its end', async () => {
    await using server = await startSlow(1);
    const load = { kind: 'request_rate', requestsPerSecond: 100, distribution: 'constant' } as const;
    const trace = await run(
      jobFor(server.url, { load, stop: { kind: 'interval', milliseconds: 300 }, warmupRequests: 2 }),
    );
    expect(trace.requests).toBeGreaterThanOrEqual(29);
    expect(trace.requests).toBeLessThanOrEqual(31);
  });
});
