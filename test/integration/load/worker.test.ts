import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { measuredSpan } from '../../../src/core/measure/measuredSpan.js';
import { scenarioQuality } from '../../../src/core/measure/scenarioQuality.js';
import type { Trace } from '../../../src/core/measure/trace.js';
import { qualityFlags } from '../../../src/core/metrics/quality.js';
import type { LoadJob, LoadProgress } from '../../../src/load/loadJob.js';
import { makeRunLoad } from '../../../src/load/runLoad.js';
import { jobFor, outcomes, startAnswering, stream, texts } from './servers.js';

describe('the load in a thread of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'genai-sweep-load-'));
  const file = join(folder, 'worker.mjs');
  const runLoad = makeRunLoad(pathToFileURL(file));
  beforeAll(async () => {
    const entry = join(import.meta.dirname, '../../../src/load/worker.ts');
    await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', outfile: file });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('gives the whole trace', async () => {
    await using server = await startAnswering((socket) => socket.write(stream(['a', 'b'])));
    const trace = await runLoad(
      jobFor(server.url, {
        load: { kind: 'concurrency', concurrency: 5 },
        stop: { kind: 'request_count', requests: 500 },
      }),
      { signal: new AbortController().signal },
    );
    expect(outcomes(trace)).toEqual({ completed: 500 });
    expect(trace.eventMs).toHaveLength(1_000);
    expect(texts(trace)[499]).toEqual(['a', 'b']);
    const now = Date.now();
    expect(Math.abs(trace.timeOriginMs + trace.windowEndMs - now)).toBeLessThan(2_000);
    expect(trace.clientCpuShare).toBeGreaterThan(0);
  });

  test('tells its progress', async () => {
    await using server = await startAnswering((socket) => setTimeout(() => socket.write(stream(['a', 'b'])), 20));
    const seen: LoadProgress[] = [];
    await runLoad(jobFor(server.url, { warmupRequests: 15, stop: { kind: 'interval', milliseconds: 700 } }), {
      signal: new AbortController().signal,
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(seen.length).toBeLessThanOrEqual(10);
    expect(seen[0]!.phase).toBe('warm-up');
    const last = seen.at(-1)!;
    expect(last).toMatchObject({ phase: 'measuring', failed: 0, inFlight: 1 });
    expect(last.completed).toBeGreaterThan(5);
    expect(last.events).toBeGreaterThanOrEqual(2 * last.completed);
    expect(last.recentTtftMs).toBeGreaterThan(15);
  });

  test('ends at once when it is aborted', async () => {
    await using server = await startAnswering(() => {});
    const controller = new AbortController();
    const reason = new Error('stop it');
    setTimeout(() => controller.abort(reason), 200);
    const started = performance.now();
    await expect(runLoad(jobFor(server.url), { signal: controller.signal })).rejects.toBe(reason);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test('passes on what is wrong with the job', async () => {
    const bad = { ...jobFor('http://127.0.0.1:1'), headers: [['X-A', 'b\r\nc']] as const };
    await expect(runLoad(bad, { signal: new AbortController().signal })).rejects.toThrow('"X-A" cannot be sent');
  });

  describe('or in several', () => {
    const startFast = (seen: number[]) =>
      startAnswering((socket, _index, text) => {
        seen.push(Number(/"entry":(\d+)/.exec(text)?.[1]));
        setTimeout(() => socket.write(stream(['a', 'b'])), 2);
      });
    const bodies = Array.from({ length: 7 }, (_, entry) => Buffer.from(`{"entry":${entry}}`));
    const run = (job: LoadJob) => runLoad(job, { signal: new AbortController().signal });

    test('sends each request once, whoever sends it', async () => {
      const seen: number[] = [];
      await using server = await startFast(seen);
      const load = { kind: 'concurrency', concurrency: 5 } as const;
      const stop = { kind: 'request_count', requests: 701 } as const;
      const trace = await run(jobFor(server.url, { bodies, load, stop, threads: 3, warmupRequests: 4 }));
      expect(outcomes(trace)).toEqual({ completed: 701 });
      expect(server.connections()).toBe(5);
      expect(seen).toHaveLength(705);
      for (let entry = 0; entry < 7; entry++) {
        expect(trace.entry.filter((sent) => sent === entry)).toHaveLength(entry === 0 ? 101 : 100);
      }
      expect([...trace.sentMs]).toEqual([...trace.sentMs].sort((a, b) => a - b));
      expect(texts(trace)[700]).toEqual(['a', 'b']);
      expect(trace.windowEndMs).toBe(Math.max(...trace.endMs));
    });

    test('keeps one schedule', async () => {
      await using server = await startFast([]);
      const load = { kind: 'request_rate', requestsPerSecond: 500, distribution: 'poisson' } as const;
      const job = jobFor(server.url, { bodies, load, stop: { kind: 'request_count', requests: 200 } });
      const [alone, shared] = [await run(job), await run({ ...job, threads: 3 })];
      const schedule = ({ scheduledMs, windowStartMs, entry }: Trace) =>
        Array.from(scheduledMs, (ms, request) => [ms - windowStartMs, entry[request]!] as const).sort(
          ([a], [b]) => a - b,
        );
      expect([alone.threads, shared.threads]).toEqual([1, 3]);
      for (const [place, [dueMs, entry]] of schedule(alone).entries()) {
        const [sharedDueMs, sharedEntry] = schedule(shared)[place]!;
        expect(Math.abs(sharedDueMs - dueMs)).toBeLessThan(0.05);
        expect(sharedEntry).toBe(entry);
      }
    });

    test('sees no request before it was sent and no answer before it was given, whichever clock told the time', async () => {
      const arrivedMs: number[] = [];
      const answeredMs: number[] = [];
      const now = () => performance.timeOrigin + performance.now();
      await using server = await startAnswering((socket, _index, text) => {
        const entry = Number(/"entry":(\d+)/.exec(text)![1]);
        arrivedMs[entry] = now();
        setTimeout(() => {
          answeredMs[entry] = now();
          socket.write(stream(['a']));
        }, 3);
      });
      const requests = 300;
      const all = Array.from({ length: requests }, (_, entry) => Buffer.from(`{"entry":${entry}}`));
      const load = { kind: 'concurrency', concurrency: 9 } as const;
      const stop = { kind: 'request_count', requests } as const;
      const trace = await run(jobFor(server.url, { bodies: all, load, stop, threads: 3 }));
      // Each thread dates its own origin by the wall clock, a fraction of a millisecond apart.
      const originsApartMs = 1;
      for (let request = 0; request < requests; request++) {
        const entry = trace.entry[request]!;
        expect(trace.timeOriginMs + trace.sentMs[request]!).toBeLessThan(arrivedMs[entry]! + originsApartMs);
        expect(trace.timeOriginMs + trace.eventMs[request]!).toBeGreaterThan(answeredMs[entry]! - originsApartMs);
      }
    });

    test('says so when it cannot hold the rate', async () => {
      await using server = await startAnswering((socket) => socket.write(stream(['a'])));
      const load = { kind: 'request_rate', requestsPerSecond: 1_000_000, distribution: 'constant' } as const;
      const stop = { kind: 'request_count', requests: 3_000 } as const;
      const trace = await run(jobFor(server.url, { load, stop, threads: 2, requestTimeoutMs: 60_000 }));
      expect(trace.requests).toBe(3_000);
      const span = measuredSpan(trace, stop.kind);
      const entries = [{ model: 'm', inputTokens: 1 }];
      const input = {
        trace,
        entries,
        models: ['m'],
        streaming: true,
        inputTokenSource: 'none',
        load,
        stop,
        goodput: {},
      };
      const quality = scenarioQuality(input, { requests: [0], span });
      const flags = qualityFlags(quality).map(({ code }) => code);
      expect(flags).toEqual(expect.arrayContaining(['load-not-reached', 'client-bottleneck']));
      expect(quality).toMatchObject({ loadThreads: 2, transport: 'HTTP/1.1', targetRequestRate: 1_000_000 });
    });

    test.each([
      { kind: 'interval', milliseconds: 300 } as const,
      { kind: 'default', requests: 50, minimumRequests: 10, maxMilliseconds: 9_000 } as const,
    ])('stops together, by rule $kind', async (stop) => {
      await using server = await startFast([]);
      const trace = await run(jobFor(server.url, { load: { kind: 'concurrency', concurrency: 6 }, stop, threads: 2 }));
      const { completed = 0, 'cut off': cut = 0, ...others } = outcomes(trace);
      expect(others).toEqual({});
      // Another thread may count a request whose response came a moment after the one that ends the window.
      if (stop.kind === 'default') expect([48, 49, 50]).toContain(completed);
      else expect(trace.windowEndMs - trace.windowStartMs).toBeCloseTo(300, 3);
      expect(cut).toBeGreaterThan(0);
      expect(completed).toBeGreaterThan(20);
    });

    test('with fewer requests than threads, and when aborted', async () => {
      await using server = await startFast([]);
      const few = { stop: { kind: 'request_count', requests: 2 }, threads: 4 } as const;
      const load = { kind: 'concurrency', concurrency: 4 } as const;
      expect(outcomes(await run(jobFor(server.url, { ...few, load })))).toEqual({ completed: 2 });
      // A thread without a request in flight would end the window at its begin.
      const interval = { stop: { kind: 'interval', milliseconds: 200 }, threads: 4 } as const;
      const trace = await run(jobFor(server.url, interval));
      expect(trace.threads).toBe(1);
      expect(outcomes(trace)['completed']).toBeGreaterThan(5);
      await using silent = await startAnswering(() => {});
      const reason = new Error('stop it');
      const job = jobFor(silent.url, { threads: 2 });
      await expect(runLoad(job, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 200);
      await expect(runLoad(job, { signal: controller.signal })).rejects.toBe(reason);
    });
  });
});
