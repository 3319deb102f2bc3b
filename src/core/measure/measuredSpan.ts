import { completed, type Trace } from './trace.js';

/** A span of time on the trace's clock, in milliseconds since its origin. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * The time that throughput is per. A scenario that was stopped by the clock: its window. One that was stopped by
 * its requests: from the first send to the last output of those that completed, as genai-perf has it.
 */
export function measuredSpan(trace: Trace, stopKind: string): Span {
  if (stopKind === 'interval') return { startMs: trace.windowStartMs, endMs: trace.windowEndMs };
  let startMs = Number.POSITIVE_INFINITY;
  let endMs = Number.NEGATIVE_INFINITY;
  for (let request = 0; request < trace.requests; request++) {
    if (trace.outcome[request] !== completed) continue;
    startMs = Math.min(startMs, trace.sentMs[request]!);
    endMs = Math.max(endMs, trace.eventMs[trace.eventStart[request + 1]! - 1] ?? Number.NEGATIVE_INFINITY);
  }
  return { startMs, endMs };
}

/** The counted window in milliseconds since the Unix epoch: telemetry outside it belongs to no scenario. */
export function epochWindow(trace: Trace): Span {
  return { startMs: trace.timeOriginMs + trace.windowStartMs, endMs: trace.timeOriginMs + trace.windowEndMs };
}
