import type { AccuracyRow } from './accuracy.js';
import type { CommandLineResult } from './commandLine.js';
import type { OpenLoopResult } from './openLoop.js';
import type { ThroughputRow } from './throughput.js';

/** Everything that was measured; parts that were left out are undefined. */
export interface BenchResult {
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string; readonly load: number };
  readonly repetitions: number;
  readonly absent: readonly string[];
  /** What one reading of the clock costs. */
  readonly stampNanoseconds: number;
  readonly throughput?: { readonly oneToken: readonly ThroughputRow[]; readonly manyTokens: readonly ThroughputRow[] };
  readonly accuracy?: readonly { readonly streams: number; readonly rows: readonly AccuracyRow[] }[];
  readonly openLoop?: OpenLoopResult;
  readonly commandLine?: CommandLineResult;
}

/** One promise of the product, and whether this run kept it. */
export interface Target {
  readonly what: string;
  readonly measured: number;
  readonly limit: number;
  readonly isKept: boolean;
}

const us = 'genai-sweep';
const peer = 'perf_analyzer';

/**
 * Errors this small come and go from run to run with the scheduling of both sides; milliseconds. A request's ITL is the mean of
 * 63 gaps, so that what moves its first or last event by a third of a millisecond moves it by this little.
 */
const noiseMs = { ttft: 0.05, itl: 0.005 };

/** All promises that the parts measured speak about. */
export function targetsOf(result: BenchResult): Target[] {
  return [
    ...throughputTargets(result),
    ...(result.accuracy ?? []).flatMap(accuracyTargets),
    ...openLoopTargets(result),
    ...commandLineTargets(result),
  ];
}

const atMost = (what: string, measured: number, limit: number): Target => ({
  what,
  measured,
  limit,
  isKept: measured <= limit,
});

const atLeast = (what: string, measured: number, limit: number): Target => ({
  what,
  measured,
  limit,
  isKept: measured >= limit,
});

function throughputTargets({ throughput }: BenchResult): Target[] {
  if (throughput === undefined) return [];
  const ratio = (rows: readonly ThroughputRow[], figure: 'requestsPerSecond' | 'cpuSecondsPer1000Requests') =>
    rowOf(rows, us)[figure] / rowOf(rows, peer)[figure];
  const { oneToken, manyTokens } = throughput;
  const cpu = 'cpuSecondsPer1000Requests';
  return [
    atMost(`CPU per request, 1 token, × ${peer}`, ratio(oneToken, cpu), 0.3),
    atMost(`CPU per request, 256 tokens, × ${peer}`, ratio(manyTokens, cpu), 0.45),
    atLeast(`requests/s, 1 token, × ${peer}`, ratio(oneToken, 'requestsPerSecond'), 1.8),
    atLeast(`tokens/s, 256 tokens, × ${peer}`, ratio(manyTokens, 'requestsPerSecond'), 1),
  ];
}

function accuracyTargets({ streams, rows }: { streams: number; rows: readonly AccuracyRow[] }): Target[] {
  const [ours, theirs] = [rowOf(rows, us), rowOf(rows, peer)];
  const target = (name: string, figure: Exclude<keyof AccuracyRow, 'contestant' | 'runs'>, share = 1) =>
    atMost(
      `error of ${name} at ${streams} streams, ms`,
      Math.abs(ours[figure]),
      Math.max(figure.startsWith('itl') ? noiseMs.itl : noiseMs.ttft, share * Math.abs(theirs[figure])),
    );
  return [
    target('TTFT p50', 'ttftErrorP50Ms', streams === 256 ? 0.6 : 1),
    target('TTFT p99', 'ttftErrorP99Ms'),
    target('ITL p50', 'itlErrorP50Ms'),
    target('ITL p99', 'itlErrorP99Ms'),
  ];
}

function openLoopTargets({ openLoop }: BenchResult): Target[] {
  return openLoop === undefined
    ? []
    : [atMost('p99 of send delay at 1,000 requests/s, ms', openLoop.sendDelayP99Ms, 2)];
}

function commandLineTargets({ commandLine }: BenchResult): Target[] {
  if (commandLine === undefined) return [];
  const { smallSweepSeconds, furtherScenarioSeconds, large } = commandLine;
  return [
    atMost('sweep of 2 small scenarios, s', smallSweepSeconds, 1),
    atMost('each further scenario, s', furtherScenarioSeconds, 0.1),
    atMost('memory, 10,000 requests × 256 tokens, timestamps, MB', large.timestamps.peakMegabyte, 200),
    atMost('memory, 10,000 requests × 256 tokens, text, MB', large.text.peakMegabyte, 250),
    atMost('memory, 10,000 requests × 256 tokens, raw, MB', large.raw.peakMegabyte, 500),
    atMost('last response to files, timestamps, s', large.timestamps.aftermathSeconds, 3),
    atMost('last response to files, text, s', large.text.aftermathSeconds, 10),
    atMost('last response to files, raw, s', large.raw.aftermathSeconds, 15),
  ];
}

/** A contestant's row; one without figures for an absent contestant, so that its promises are not kept but told. */
function rowOf<T extends { readonly contestant: string }>(rows: readonly T[], name: string): T {
  return rows.find(({ contestant }) => contestant === name) ?? (new Proxy({}, { get: () => Number.NaN }) as T);
}
