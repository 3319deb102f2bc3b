import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoadProgress } from '../../../src/load/loadJob.js';
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
});
