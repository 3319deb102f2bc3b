const firstEvents = 64;
const firstTextBytes = 1024;

/** Characters of a failure's message that are kept. */
const longestMessage = 500;
/** So many bytes of UTF-8 hold the longest message for sure. */
export const messageBytes = 4 * longestMessage;

/** A failure by its kind, with the first words that were said about it. */
export interface Failure {
  readonly kind: string;
  readonly message: string;
}

/** What one response has put out so far. Reused for one response after the other, so that nothing is made in flight. */
export class ResponseOutput {
  /** When the bytes that are being read came in; set by the reader of the socket. */
  timeMs = 0;
  /** Number of output events. */
  count = 0;
  /** Output events that came in the same read as the one before. */
  joined = 0;
  /** Time of each event; valid up to `count`. */
  times = new Float64Array(firstEvents);
  /** Where each event's text ends in `text`; valid up to `count`. */
  ends = new Uint32Array(firstEvents);
  /** Text of all events as JSON string literal content; valid up to `textLength`. */
  text = Buffer.alloc(firstTextBytes);
  textLength = 0;
  promptTokens = -1;
  completionTokens = -1;
  /** Whether it said why or that it ended. */
  finished = false;
  failure: Failure | undefined;

  constructor(private readonly keepText: boolean) {}

  clear(): void {
    this.count = 0;
    this.joined = 0;
    this.textLength = 0;
    this.promptTokens = -1;
    this.completionTokens = -1;
    this.finished = false;
    this.failure = undefined;
  }

  /** Notes a failure; the first one counts. */
  fail(kind: string, message: string): void {
    this.failure ??= { kind, message: message.slice(0, longestMessage) };
  }

  /** Begins an event that the latest read completed; its text follows by `addText`. */
  addEvent(): void {
    const { count, timeMs } = this;
    if (count === this.times.length) this.growEvents();
    if (count > 0 && this.times[count - 1] === timeMs) this.joined++;
    this.times[count] = timeMs;
    this.ends[count] = this.textLength;
    this.count = count + 1;
  }

  /** Adds to the text of the latest event. */
  addText(bytes: Buffer, from: number, to: number): void {
    if (!this.keepText) return;
    const length = to - from;
    if (this.textLength + length > this.text.length) this.growText(length);
    const text = this.text;
    const base = this.textLength;
    // Tokens are short: a loop is faster than a call into native code.
    if (length < 48) for (let i = 0; i < length; i++) text[base + i] = bytes[from + i]!;
    else bytes.copy(text, base, from, to);
    this.textLength = base + length;
    this.ends[this.count - 1] = this.textLength;
  }

  private growEvents(): void {
    const times = new Float64Array(this.times.length * 2);
    times.set(this.times);
    this.times = times;
    const ends = new Uint32Array(this.ends.length * 2);
    ends.set(this.ends);
    this.ends = ends;
  }

  private growText(length: number): void {
    const text = Buffer.alloc(Math.max(this.text.length * 2, this.textLength + length));
    this.text.copy(text, 0, 0, this.textLength);
    this.text = text;
  }
}
