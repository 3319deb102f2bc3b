import { bodyFor, type OurBundles } from './contestants.js';
import { MockServer } from './mockServer.js';
import type { Bench } from './runs.js';
import { median, type Spread } from './spread.js';
import { measure } from './tools.js';

/** How punctual our open loop is. */
export interface OpenLoopResult {
  readonly requestsPerSecond: number;
  readonly sendDelayP50Ms: number;
  readonly sendDelayP99Ms: number;
  readonly clientCpuShare: number;
}

const requestsPerSecond = 1_000;
const seconds = 20;

/** A thousand requests a second for 20 s, at random instants. */
export async function openLoop(bench: Bench, { client, worker }: OurBundles): Promise<OpenLoopResult> {
  bench.log(`open loop, ${requestsPerSecond} requests/s`);
  using server = await MockServer.start(bench.workshop, { ttftMs: 20, itlMs: 5 });
  const results: { sendDelay: Spread; clientCpuShare: number }[] = [];
  for (let repetition = 0; repetition < bench.repetitions; repetition++) {
    const job = {
      url: `${server.url}/v1/chat/completions`,
      headers: [],
      body: bodyFor(4),
      format: 'chat',
      load: { kind: 'request_rate', requestsPerSecond, distribution: 'poisson' },
      stop: { kind: 'request_count', requests: Math.round((requestsPerSecond * seconds) / bench.divisor) },
      warmupRequests: 64,
      seed: 1 + repetition,
      requestTimeoutMs: 60_000,
      keepText: true,
    };
    const command = [process.execPath, client, JSON.stringify(job), worker];
    const { stdout } = await measure(bench.workshop, { command, limitSeconds: 120 });
    results.push(JSON.parse(stdout));
  }
  return {
    requestsPerSecond,
    sendDelayP50Ms: median(results.map(({ sendDelay }) => sendDelay.p50)),
    sendDelayP99Ms: median(results.map(({ sendDelay }) => sendDelay.p99)),
    clientCpuShare: median(results.map(({ clientCpuShare }) => clientCpuShare)),
  };
}
