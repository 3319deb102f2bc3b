import { alternate, type Bench, medianOf, type Sample } from './runs.js';

/** What a contestant needs for its work, and how fast it is, against a server without delay. */
export interface ThroughputRow {
  readonly contestant: string;
  readonly runs: number;
  readonly requestsPerSecond: number;
  readonly tokensPerSecond: number;
  /** CPU time of all its processes, its start-up taken off. */
  readonly cpuSecondsPer1000Requests: number;
}

const streams = 64;
const noDelay = { ttftMs: 0, itlMs: 0 };

/** At full speed, `tokens` in events of their own per answer. */
export async function throughput(bench: Bench, tokens: number, requests: number): Promise<ThroughputRow[]> {
  bench.log(`full speed, ${streams} streams, ${tokens} tokens`);
  const idle = await alternate({ ...bench, repetitions: 3 }, noDelay, { streams: 4, requests: 8, tokens });
  const samples = await alternate(bench, noDelay, { streams, requests, tokens });
  return bench.contestants.map((contestant) => {
    const runs = samples.get(contestant)!;
    const startUp = medianOf(idle.get(contestant)!, ({ effort }) => effort.cpuSeconds);
    const cpuPer1000 = ({ effort, truth }: Sample) => ((effort.cpuSeconds - startUp) / truth.requests) * 1000;
    return {
      contestant: contestant.name,
      runs: runs.length,
      requestsPerSecond: medianOf(runs, ({ truth }) => truth.requestsPerSecond),
      tokensPerSecond: medianOf(runs, ({ truth }) => truth.tokensPerSecond),
      cpuSecondsPer1000Requests: medianOf(runs, cpuPer1000),
    };
  });
}
