import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Trace } from '../../../src/core/measure/trace.js';
import { mergeTraces } from '../../../src/load/record/mergeTraces.js';

/** One request, with its events. */
interface Sent {
  readonly sentMs: number;
  readonly endMs: number;
  readonly kind: string;
  readonly events: readonly string[];
}

/** A trace of the requests, on a clock that is `behindMs` behind the common one. */
function traceOf(sent: readonly Sent[], behindMs: number): Trace {
  const errorKinds = [...new Set(sent.map(({ kind }) => kind).filter((kind) => kind !== ''))];
  const events = sent.flatMap((request) => request.events.map((text, at) => ({ text, ms: request.sentMs + at + 1 })));
  const times = (value: (request: Sent) => number) => Float64Array.from(sent, (request) => value(request) - behindMs);
  return {
    requests: sent.length,
    timeOriginMs: 1_000 + behindMs,
    entry: Uint32Array.from(sent, ({ sentMs }) => sentMs * 3),
    scheduledMs: times(({ sentMs }) => sentMs - 1),
    sentMs: times(({ sentMs }) => sentMs),
    firstByteMs: times(({ events: { length }, sentMs }) => (length === 0 ? Number.NaN : sentMs + 1)),
    endMs: times(({ endMs }) => endMs),
    outcome: Uint8Array.from(sent, ({ kind }) => (kind === '' ? 0 : errorKinds.indexOf(kind) + 2)),
    errorKinds,
    errorMessages: errorKinds.map((kind) => `message of ${kind}`),
    eventStart: Uint32Array.from([0, ...sent.keys()], (_, at) =>
      sent.slice(0, at).reduce((sum, request) => sum + request.events.length, 0),
    ),
    eventMs: Float64Array.from(events, ({ ms }) => ms - behindMs),
    literals: {
      bytes: Buffer.from(events.map(({ text }) => text).join('')),
      start: Uint32Array.from([0, ...events.keys()], (_, at) =>
        events.slice(0, at).reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
      ),
    },
    promptTokens: Int32Array.from(sent, ({ sentMs }) => sentMs),
    completionTokens: Int32Array.from(sent, ({ events: { length } }) => length),
    windowStartMs: 0 - behindMs,
    windowEndMs: 10_000 - behindMs,
    joinedEvents: 1,
    reconnects: 2,
    eventLoopDelayP99Ms: behindMs,
    clientCpuShare: 0.5,
  };
}

/** What a reader of a trace sees of each request. */
function read(trace: Trace) {
  const { literals } = trace;
  return Array.from({ length: trace.requests }, (_, request) => {
    const [from, to] = [trace.eventStart[request]!, trace.eventStart[request + 1]!];
    return {
      entry: trace.entry[request],
      scheduledMs: trace.scheduledMs[request],
      sentMs: trace.sentMs[request],
      firstByteMs: trace.firstByteMs[request],
      endMs: trace.endMs[request],
      kind: trace.errorKinds[trace.outcome[request]! - 2] ?? trace.outcome[request],
      tokens: [trace.promptTokens[request], trace.completionTokens[request]],
      events: Array.from({ length: to - from }, (__, at) => ({
        ms: trace.eventMs[from + at],
        text: Buffer.from(
          literals!.bytes.subarray(literals!.start[from + at], literals!.start[from + at + 1]),
        ).toString(),
      })),
    };
  });
}

const countRule = { kind: 'request_count', requests: 1 } as const;
const request = fc.record({
  endMs: fc.integer({ min: 2_000, max: 9_000 }),
  kind: fc.constantFrom('', '', '', 'timeout', 'http 503'),
  events: fc.array(fc.constantFrom('a', 'é', ' bravo', '\\n', ''), { maxLength: 4 }),
  member: fc.nat(2),
});

describe('traces of several threads', () => {
  test('merge into the trace that one thread would have made', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 12 }), (made) => {
        const sent = made.map((one, sentMs) => ({ ...one, sentMs }));
        const behindMs = [0, 250, 500];
        const parts = behindMs.map((behind, member) => ({
          trace: traceOf(
            sent.filter((one) => one.member === member),
            behind,
          ),
          clockShiftMs: behind,
        }));
        const merged = mergeTraces(parts, countRule);
        expect(read(merged)).toEqual(read(traceOf(sent, 0)));
        expect(merged).toMatchObject({ timeOriginMs: 1_000, windowStartMs: 0, windowEndMs: 10_000 });
        expect(merged).toMatchObject({ joinedEvents: 3, reconnects: 6, eventLoopDelayP99Ms: 500, clientCpuShare: 0.5 });
      }),
    );
  });

  test('tell apart no more kinds of failure than an outcome can hold', () => {
    const failing = (from: number) =>
      Array.from({ length: 150 }, (_, at) => ({
        sentMs: from + at,
        endMs: 9_000,
        kind: `kind ${from + at}`,
        events: [],
      }));
    const parts = [failing(0), failing(1_000)].map((sent) => ({ trace: traceOf(sent, 0), clockShiftMs: 0 }));
    const { outcome, errorKinds } = mergeTraces(parts, countRule);
    expect(errorKinds).toHaveLength(200);
    expect(errorKinds[outcome[160]! - 2]).toBe('kind 1010');
    expect(errorKinds[outcome[299]! - 2]).toBe('kind 1049');
  });

  test('end with the thread that found the window over first, unless requests are counted', () => {
    const sent = (endMs: number) => [{ sentMs: 1, endMs, kind: '', events: ['a'] }];
    const parts = () => [
      { trace: { ...traceOf(sent(100), 0), windowEndMs: 100 }, clockShiftMs: 0 },
      { trace: { ...traceOf(sent(101), 0), windowEndMs: 101 }, clockShiftMs: 0 },
    ];
    const rule = { kind: 'default', requests: 1, minimumRequests: 1, maxMilliseconds: 1 } as const;
    expect([...mergeTraces(parts(), rule).outcome].sort()).toEqual([0, 1]);
    expect([...mergeTraces(parts(), rule).endMs]).toEqual([100, 100]);
    expect([...mergeTraces(parts(), countRule).outcome]).toEqual([0, 0]);
  });
});
