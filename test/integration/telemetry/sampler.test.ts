import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type Sampler, startSampling } from '../../../src/telemetry/sampler.js';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
}

/** An exporter of one GPU whose energy is the number of fetches so far. */
function exporter(options: { host?: string; delayMs?: number; fails?: (fetch: number) => boolean } = {}) {
  const seen = { fetches: 0, inFlight: 0, mostInFlight: 0 };
  const url = serve(async (request, response) => {
    const number = ++seen.fetches;
    seen.mostInFlight = Math.max(seen.mostInFlight, ++seen.inFlight);
    if (options.delayMs) await sleep(options.delayMs);
    seen.inFlight -= 1;
    if (request.url !== '/metrics' || options.fails?.(number)) response.writeHead(500).end();
    else
      response.end(
        `DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="0",UUID="GPU-x",Hostname="${options.host ?? 'one'}"} ${number}\n`,
      );
  });
  return { url, seen };
}

const energies = async (window: ReturnType<Sampler['window']>, gpu = 'one/GPU-x') =>
  (await window.stop()).gpus
    .filter((sample) => sample.gpu === gpu)
    .map(({ values }) => values['DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION']);

describe('startSampling', () => {
  it('gives every window samples of its own, the first at its start and the last at its end', async () => {
    const { url, seen } = exporter();
    const sampler = await startSampling({ urls: [await url], intervalMs: 40 });
    const first = sampler.window();
    await sleep(130);
    const fetchesBefore = seen.fetches;
    const { gpus: samples, gaps } = await first.stop();
    expect(gaps).toBe(0);
    expect(fetchesBefore).toBeGreaterThanOrEqual(3);
    expect(samples.at(0)!.values).toEqual({ DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION: 2 });
    expect(samples.at(-1)!.values).toEqual({ DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION: seen.fetches });
    // The last one, and at most one that was under way.
    const last = seen.fetches;
    expect(last - fetchesBefore).toBeGreaterThanOrEqual(1);
    expect(last - fetchesBefore).toBeLessThanOrEqual(2);
    expect(Math.abs(samples.at(-1)!.atMs - Date.now())).toBeLessThan(100);
    expect(samples.every(({ atMs }, index) => index === 0 || atMs > samples[index - 1]!.atMs)).toBe(true);

    await sleep(100);
    expect(seen.fetches).toBe(last);
    expect(await energies(sampler.window())).toEqual([last + 1, last + 2]);
  });

  it('watches several exporters side by side, each one after the other', async () => {
    const slow = exporter({ host: 'slow', delayMs: 90 });
    const quick = exporter({ host: 'quick' });
    const sampler = await startSampling({
      urls: [await slow.url, await quick.url, await quick.url],
      intervalMs: 20,
    });
    const window = sampler.window();
    await sleep(300);
    await window.stop();
    expect(slow.seen.mostInFlight).toBe(1);
    expect(quick.seen.mostInFlight).toBe(1);
    expect(quick.seen.fetches).toBeGreaterThan(2 * slow.seen.fetches);
    expect(new Set((await energies(window, 'slow/GPU-x')).concat()).size).toBeGreaterThanOrEqual(3);
  });

  it('counts failed fetches and goes on', async () => {
    const { url } = exporter({ fails: (fetch) => fetch === 3 || fetch === 4 });
    const sampler = await startSampling({ urls: [await url], intervalMs: 20 });
    const window = sampler.window();
    await sleep(150);
    const { gaps } = await window.stop();
    expect(gaps).toBe(2);
    expect((await energies(window)).slice(0, 2)).toEqual([2, 5]);
  });

  it('counts an exporter that hangs as a gap, and stops all the same', async () => {
    const { url } = exporter({ delayMs: 0 });
    let hangs = false;
    const target = new URL(await url);
    const hanging = await serve(async (_, response) => {
      if (!hangs) response.end(await (await fetch(target)).text());
    });
    const sampler = await startSampling({ urls: [hanging], intervalMs: 20, timeoutMs: 500 });
    hangs = true;
    const began = performance.now();
    const samples = await sampler.window().stop();
    expect(performance.now() - began).toBeLessThan(2500);
    expect(samples).toEqual({ gpus: [], servers: [], gaps: 2 });
  });

  it('warns once per URL that gives nothing, and uses the others', async () => {
    const good = exporter();
    const broken = await serve((_, response) => response.writeHead(404).end());
    const empty = await serve((_, response) => response.end('<html><body>vllm:num_requests_running 1</body></html>'));
    const silent = await serve(() => undefined);
    const closed = 'http://127.0.0.1:1/metrics';
    const urls = [closed, broken, empty, silent, await good.url];
    const sampler = await startSampling({ urls, timeoutMs: 600 });
    expect([...sampler.warnings].sort()).toEqual(
      [
        `no metrics from ${closed} (connection refused): going on without`,
        `no metrics from ${broken} (HTTP 404): going on without`,
        `no metrics from ${empty} (it answers, but tells of no GPU and of no server known here): going on without`,
        `no metrics from ${silent} (no answer in 0.6 s): going on without`,
      ].sort(),
    );
    expect(await energies(sampler.window())).toEqual([2, 3]);
  });

  it('reads servers beside GPUs, each known by its address', async () => {
    let waiting = 0;
    const page = () =>
      `vllm:num_requests_waiting{model_name="m"} ${waiting++}\nvllm:num_requests_waiting{model_name="other"} 50\n`;
    const server = await serve((_, response) => response.end(page()));
    const both = await serve((_, response) => response.end('tgi_queue_size 3\nDCGM_FI_DEV_GPU_TEMP{UUID="u"} 40\n'));
    const sampler = await startSampling({ urls: [server, both], models: ['m'], intervalMs: 1000 });
    expect(sampler.warnings).toEqual([]);
    const { gpus, servers, gaps } = await sampler.window().stop();
    const hostOf = (url: string) => new URL(url).host;
    expect(servers.filter((one) => one.server === hostOf(server)).map(({ values }) => values)).toEqual([
      { queuedRequests: 1 },
      { queuedRequests: 2 },
    ]);
    expect(servers.filter((one) => one.server === hostOf(both)).map(({ values }) => values)).toEqual([
      { queuedRequests: 3 },
      { queuedRequests: 3 },
    ]);
    expect(gpus.map(({ values }) => values)).toEqual([{ DCGM_FI_DEV_GPU_TEMP: 40 }, { DCGM_FI_DEV_GPU_TEMP: 40 }]);
    expect(gaps).toBe(0);
  });

  it('says nothing of default URLs, and gives empty windows without any', async () => {
    const sampler = await startSampling({ urls: ['http://127.0.0.1:1/metrics'], areDefaults: true });
    expect(sampler.warnings).toEqual([]);
    expect(await sampler.window().stop()).toEqual({ gpus: [], servers: [], gaps: 0 });
  });

  it('ends at once when it is aborted', async () => {
    const { url, seen } = exporter({ delayMs: 50 });
    const abort = new AbortController();
    const sampler = await startSampling({ urls: [await url], intervalMs: 1000, signal: abort.signal });
    const window = sampler.window();
    await sleep(300);
    const began = performance.now();
    abort.abort();
    expect(await energies(window)).toEqual([2]);
    // Without waiting for the next beat, which is 700 ms away.
    expect(performance.now() - began).toBeLessThan(500);
    expect(seen.fetches).toBe(2);
  });
});
