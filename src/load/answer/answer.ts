import type { ResponseHead } from '../http/responseHead.js';
import type { AnswerGrammar } from './answerGrammar.js';
import { EventReader } from './eventReader.js';
import { RawBody } from './rawBody.js';
import { messageBytes, ResponseOutput } from './responseOutput.js';

/** How the body of a response is taken. */
type Mode = 'undecided' | 'events' | 'whole' | 'refusal';

const openBrace = 123;
const openBracket = 91;
const space = 32;
/** Longer embeddings are kept as begin and end only: the numbers between say nothing about the measurement. */
const longestEmbeddings = 64 * 1024;
const embeddingsBegin = 1024;
const embeddingsEnd = 4096;

/** Takes the bodies of one response after the other: events as they come, a whole body for reading after the window. */
export class Answer {
  readonly output: ResponseOutput;
  /** A body that is no event stream; valid up to `bodyLength`, empty for a stream. */
  body = Buffer.alloc(0);
  bodyLength = 0;
  /** Whether the middle of a long body was left out. */
  bodyIsCut = false;
  /** Everything that came of the body, where that is kept. */
  readonly raw: RawBody | undefined;

  private readonly events: EventReader;
  private mode: Mode = 'undecided';
  private head: ResponseHead | undefined;

  constructor(
    private readonly grammar: AnswerGrammar,
    keepText: boolean,
    keepRaw = false,
  ) {
    this.output = new ResponseOutput(keepText);
    this.raw = keepRaw ? new RawBody() : undefined;
    this.events = new EventReader(this.output, grammar.event);
  }

  reset(): void {
    this.output.clear();
    this.raw?.clear();
    this.bodyLength = 0;
    this.bodyIsCut = false;
    this.head = undefined;
  }

  /** The head has come; the body follows. */
  begin(head: ResponseHead): void {
    this.head = head;
    this.mode = modeOf(head);
    this.raw?.begin({ isStream: this.mode === 'events', isRefusal: this.mode === 'refusal' });
    this.events.reset();
  }

  /** Takes the next bytes of the body. */
  push(bytes: Buffer, from: number, to: number): void {
    if (this.raw !== undefined) this.raw.add(bytes, { from, to, timeMs: this.output.timeMs });
    this.take(bytes, from, to);
  }

  private take(bytes: Buffer, from: number, to: number): void {
    if (this.mode === 'events') this.events.push(bytes, from, to);
    else if (this.mode === 'undecided') this.decide(bytes, from, to);
    else this.keep(bytes, from, to);
  }

  /** The response is complete: what is wrong with it becomes its failure. */
  finish(): void {
    const { output, head } = this;
    if (head === undefined) return;
    if (this.mode === 'refusal') this.refuse(head);
    else if (this.mode === 'events') {
      this.events.finish();
      if (head.framing === 'close' && !output.finished)
        output.fail('truncated response', 'The connection closed before the stream said that it ends.');
      if (output.count === 0) output.fail('empty response', 'The event stream ended without any output.');
    } else if (this.bodyLength === 0) output.fail('empty response', `HTTP ${head.status} came without a body.`);
  }

  private refuse(head: ResponseHead): void {
    const said = this.body.toString('utf8', 0, this.bodyLength).trim();
    const encoding = head.contentEncoding;
    if (head.status < 300)
      this.output.fail('encoded response', `The body is encoded as ${encoding}, which was not asked for.`);
    else
      this.output.fail(`http ${head.status}`, head.location === '' ? said : `Redirected to ${head.location}. ${said}`);
    this.bodyLength = 0;
  }

  /** Without a telling content type, a body that begins as JSON is an answer in one piece. */
  private decide(bytes: Buffer, from: number, to: number): void {
    let at = from;
    while (at < to && bytes[at]! <= space) at++;
    if (at === to) return;
    this.mode = bytes[at] === openBrace || bytes[at] === openBracket ? 'whole' : 'events';
    if (this.raw !== undefined) this.raw.isStream = this.mode === 'events';
    this.take(bytes, at, to);
  }

  private keep(bytes: Buffer, from: number, to: number): void {
    const limit = this.mode === 'refusal' ? messageBytes : Number.POSITIVE_INFINITY;
    const length = Math.min(to - from, limit - this.bodyLength);
    if (length <= 0) return;
    if (this.grammar.canBeCut && this.bodyLength + length > longestEmbeddings) {
      this.keepEnds(bytes, from, to);
      return;
    }
    this.makeRoom(this.bodyLength + length);
    bytes.copy(this.body, this.bodyLength, from, from + length);
    this.bodyLength += length;
  }

  /** Keeps the begin of the body and the latest bytes of it. */
  private keepEnds(bytes: Buffer, from: number, to: number): void {
    const all = Buffer.concat([this.body.subarray(0, this.bodyLength), bytes.subarray(from, to)]);
    const latest = all.subarray(Math.max(embeddingsBegin, all.length - embeddingsEnd));
    this.body = Buffer.concat([all.subarray(0, embeddingsBegin), latest], longestEmbeddings);
    this.bodyLength = embeddingsBegin + latest.length;
    this.bodyIsCut = true;
  }

  private makeRoom(length: number): void {
    if (length <= this.body.length) return;
    const larger = Buffer.alloc(Math.max(4096, length, 2 * this.body.length));
    this.body.copy(larger, 0, 0, this.bodyLength);
    this.body = larger;
  }
}

function modeOf(head: ResponseHead): Mode {
  if (head.status >= 300) return 'refusal';
  if (head.contentEncoding !== '' && head.contentEncoding !== 'identity') return 'refusal';
  if (head.contentType === 'text/event-stream') return 'events';
  return head.contentType === 'application/json' ? 'whole' : 'undecided';
}
