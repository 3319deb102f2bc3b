import type { Answer } from '../answer/answer.js';
import { MalformedResponseError, parseResponseHead, type ResponseHead } from './responseHead.js';

/** What `ResponseReader.read` says about the response. */
export type ReadResult = 'more' | 'complete' | 'failed';

const inHead = 0;
const inLength = 1;
const inChunkSize = 2;
const inChunkExtension = 3;
const inChunkSizeEnd = 4;
const inChunk = 5;
const inChunkReturn = 6;
const inChunkLineFeed = 7;
const inTrailer = 8;
const untilClose = 9;

const lineFeed = 10;
const carriageReturn = 13;
const semicolon = 59;
const headEnd = Buffer.from('\r\n\r\n');
/** As much as Node's own client takes. */
const longestHead = 16 * 1024;
const largestChunkDigits = 13;

/** The head that came last: servers send nearly the same one with every response. */
export class HeadMemory {
  private bytes = Buffer.alloc(0);
  private head: ResponseHead | undefined;

  /** The head that begins at `from`, when it is the same as last time; see `length`. */
  recall(bytes: Buffer, from: number, to: number): ResponseHead | undefined {
    const length = this.bytes.length;
    if (length === 0 || to - from < length) return undefined;
    return bytes.compare(this.bytes, 0, length, from, from + length) === 0 ? this.head : undefined;
  }

  get length(): number {
    return this.bytes.length;
  }

  /** @throws {MalformedResponseError} */
  parse(bytes: Buffer, from: number, to: number): ResponseHead {
    const head = parseResponseHead(bytes, from, to);
    if (head.status >= 200) {
      this.bytes = Buffer.from(bytes.subarray(from, to));
      this.head = head;
    }
    return head;
  }
}

/** Reads one HTTP/1.1 response after the other, however their bytes are cut into reads, and hands the bodies to an answer. */
export class ResponseReader {
  /** When the first byte of the response came; NaN before. */
  firstByteMs = Number.NaN;
  /** Whether any byte came, interim responses included. */
  hasBytes = false;
  /** How many bytes of the latest read belong to the response. */
  position = 0;
  /** Of the response that is complete; undefined before its head is. */
  head: ResponseHead | undefined;

  private state = inHead;
  /** Bytes left of the body or chunk. */
  private left = 0;
  private digits = 0;
  /** Length of the current line of the trailer, and of all that may not grow without end. */
  private lineLength = 0;
  private overhead = 0;
  /** A head that is not complete. */
  private partialHead = Buffer.alloc(0);

  constructor(
    readonly answer: Answer,
    private readonly memory: HeadMemory,
  ) {}

  /** Makes ready for the response to a new request. */
  reset(): void {
    this.firstByteMs = Number.NaN;
    this.hasBytes = false;
    this.head = undefined;
    this.state = inHead;
    if (this.partialHead.length > 0) this.partialHead = Buffer.alloc(0);
    this.answer.reset();
  }

  /** Takes the first `length` bytes of `bytes`, read at `timeMs`. */
  read(bytes: Buffer, length: number, timeMs: number): ReadResult {
    this.hasBytes = true;
    this.answer.output.timeMs = timeMs;
    try {
      return this.readBytes(bytes, length, timeMs);
    } catch (error) {
      if (!(error instanceof MalformedResponseError)) throw error;
      this.answer.output.fail('malformed response', error.message);
      return 'failed';
    }
  }

  /** The server has closed the connection. */
  close(timeMs: number): ReadResult {
    this.answer.output.timeMs = timeMs;
    if (this.state === untilClose) {
      this.answer.finish();
      return 'complete';
    }
    this.answer.output.fail('truncated response', 'The server closed the connection before the end of its response.');
    return 'failed';
  }

  private readBytes(bytes: Buffer, length: number, timeMs: number): ReadResult {
    let at = 0;
    while (at < length) {
      switch (this.state) {
        case inChunk: {
          const to = Math.min(at + this.left, length);
          this.answer.push(bytes, at, to);
          this.left -= to - at;
          at = to;
          if (this.left === 0) this.state = inChunkReturn;
          break;
        }
        case inChunkReturn:
          expect(bytes[at++]!, carriageReturn, 'after a chunk');
          this.state = inChunkLineFeed;
          break;
        case inChunkLineFeed:
          expect(bytes[at++]!, lineFeed, 'after a chunk');
          this.state = inChunkSize;
          break;
        case inChunkSize:
          at = this.readChunkSize(bytes, at, length);
          break;
        case inChunkExtension:
          at = this.skipChunkExtension(bytes, at, length);
          break;
        case inChunkSizeEnd:
          expect(bytes[at++]!, lineFeed, 'after a chunk size');
          this.digits = 0;
          this.lineLength = 0;
          this.state = this.left === 0 ? inTrailer : inChunk;
          break;
        case inTrailer: {
          const byte = bytes[at++]!;
          if (byte !== lineFeed) {
            if (byte !== carriageReturn) this.lineLength++;
            this.countOverhead(1);
          } else if (this.lineLength === 0) return this.complete(at);
          else this.lineLength = 0;
          break;
        }
        case inLength: {
          const to = Math.min(at + this.left, length);
          this.answer.push(bytes, at, to);
          this.left -= to - at;
          at = to;
          if (this.left === 0) return this.complete(at);
          break;
        }
        case untilClose:
          this.answer.push(bytes, at, length);
          at = length;
          break;
        default:
          at = this.readHead(bytes, at, { length, timeMs });
          if (this.head?.framing === 'none' || (this.state === inLength && this.left === 0)) return this.complete(at);
      }
    }
    this.position = length;
    return 'more';
  }

