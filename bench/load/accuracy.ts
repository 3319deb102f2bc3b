import { alternate, type Bench, medianOf, type Sample } from './runs.js';
import type { Spread } from './spread.js';

/** How far a contestant's figures are from what the server knows; milliseconds, client minus server. */
export interface AccuracyRow {
  readonly contestant: string;
  readonly runs: number;
  readonly ttftErrorP50Ms: number;
  readonly ttftErrorP99Ms: number;
  readonly itlErrorP50Ms: number;
  readonly itlErrorP99Ms: number;
}

const timing = { ttftMs: 20, itlMs: 5 };
const tokens = 64;
const requestsPerStream = 10;
const fewestRequests = 320;

/** Against a server with known delays, so many requests in flight. */
export async function accuracy(bench: Bench, streams: number): Promise<AccuracyRow[]> {
  bench.log(`accuracy, ${streams} streams`);
  const requests = Math.max(fewestRequests, requestsPerStream * streams);
  const everyone = { ...bench, contestants: bench.contestants.map((contestant) => ({ ...contestant, share: 1 })) };
  const samples = await alternate(everyone, timing, { streams, requests, tokens });
  return everyone.contestants.map((contestant) => {
    const runs = samples.get(contestant)!;
    const error = (metric: 'ttft' | 'itl', statistic: keyof Spread) =>
      medianOf(runs, ({ figures, truth }: Sample) => {
        const [told, true_] = [figures[metric]?.[statistic], truth[metric]?.[statistic]];
        return told === undefined || true_ === undefined ? undefined : told - true_;
      });
    return {
      contestant: contestant.name,
      runs: runs.length,
      ttftErrorP50Ms: error('ttft', 'p50'),
      ttftErrorP99Ms: error('ttft', 'p99'),
      itlErrorP50Ms: error('itl', 'p50'),
      itlErrorP99Ms: error('itl', 'p99'),
    };
  });
}
