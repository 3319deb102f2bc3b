import type { Quality } from '../metrics/quality.js';
import { failuresByKind } from './failures.js';
import type { Span } from './measuredSpan.js';
import type { MeasureInput, OfferedLoad } from './measureInput.js';
import { mean, percentile } from './statistics.js';
import type { Trace } from './trace.js';

/** What the metrics were made of. */
export interface MeasuredPart {
  /** The completed requests. */
  readonly requests: readonly number[];
  readonly span: Span;
}

/** How far the scenario's numbers can be trusted. */
export function scenarioQuality(input: MeasureInput, { requests, span }: MeasuredPart): Quality {
  const { trace, entries, outputTokens } = input;
  const events = trace.eventMs.length;
  return {
    requests: requests.length,
    errors: failuresByKind(trace),
    achievedConcurrency: requestsInFlight(trace, span),
    achievedRequestRate: sendRate(trace, span),
    ...target(input.load),
    ...sendDelay(trace),
    ...present({
      eventLoopDelayP99Ms: trace.eventLoopDelayP99Ms,
      clientCpuShare: trace.clientCpuShare,
      loadThreads: trace.eventLoopDelayP99Ms === undefined ? undefined : (trace.threads ?? 1),
    }),
    ...present({ transport: trace.transport, spilledBytes: trace.spilledBytes || undefined }),
    joinedReadShare: events === 0 ? 0 : trace.joinedEvents / events,
    reconnects: trace.reconnects,
    windowStart: utc(trace.timeOriginMs + span.startMs),
    windowEnd: utc(trace.timeOriginMs + span.endMs),
    outputTokenSource: outputTokens?.source ?? 'none',
    inputTokenSource: input.inputTokenSource,
    ...present({
      inputTokensMean: meanOf(requests, (request) => entries[trace.entry[request]!]!.inputTokens),
      serverPromptTokensMean: meanOf(requests, (request) => trace.promptTokens[request]!),
      promptsHoldMedia: entries.some(({ images, audios }) => images !== undefined || audios !== undefined) || undefined,
      requestedOutputTokensMean: meanOf(requests, (request) => entries[trace.entry[request]!]!.requestedOutputTokens),
      outputTokensMean: meanOf(requests, (request) => outputTokens?.counts[request]),
      sendsPerDatasetEntry: requests.length / new Set(requests.map((request) => trace.entry[request])).size,
      telemetryGaps: input.telemetryGaps,
    }),
  };
}

/** Time that requests spent in flight inside the span, over its length; failed and cut off ones were load too. */
function requestsInFlight({ requests, sentMs, endMs, windowEndMs }: Trace, span: Span): number {
  let inFlightMs = 0;
  for (let request = 0; request < requests; request++) {
    const end = Number.isNaN(endMs[request]!) ? windowEndMs : endMs[request]!;
    const time = Math.min(end, span.endMs) - Math.max(sentMs[request]!, span.startMs);
    // A request that never reached a socket has no time of sending.
    if (time > 0) inFlightMs += time;
  }
  return span.endMs > span.startMs ? inFlightMs / (span.endMs - span.startMs) : 0;
}

/** Sends per second: n sends are n - 1 gaps. */
function sendRate({ sentMs }: Trace, span: Span): number {
  const sent = sentMs.filter((time) => !Number.isNaN(time)).sort();
  const seconds = (sent.at(-1)! - sent[0]!) / 1000;
  if (seconds > 0) return (sent.length - 1) / seconds;
  return span.endMs > span.startMs ? sent.length / ((span.endMs - span.startMs) / 1000) : 0;
}

function target(load: OfferedLoad): Pick<Quality, 'targetConcurrency' | 'targetRequestRate'> {
  if (load.kind === 'sessions') return {};
  return load.kind === 'concurrency'
    ? { targetConcurrency: load.concurrency }
    : { targetRequestRate: load.requestsPerSecond };
}

/** Nothing in a closed loop, where no request has an instant to leave at. */
function sendDelay({ scheduledMs, sentMs }: Trace): Pick<Quality, 'sendDelayP50Ms' | 'sendDelayP99Ms'> {
  const delays = sentMs.map((time, request) => time - scheduledMs[request]!).filter((delay) => !Number.isNaN(delay));
  if (delays.length === 0) return {};
  delays.sort();
  return { sendDelayP50Ms: percentile(delays, 50), sendDelayP99Ms: percentile(delays, 99) };
}

/** Mean over the requests that have a value; undefined when none has. */
function meanOf(requests: readonly number[], figure: (request: number) => number | undefined): number | undefined {
  const values = requests.map(figure).filter((value) => value !== undefined && value >= 0);
  return values.length === 0 ? undefined : mean(Float64Array.from(values as number[]));
}

function present<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>;
}

function utc(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