  private complete(position: number): ReadResult {
    this.position = position;
    this.answer.finish();
    return 'complete';
  }

  private readChunkSize(bytes: Buffer, from: number, length: number): number {
    for (let at = from; at < length; at++) {
      const digit = hexDigit(bytes[at]!);
      if (digit < 0) {
        if (this.digits === 0) throw new MalformedResponseError('A chunk size is missing.');
        const byte = bytes[at]!;
        if (byte === carriageReturn) this.state = inChunkSizeEnd;
        else if (byte === semicolon || byte === 32 || byte === 9) this.state = inChunkExtension;
        else throw new MalformedResponseError('A chunk size is no hexadecimal number.');
        return at + 1;
      }
      this.left = this.left * 16 + digit;
      if (++this.digits > largestChunkDigits) throw new MalformedResponseError('A chunk size is too large.');
    }
    return length;
  }

  private skipChunkExtension(bytes: Buffer, from: number, length: number): number {
    for (let at = from; at < length; at++) {
      const byte = bytes[at]!;
      if (byte === carriageReturn) {
        this.state = inChunkSizeEnd;
        return at + 1;
      }
      if (byte === lineFeed) throw new MalformedResponseError('A chunk extension ends with a bare line feed.');
      this.countOverhead(1);
    }
    return length;
  }

  /** Extensions and trailers carry nothing for us and must not go on for ever. */
  private countOverhead(bytes: number): void {
    this.overhead += bytes;
    if (this.overhead > longestHead) throw new MalformedResponseError('Its chunk extensions or trailers are too long.');
  }

  /** Returns the index after the head, or `length` when it is not complete. */
  private readHead(bytes: Buffer, from: number, { length, timeMs }: { length: number; timeMs: number }): number {
    let at = from;
    if (this.partialHead.length === 0) {
      const known = this.memory.recall(bytes, at, length);
      if (known !== undefined) {
        this.firstByteMs = timeMs;
        this.begin(known);
        return at + this.memory.length;
      }
      while (at < length && (bytes[at] === carriageReturn || bytes[at] === lineFeed)) at++;
      if (at === length) return length;
      this.firstByteMs = timeMs;
    }
    const before = this.partialHead.length;
    const head = Buffer.concat([this.partialHead, bytes.subarray(at, length)]);
    if (!startsLikeHttp(head))
      throw new MalformedResponseError('It does not begin with HTTP/1. (HTTP/2 is not spoken here).');
    const found = head.indexOf(headEnd, Math.max(0, before - headEnd.length + 1));
    const headLength = found < 0 ? head.length : found + headEnd.length;
    if (headLength > longestHead) {
      throw new MalformedResponseError(`Its head is longer than ${longestHead} bytes.`);
    }
    this.partialHead = found < 0 ? head : Buffer.alloc(0);
    if (found < 0) return length;
    this.begin(this.memory.parse(head, 0, headLength));
    return at + headLength - before;
  }

  private begin(head: ResponseHead): void {
    if (head.status < 200) {
      if (head.status === 101) throw new MalformedResponseError('It switches to another protocol.');
      this.firstByteMs = Number.NaN;
      return;
    }
    this.head = head;
    this.overhead = 0;
    this.digits = 0;
    this.left = head.framing === 'length' ? head.contentLength : 0;
    this.state = head.framing === 'chunked' ? inChunkSize : head.framing === 'length' ? inLength : untilClose;
    this.answer.begin(head);
  }
}

function expect(byte: number, wanted: number, place: string): void {
  if (byte !== wanted) throw new MalformedResponseError(`The line end ${place} is wrong.`);
}

function startsLikeHttp(head: Buffer): boolean {
  return 'HTTP/1.'.startsWith(head.toString('latin1', 0, 7));
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
