import type { LoadJob } from './loadJob.js';

/** Requests in flight that a thread serves with ease: one event per 5 ms of each keeps it busy for half of its time. */
const streamsPerThread = 256;
/** The same in an open loop, where the server decides how many are in flight. */
const requestsPerSecondPerThread = 2_000;

/**
 * How many threads share a job's load: as many as were asked for, else as many as it takes while half of the cores are left
 * to the rest of the machine. Never more than there are requests in flight, since a thread without any would find its window
 * over at once.
 */
export function threadsFor({ load, threads }: Pick<LoadJob, 'load' | 'threads'>, cores: number): number {
  const most = load.kind === 'concurrency' ? load.concurrency : Number.POSITIVE_INFINITY;
  return Math.max(1, Math.min(threads ?? automaticThreads(load, cores), most));
}

function automaticThreads(load: LoadJob['load'], cores: number): number {
  const wanted =
    load.kind === 'concurrency'
      ? load.concurrency / streamsPerThread
      : load.requestsPerSecond / requestsPerSecondPerThread;
  return Math.min(Math.ceil(wanted), Math.floor(cores / 2));
}
