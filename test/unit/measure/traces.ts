import type { MeasureInput } from '../../../src/core/measure/measureInput.js';
import type { Trace } from '../../../src/core/measure/trace.js';

/** A request as a test writes it; times in milliseconds. */
export interface TestRequest {
  sent: number;
  /** Output events. */
  events?: number[];
  /** Output of each event, as JSON literal content. */
  literals?: string[];
  /** End of the response; the last event's time when absent. */
  end?: number;
  scheduled?: number;
  entry?: number;
  /** The server's counts. */
  promptTokens?: number;
  completionTokens?: number;
  /** `cut off`, or a kind of failure; completed when absent. */
  outcome?: string;
}

/** The trace of these requests, as the load generator would write it. */
export function traceOf(requests: readonly TestRequest[], changes: Partial<Trace> = {}): Trace {
  const kinds = [...new Set(requests.flatMap(({ outcome }) => (outcome && outcome !== 'cut off' ? [outcome] : [])))];
  const events = requests.map(({ events: own = [] }) => own);
  const starts = (lengths: number[]) => Uint32Array.from([0, ...runningSums(lengths)]);
  const literals = requests.flatMap(({ literals: own, events: times = [] }) => own ?? times.map(() => ' a'));
  const bytes = literals.map((text) => new TextEncoder().encode(text));
  const column = (read: (request: TestRequest) => number | undefined, missing = Number.NaN) =>
    requests.map((request) => read(request) ?? missing);
  const ends = requests.map(({ end, events: times = [], sent }) => end ?? times.at(-1) ?? sent);
  return {
    requests: requests.length,
    timeOriginMs: Date.UTC(2026, 0, 1),
    entry: Uint32Array.from(column(({ entry }) => entry, 0)),
    scheduledMs: Float64Array.from(column(({ scheduled }) => scheduled)),
    sentMs: Float64Array.from(column(({ sent }) => sent)),
    firstByteMs: Float64Array.from(column(({ events: times }) => times?.[0])),
    endMs: Float64Array.from(ends),
    outcome: Uint8Array.from(
      requests.map(({ outcome }) =>
        outcome === undefined ? 0 : outcome === 'cut off' ? 1 : 2 + kinds.indexOf(outcome),
      ),
    ),
    errorKinds: kinds,
    errorMessages: kinds.map((kind) => `about\n${kind}`),
    eventStart: starts(events.map(({ length }) => length)),
    eventMs: Float64Array.from(events.flat()),
    literals: { bytes: Uint8Array.from(bytes.flatMap((part) => [...part])), start: starts(bytes.map((b) => b.length)) },
    promptTokens: Int32Array.from(column(({ promptTokens }) => promptTokens, -1)),
    completionTokens: Int32Array.from(column(({ completionTokens }) => completionTokens, -1)),
    windowStartMs: Math.min(...requests.map(({ sent }) => sent)),
    windowEndMs: Math.max(...ends),
    joinedEvents: 0,
    reconnects: 0,
    eventLoopDelayP99Ms: 1,
    clientCpuShare: 0.5,
    ...changes,
  };
}

/** The input of one model at concurrency 1, whose output the server counted. */
export function measureInput(trace: Trace, changes: Partial<MeasureInput> = {}): MeasureInput {
  return {
    trace,
    entries: [{ model: 'm', inputTokens: 10 }],
    models: ['m'],
    streaming: true,
    outputTokens: { counts: trace.completionTokens, source: 'server usage' },
    inputTokenSource: 'cl100k_base',
    load: { kind: 'concurrency', concurrency: 1 },
    stop: { kind: 'request_count' },
    goodput: {},
    ...changes,
  };
}

function runningSums(numbers: readonly number[]): number[] {
  let sum = 0;
  return numbers.map((number) => {
    sum += number;
    return sum;
  });
}
