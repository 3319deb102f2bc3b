import { setTimeout as sleep } from 'node:timers/promises';
import type { GpuSample, GpuSamples } from '../core/measure/gpuSamples.js';
import { parseDcgmText } from './dcgmText.js';
import { fetchText } from './fetchText.js';

/** What is sampled, and how. */
export interface GpuSamplingOptions {
  /** DCGM exporters; may be empty. */
  readonly urls: readonly string[];
  /** From the start of one fetch to the start of the next; 330 as in genai-perf. */
  readonly intervalMs?: number;
  /** A fetch that takes longer has failed; 5000. */
  readonly timeoutMs?: number;
  /** True when the user named no URL: that the default one gives nothing is then no warning. */
  readonly areDefaults?: boolean;
  /** Ends everything at once; a window then gives what it has. */
  readonly signal?: AbortSignal | undefined;
}

/** Watches the GPUs behind the URLs that answered. */
export interface GpuSampler {
  /** One sentence per URL that gave no GPU metrics; it is left out from now on. */
  readonly warnings: readonly string[];
  /** Begins to collect into a buffer of its own, with a first sample right away. */
  window(): GpuWindow;
}

/** A scenario's stretch of time. */
export interface GpuWindow {
  /** Takes a last sample and gives all, in the order of time per GPU. A second call gives the same. */
  stop(): Promise<GpuSamples>;
}

/** Asks each URL once, all at the same time. Never rejects: what does not answer is a warning. */
export async function startGpuSampling(options: GpuSamplingOptions): Promise<GpuSampler> {
  const urls = [...new Set(options.urls)];
  const { areDefaults = false, intervalMs = 330 } = options;
  const fetchOptions = { timeoutMs: options.timeoutMs ?? 5000, signal: options.signal };
  const warnings: string[] = [];
  const isUsable = async (url: string) => {
    const reason = await sample(url, fetchOptions).then(
      (gpus) => (gpus.length > 0 ? undefined : 'it answers, but tells of no GPU'),
      (error: Error) => error.message,
    );
    if (reason !== undefined && !areDefaults) warnings.push(`no GPU metrics from ${url} (${reason}): going on without`);
    return reason === undefined;
  };
  const answers = await Promise.all(urls.map(isUsable));
  const usable = urls.filter((_, index) => answers[index]);
  return { warnings, window: () => openWindow(usable, { ...fetchOptions, intervalMs }) };
}

interface WindowOptions {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

function openWindow(urls: readonly string[], options: WindowOptions): GpuWindow {
  const samples: GpuSample[] = [];
  let gaps = 0;
  const stopping = new AbortController();
  const ends = options.signal === undefined ? stopping.signal : AbortSignal.any([options.signal, stopping.signal]);

  const take = async (url: string) => {
    try {
      samples.push(...(await sample(url, options)));
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
      return { samples, gaps };
    },
  };
}

async function sample(url: string, options: Omit<WindowOptions, 'intervalMs'>): Promise<GpuSample[]> {
  const text = await fetchText(url, options);
  const atMs = performance.timeOrigin + performance.now();
  const gpus = parseDcgmText(text, new URL(url).hostname);
  return Array.from(gpus, ([gpu, values]) => ({ gpu, atMs, values }));
}
