import { completed, cutOff, type EventLiterals, firstErrorOutcome, type Trace } from '../../core/measure/trace.js';
import type { StopRule } from '../../core/sweep/scenario.js';
import { mergeRawBodies } from './mergeRawBodies.js';
import { mostErrorKinds } from './recorder.js';

/** What one of several threads saw. */
export interface Part {
  readonly trace: Trace;
  /** Milliseconds from its clock to the one that all threads share. */
  readonly clockShiftMs: number;
}

/**
 * Puts together what several threads saw of one window, exactly: all requests, in the order of sending, on the clock of the
 * first thread.
 */
export function mergeTraces(parts: readonly Part[], rule: StopRule): Trace {
  const [first] = parts;
  if (first === undefined) throw new RangeError('There is no trace to merge.');
  if (parts.length === 1) return { ...first.trace, threads: 1 };
  const traces = parts.map(({ trace, clockShiftMs }) => shifted(trace, clockShiftMs - first.clockShiftMs));
  const order = sendOrder(traces);
  const requests = order.length;
  const errorKinds = [...new Set(traces.flatMap((trace) => trace.errorKinds))].slice(0, mostErrorKinds);
  const ends = traces.map((trace) => trace.windowEndMs);
  const merged = {
    requests,
    timeOriginMs: first.trace.timeOriginMs,
    entry: new Uint32Array(requests),
    scheduledMs: new Float64Array(requests),
    sentMs: new Float64Array(requests),
    firstByteMs: new Float64Array(requests),
    endMs: new Float64Array(requests),
    outcome: new Uint8Array(requests),
    promptTokens: new Int32Array(requests),
    completionTokens: new Int32Array(requests),
    errorKinds,
    errorMessages: errorKinds.map((kind) => firstMessage(traces, kind)),
    ...mergedEvents(traces, order),
    raw: mergeRawBodies(traces, order),
    windowStartMs: Math.min(...traces.map((trace) => trace.windowStartMs)),
    // A count ends with the last response; any other rule as soon as one thread found it met.
    windowEndMs: rule.kind === 'request_count' ? Math.max(...ends) : Math.min(...ends),
    joinedEvents: sum(traces.map((trace) => trace.joinedEvents)),
    reconnects: sum(traces.map((trace) => trace.reconnects)),
    threads: parts.length,
    transport: first.trace.transport,
    spilledBytes: sum(traces.map((trace) => trace.spilledBytes ?? 0)),
    eventLoopDelayP99Ms: greatest(traces.map((trace) => trace.eventLoopDelayP99Ms)),
    // Each thread sees the CPU time of the whole process.
    clientCpuShare: greatest(traces.map((trace) => trace.clientCpuShare)),
  };
  for (const [place, { trace, request }] of order.entries()) {
    for (const name of requestColumns) merged[name][place] = trace[name][request]!;
    merged.outcome[place] = mergedOutcome(trace, request, errorKinds);
    if (merged.endMs[place]! <= merged.windowEndMs) continue;
    merged.endMs[place] = merged.windowEndMs;
    merged.outcome[place] = cutOff;
  }
  return merged;
}

const requestColumns = [
  'entry',
  'scheduledMs',
  'sentMs',
  'firstByteMs',
  'endMs',
  'promptTokens',
  'completionTokens',
] as const;

/** Undefined where no trace has the figure. */
function greatest(figures: readonly (number | undefined)[]): number | undefined {
  const known = figures.filter((figure) => figure !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** The trace with its times `byMs` later; in place where the times are large in number. */
function shifted(trace: Trace, byMs: number): Trace {
  if (byMs === 0) return trace;
  const { scheduledMs, sentMs, firstByteMs, endMs, eventMs, raw } = trace;
  for (const column of [
    scheduledMs,
    sentMs,
    firstByteMs,
    endMs,
    eventMs,
    ...(raw === undefined ? [] : [raw.shiftMs]),
  ]) {
    for (let place = 0; place < column.length; place++) column[place]! += byMs;
  }
  return { ...trace, windowStartMs: trace.windowStartMs + byMs, windowEndMs: trace.windowEndMs + byMs };
}

interface Place {
  readonly trace: Trace;
  readonly request: number;
}

function sendOrder(traces: readonly Trace[]): Place[] {
  const places = traces.flatMap((trace) =>
    Array.from({ length: trace.requests }, (_, request) => ({ trace, request })),
  );
  return places.sort((a, b) => a.trace.sentMs[a.request]! - b.trace.sentMs[b.request]!);
}

function mergedOutcome({ outcome, errorKinds }: Trace, request: number, all: readonly string[]): number {
  const code = outcome[request]!;
  if (code === completed || code === cutOff) return code;
  const kind = all.indexOf(errorKinds[code - firstErrorOutcome]!);
  return firstErrorOutcome + (kind < 0 ? mostErrorKinds - 1 : kind);
}

function firstMessage(traces: readonly Trace[], kind: string): string {
  const trace = traces.find(({ errorKinds }) => errorKinds.includes(kind));
  return trace?.errorMessages[trace.errorKinds.indexOf(kind)] ?? '';
}

function mergedEvents(traces: readonly Trace[], order: readonly Place[]) {
  const events = sum(traces.map((trace) => trace.eventMs.length));
  const eventStart = new Uint32Array(order.length + 1);
  const eventMs = new Float64Array(events);
  const literals = traces.every((trace) => trace.literals !== undefined) ? emptyLiterals(traces, events) : undefined;
  let written = 0;
  let text = 0;
  for (const [place, { trace, request }] of order.entries()) {
    const [from, to] = [trace.eventStart[request]!, trace.eventStart[request + 1]!];
    eventMs.set(trace.eventMs.subarray(from, to), written);
    if (literals !== undefined) text = copyLiterals(literals, { event: written, text }, { trace, from, to });
    written += to - from;
    eventStart[place + 1] = written;
  }
  return { eventStart, eventMs, literals };
}

function emptyLiterals(traces: readonly Trace[], events: number): EventLiterals {
  const bytes = sum(traces.map((trace) => trace.literals?.bytes.length ?? 0));
  return { bytes: new Uint8Array(bytes), start: new Uint32Array(events + 1) };
}

/** Copies the texts of some events; returns where the next text begins. */
function copyLiterals(
  target: EventLiterals,
  at: { readonly event: number; readonly text: number },
  { trace, from, to }: { readonly trace: Trace; readonly from: number; readonly to: number },
): number {
  const { bytes, start } = trace.literals!;
  const [textFrom, textTo] = [start[from]!, start[to]!];
  target.bytes.set(bytes.subarray(textFrom, textTo), at.text);
  for (let event = from; event < to; event++) {
    target.start[at.event + event - from + 1] = at.text + start[event + 1]! - textFrom;
  }
  return at.text + textTo - textFrom;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
