import { setTimeout as sleep } from 'node:timers/promises';
import type { GpuSample } from '../core/measure/gpuSamples.js';
import type { ServerSample } from '../core/measure/serverSamples.js';
import { parseDcgmText } from './dcgmText.js';
import { fetchText } from './fetchText.js';
import { parseServerText } from './serverText.js';

/** What is sampled, and how. */
export interface SamplingOptions {
  /** Metrics pages of DCGM exporters and of servers; may be empty. */
  readonly urls: readonly string[];
  /** Models of the sweep; a server's figures of others do not count. */
  readonly models?: readonly string[];
  /** From the start of one fetch to the start of the next; 330 as in genai-perf. */
  readonly intervalMs?: number;
  /** A fetch that takes longer has failed; 5000. */
  readonly timeoutMs?: number;
  /** True when the user named no URL: that the default one gives nothing is then no warning. */
  readonly areDefaults?: boolean;
  /** Ends everything at once; a window then gives what it has. */
  readonly signal?: AbortSignal | undefined;
}

/** Samples of one scenario. */
export interface TelemetrySamples {
  readonly gpus: readonly GpuSample[];
  readonly servers: readonly ServerSample[];
  /** Fetches that failed. */
  readonly gaps: number;
}

/** Watches GPUs and servers behind the URLs that answered. */
export interface Sampler {
  /** One sentence per URL that gave no metrics; it is left out from now on. */
  readonly warnings: readonly string[];
  /** Begins to collect into a buffer of its own, with a first sample right away. */
  window(): SampleWindow;
}

/** A scenario's stretch of time. */
export interface SampleWindow {
  /** Takes a last sample and gives all, in the order of time per URL. A second call gives the same. */
  stop(): Promise<TelemetrySamples>;
}

/** Asks each URL once, all at the same time. Never rejects: what does not answer is a warning. */
export async function startSampling(options: SamplingOptions): Promise<Sampler> {
  const urls = [...new Set(options.urls)];
  const { areDefaults = false, intervalMs = 330, models = [] } = options;
  const pageOptions = { timeoutMs: options.timeoutMs ?? 5000, signal: options.signal, models };
  const warnings: string[] = [];
  const isUsable = async (url: string) => {
    const reason = await sample(url, pageOptions).then(
      ({ gpus, servers }) =>
        gpus.length + servers.length > 0 ? undefined : 'it answers, but tells of no GPU and of no server known here',
      (error: Error) => error.message,
    );
    if (reason !== undefined && !areDefaults) warnings.push(`no metrics from ${url} (${reason}): going on without`);
    return reason === undefined;
  };
  const answers = await Promise.all(urls.map(isUsable));
  const usable = urls.filter((_, index) => answers[index]);
  return { warnings, window: () => openWindow(usable, { ...pageOptions, intervalMs }) };
}

interface WindowOptions {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly models: readonly string[];
}

function openWindow(urls: readonly string[], options: WindowOptions): SampleWindow {
  const gpus: GpuSample[] = [];
  const servers: ServerSample[] = [];
  let gaps = 0;
  const stopping = new AbortController();
  const ends = options.signal === undefined ? stopping.signal : AbortSignal.any([options.signal, stopping.signal]);

  const take = async (url: string) => {
    try {
      const page = await sample(url, options);
      gpus.push(...page.gpus);
      servers.push(...page.servers);
    } catch {
      gaps += 1;
    }
  };
  /** One fetch after another, never two of a URL at once; a failed one is tried again at the next beat. */
  const watch = async (url: string) => {
    const began = performance.now();
    while (!ends.aborted) {
      await take(url);
      const sinceBeat = (performance.now() - began) % options.intervalMs;
      await sleep(options.intervalMs - sinceBeat, undefined, { signal: ends, ref: false }).catch(() => undefined);
    }
    if (!options.signal?.aborted) await take(url);
  };
  const watching = Promise.all(urls.map(watch));

  return {
    async stop() {
      stopping.abort();
      await watching;
      return { gpus, servers, gaps };
    },
  };
}

async function sample(
  url: string,
  options: Omit<WindowOptions, 'intervalMs'>,
): Promise<Omit<TelemetrySamples, 'gaps'>> {
  const text = await fetchText(url, options);
  const atMs = performance.timeOrigin + performance.now();
  const gpus = parseDcgmText(text, new URL(url).hostname);
  const values = parseServerText(text, options.models);
  const server = serverName(url);
  return {
    gpus: Array.from(gpus, ([gpu, fields]) => ({ gpu, atMs, values: fields })),
    servers: Object.keys(values).length === 0 ? [] : [{ server, atMs, values }],
  };
}

/** `http://localhost:8000/metrics` → `localhost:8000`; what else stands in the URL tells servers of one host apart. */
function serverName(url: string): string {
  return url.replace(/^\w+:\/\//, '').replace(/\/metrics\/?$/, '');
}
