import { completed, cutOff, firstErrorOutcome } from '../../core/measure/trace.js';
import type { Failure, ResponseOutput } from '../answer/responseOutput.js';
import type { KeptAnswer } from '../transport.js';
import { Arena } from './arena.js';
import { Overflow } from './overflow.js';
import type { RawLog } from './rawLog.js';

const firstRequests = 1024;
const longestMessage = 500;
/** Kinds of failure that are told apart; further ones count as the last: `Trace.outcome` is one byte. */
export const mostErrorKinds = 200;

/** Columns with one place per request, in the order of the first send. */
function requestColumns(length: number) {
  return {
    entry: new Uint32Array(length),
    scheduledMs: new Float64Array(length),
    sentMs: new Float64Array(length),
    firstByteMs: new Float64Array(length).fill(Number.NaN),
    endMs: new Float64Array(length).fill(Number.NaN),
    outcome: new Uint8Array(length).fill(cutOff),
    promptTokens: new Int32Array(length).fill(-1),
    completionTokens: new Int32Array(length).fill(-1),
    /** Where its events begin in `eventMs` and `textEnd`. */
    eventsAt: new Float64Array(length),
    eventCount: new Uint32Array(length),
    /** Where its text begins in `text`. */
    textAt: new Float64Array(length),
    /** Where its body begins in `bodies`, when it was no event stream. */
    bodyAt: new Float64Array(length),
    bodyLength: new Uint32Array(length),
    /** 1 when the middle of the body was left out. */
    bodyIsCut: new Uint8Array(length),
  };
}

/** Texts of all answers, of those whose tokens the server did not count, or of none. */
export type TextKeeping = 'all' | 'uncounted' | 'none';

/** Keeps what was seen, by plain stores into typed arrays; everything else waits until the window is over. */
export class Recorder {
  /** Number of requests begun. */
  requests = 0;
  completed = 0;
  failed = 0;
  joinedEvents = 0;
  reconnects = 0;
  columns = requestColumns(firstRequests);
  readonly eventMs: Arena<Float64Array>;
  /** Where each event's text ends, counted from its request's `textAt`. */
  readonly textEnd: Arena<Uint32Array>;
  readonly text: Arena<Uint8Array>;
  readonly bodies: Arena<Uint8Array>;
  readonly errorKinds: string[] = [];
  readonly errorMessages: string[] = [];

  constructor(
    /** What is kept of texts. */
    readonly texts: TextKeeping,
    readonly overflow = new Overflow(),
    /** Where whole bodies go; absent where they are not kept. */
    readonly raw?: RawLog,
  ) {
    this.eventMs = new Arena((length) => new Float64Array(length), overflow);
    this.textEnd = new Arena((length) => new Uint32Array(length), overflow);
    this.text = new Arena((length) => new Uint8Array(length), overflow);
    this.bodies = new Arena((length) => new Uint8Array(length), overflow);
  }

  /** Output events of the responses that are over. */
  get events(): number {
    return this.eventMs.length;
  }

  /** Times to the first event of up to `count` requests among those sent last that are over. */
  latestTtftsMs(count: number): number[] {
    const ttftsMs: number[] = [];
    const { eventCount, eventsAt, sentMs } = this.columns;
    for (let request = this.requests - 1; request >= 0 && this.requests - request <= 4 * count; request--) {
      if (eventCount[request] === 0 || ttftsMs.length === count) continue;
      ttftsMs.push(this.eventMs.at(eventsAt[request]!) - sentMs[request]!);
    }
    return ttftsMs;
  }

  /** Begins a request; returns its index. */
  begin(entry: number, scheduledMs: number, nowMs: number): number {
    const request = this.requests++;
    if (request === this.columns.entry.length) this.grow();
    this.columns.entry[request] = entry;
    this.columns.scheduledMs[request] = scheduledMs;
    this.columns.sentMs[request] = nowMs;
    return request;
  }

  /** The response is complete; whether it is a good one, its output says. */
  end(request: number, answer: KeptAnswer, { firstByteMs, endMs }: { firstByteMs: number; endMs: number }): void {
    this.keep(request, answer, firstByteMs);
    this.columns.endMs[request] = endMs;
    if (answer.output.failure !== undefined) this.setFailure(request, answer.output.failure);
    else {
      this.columns.outcome[request] = completed;
      this.completed++;
    }
  }

  /** The request failed before its response was complete. */
  fail(request: number, failure: Failure, endMs: number): void {
    this.columns.endMs[request] = endMs;
    this.setFailure(request, failure);
  }

  /** Keeps what came of a response. */
  keep(request: number, answer: KeptAnswer, firstByteMs: number): void {
    const { columns } = this;
    const output = answer.output;
    columns.firstByteMs[request] = firstByteMs;
    columns.promptTokens[request] = output.promptTokens;
    columns.completionTokens[request] = output.completionTokens;
    if (output.count > 0) this.keepEvents(request, output);
    if (answer.bodyLength > 0) {
      columns.bodyAt[request] = this.bodies.length;
      columns.bodyLength[request] = answer.bodyLength;
      columns.bodyIsCut[request] = answer.bodyIsCut ? 1 : 0;
      this.bodies.append(answer.body, answer.bodyLength);
    }
    if (this.raw !== undefined && answer.raw !== undefined) this.raw.keep(request, answer.raw);
  }

  private keepEvents(request: number, output: ResponseOutput): void {
    const { columns } = this;
    columns.eventsAt[request] = this.eventMs.length;
    columns.eventCount[request] = output.count;
    this.eventMs.append(output.times, output.count);
    this.joinedEvents += output.joined;
    if (this.texts === 'none') return;
    if (this.texts === 'uncounted' && output.completionTokens > 0) {
      output.ends.fill(0, 0, output.count);
      output.textLength = 0;
    }
    columns.textAt[request] = this.text.length;
    this.textEnd.append(output.ends, output.count);
    this.text.append(output.text, output.textLength);
  }

  /** Counts a failure; also after the window, when a body is found to be none. */
  setFailure(request: number, { kind, message }: Failure): void {
    let index = this.errorKinds.indexOf(kind);
    if (index < 0 && this.errorKinds.length === mostErrorKinds) index = mostErrorKinds - 1;
    if (index < 0) {
      index = this.errorKinds.push(kind) - 1;
      this.errorMessages.push(message.slice(0, longestMessage));
    }
    if (this.columns.outcome[request] === completed) this.completed--;
    this.columns.outcome[request] = firstErrorOutcome + index;
    this.failed++;
  }

  private grow(): void {
    const old = this.columns;
    const columns = requestColumns(old.entry.length * 2);
    for (const name of Object.keys(columns) as (keyof typeof columns)[]) columns[name].set(old[name]);
    this.columns = columns;
  }
}
