import { completed, cutOff, type EventLiterals, type Trace } from '../../core/measure/trace.js';
import type { AnswerGrammar } from '../answer/answerGrammar.js';
import { makeBodyReader } from '../answer/wholeBody.js';
import type { Recorder } from './recorder.js';

/** What a trace says about the window as a whole. */
export type WindowFacts = Pick<
  Trace,
  'timeOriginMs' | 'windowStartMs' | 'windowEndMs' | 'eventLoopDelayP99Ms' | 'clientCpuShare' | 'transport'
>;

/** Makes the trace of a window that is over; here, and not earlier, bodies are read and columns put in order. */
export function traceFrom(recorder: Recorder, grammar: AnswerGrammar, facts: WindowFacts): Trace {
  dropLate(recorder, facts.windowEndMs);
  readBodies(recorder, grammar);
  const order = sendOrder(recorder);
  const { columns } = recorder;
  const eventStart = eventStarts(recorder, order);
  return {
    ...facts,
    requests: recorder.requests,
    entry: inOrder(columns.entry, order),
    scheduledMs: inOrder(columns.scheduledMs, order),
    sentMs: inOrder(columns.sentMs, order),
    firstByteMs: inOrder(columns.firstByteMs, order),
    endMs: inOrder(columns.endMs, order),
    outcome: inOrder(columns.outcome, order),
    promptTokens: inOrder(columns.promptTokens, order),
    completionTokens: inOrder(columns.completionTokens, order),
    errorKinds: recorder.errorKinds,
    errorMessages: recorder.errorMessages,
    eventStart,
    eventMs: eventTimes(recorder, order, eventStart),
    literals: recorder.texts !== 'none' ? literals(recorder, order, eventStart) : undefined,
    joinedEvents: recorder.joinedEvents,
    reconnects: recorder.reconnects,
    spilledBytes: recorder.overflow.spilledBytes,
    raw: recorder.raw?.inOrder(order),
  };
}

/** Responses that ended between the end of the window and its noticing do not count. */
function dropLate({ columns, requests }: Recorder, windowEndMs: number): void {
  for (let request = 0; request < requests; request++) {
    const isOver = columns.endMs[request]! <= windowEndMs;
    if (isOver) continue;
    columns.endMs[request] = windowEndMs;
    columns.outcome[request] = cutOff;
  }
}

/** Answers in one piece become one event each, at the time when they were complete. */
function readBodies(recorder: Recorder, grammar: AnswerGrammar): void {
  const { columns } = recorder;
  const read = makeBodyReader(grammar);
  for (let request = 0; request < recorder.requests; request++) {
    const count = columns.bodyLength[request]!;
    if (count === 0 || columns.outcome[request] !== completed) continue;
    const body = Buffer.alloc(count);
    recorder.bodies.copyTo(body, 0, { from: columns.bodyAt[request]!, count });
    const { literals, promptTokens, completionTokens, failure } = read(body, columns.bodyIsCut[request] === 1);
    columns.promptTokens[request] = promptTokens;
    columns.completionTokens[request] = completionTokens;
    if (failure !== undefined) {
      recorder.setFailure(request, failure);
      continue;
    }
    columns.eventsAt[request] = recorder.eventMs.length;
    columns.eventCount[request] = 1;
    recorder.eventMs.append(Float64Array.of(columns.endMs[request]!), 1);
    if (recorder.texts === 'none') continue;
    columns.textAt[request] = recorder.text.length;
    const isDropped = recorder.texts === 'uncounted' && completionTokens > 0;
    for (let i = 0; i < literals.length && !isDropped; i += 2) {
      recorder.text.append(body.subarray(literals[i], literals[i + 1]), literals[i + 1]! - literals[i]!);
    }
    recorder.textEnd.append(Uint32Array.of(recorder.text.length - columns.textAt[request]!), 1);
  }
}

/** Requests by time of sending; a request that was tried once more was sent later than it was begun. */
function sendOrder({ columns, requests }: Recorder): Uint32Array {
  const order = Uint32Array.from({ length: requests }, (_, request) => request);
  const { sentMs } = columns;
  for (let i = 1; i < requests; i++) {
    if (sentMs[i]! < sentMs[i - 1]!) return order.sort((a, b) => sentMs[a]! - sentMs[b]! || a - b);
  }
  return order;
}

type Column = Uint32Array | Int32Array | Float64Array | Uint8Array;

function inOrder<T extends Column>(column: T, order: Uint32Array): T {
  const sorted = column.slice(0, order.length) as T;
  for (let i = 0; i < order.length; i++) sorted[i] = column[order[i]!]!;
  return sorted;
}

function eventStarts({ columns }: Recorder, order: Uint32Array): Uint32Array {
  const starts = new Uint32Array(order.length + 1);
  for (let i = 0; i < order.length; i++) starts[i + 1] = starts[i]! + columns.eventCount[order[i]!]!;
  return starts;
}

function eventTimes({ columns, eventMs }: Recorder, order: Uint32Array, eventStart: Uint32Array): Float64Array {
  const times = new Float64Array(eventStart[order.length]!);
  for (let i = 0; i < order.length; i++) {
    const request = order[i]!;
    eventMs.copyTo(times, eventStart[i]!, { from: columns.eventsAt[request]!, count: columns.eventCount[request]! });
  }
  eventMs.release();
  return times;
}

function literals({ columns, text, textEnd }: Recorder, order: Uint32Array, eventStart: Uint32Array): EventLiterals {
  const start = new Uint32Array(eventStart[order.length]! + 1);
  const bytes = new Uint8Array(text.length);
  let written = 0;
  for (let i = 0; i < order.length; i++) {
    const request = order[i]!;
    const first = eventStart[i]!;
    const count = columns.eventCount[request]!;
    if (count === 0) continue;
    // Ends go one place further: where an event ends, the next one begins.
    textEnd.copyTo(start, first + 1, { from: columns.eventsAt[request]!, count });
    for (let event = first + 1; event <= first + count; event++) start[event] = start[event]! + written;
    const length = start[first + count]! - written;
    text.copyTo(bytes, written, { from: columns.textAt[request]!, count: length });
    written += length;
  }
  return { bytes, start };
}
