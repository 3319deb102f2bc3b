import type { Place } from './answerGrammar.js';
import { EventTemplate } from './eventTemplate.js';
import { OutputScanner } from './outputScanner.js';
import { messageBytes, type ResponseOutput } from './responseOutput.js';

const lineFeed = 10;
const carriageReturn = 13;
const space = 32;
const colon = 58;
const openBrace = 123;
const dataField = Buffer.from('data');
const eventField = Buffer.from('event');
const firstOfEvent = 101;
const errorName = Buffer.from('error');
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
const streamEnd = Buffer.from('[DONE]');
const streamEndEvent = Buffer.from('data: [DONE]\n\n');
const blankLine = Buffer.from('\n\n');
const lineEnd = Buffer.from('\n');
/** An event longer than this is taken for garbage. */
const longestEvent = 16 * 1024 * 1024;

/**
 * Reads server-sent events however the stream is cut into pieces, and notes each event that is output.
 * Most events are recognised by template, the others on one line by one pass of the scanner, all the rest as the standard says.
 */
export class EventReader {
  private readonly template = new EventTemplate();
  private readonly scanner: OutputScanner;
  /** Begin of an event whose end has not come. */
  private carry = Buffer.alloc(2048);
  private carried = 0;
  /** How far the event was searched for its blank line, and the state of that search. */
  private searched = 0;
  private lineIsEmpty = true;
  private afterReturn = false;
  private isFirstEvent = true;

  constructor(
    private readonly output: ResponseOutput,
    place: Place,
  ) {
    this.scanner = new OutputScanner(place);
  }

  /** Begins a new stream. */
  reset(): void {
    this.template.startStream();
    this.carried = 0;
    this.searched = 0;
    this.lineIsEmpty = true;
    this.afterReturn = false;
    this.isFirstEvent = true;
  }

  /** Takes the next bytes of the stream. */
  push(bytes: Buffer, from: number, to: number): void {
    if (this.carried === 0) {
      const rest = this.readEvents(bytes, from, to);
      if (rest < to) this.keep(bytes, rest, to);
      return;
    }
    this.keep(bytes, from, to);
    const rest = this.readEvents(this.carry, 0, this.carried);
    if (rest > 0) this.carry.copyWithin(0, rest, this.carried);
    this.carried -= rest;
  }

  /** The stream is over: what stands at its end without a blank line counts as an event. */
  finish(): void {
    if (this.carried > 0) this.push(blankLine, 0, blankLine.length);
  }

  private keep(bytes: Buffer, from: number, to: number): void {
    const length = this.carried + to - from;
    if (length > longestEvent) {
      this.output.fail('malformed response', `An event is longer than ${longestEvent} bytes.`);
      this.reset();
      return;
    }
    if (length > this.carry.length) {
      const larger = Buffer.alloc(length * 2);
      this.carry.copy(larger, 0, 0, this.carried);
      this.carry = larger;
    }
    bytes.copy(this.carry, this.carried, from, to);
    this.carried = length;
  }

  /** Reads all complete events; returns the index of the first byte that belongs to none. */
  private readEvents(bytes: Buffer, from: number, to: number): number {
    const { template, output } = this;
    let at = from;
    while (at < to) {
      let next = this.searched > 0 ? -1 : template.match(bytes, at, to);
      if (next > 0) {
        output.addEvent();
        output.addText(bytes, template.textFrom, template.textTo);
      } else {
        next = this.searched > 0 ? -1 : this.readOneLine(bytes, at, to);
        if (next < 0) {
          next = this.eventEnd(bytes, at, to);
          if (next < 0) return at;
          this.readLines(bytes, at, next);
        }
        this.isFirstEvent = false;
      }
      at = next;
    }
    return at;
  }

  /**
   * Reads an event of one data line and a blank one, its name before them or not, as nearly all servers write them.
   * @returns the index after it; -1 when it is of another form or not complete.
   */
  private readOneLine(bytes: Buffer, from: number, to: number): number {
    const dataFrom = bytes[from] === firstOfEvent ? this.afterName(bytes, from, to) : from;
    if (dataFrom < 0) return -1;
    let at = dataFrom + dataField.length;
    if (at + 2 >= to || bytes[at] !== colon || !isField(bytes, { from: dataFrom, to: at }, dataField)) return -1;
    at += bytes[at + 1] === space ? 2 : 1;
    if (bytes[at] !== openBrace) {
      const end = dataFrom + streamEndEvent.length;
      if (end > to || !isField(bytes, { from: dataFrom, to: end }, streamEndEvent)) return -1;
      this.output.finished = true;
      return end;
    }
    at = this.scanner.scan(bytes, at, { to, severalLines: false });
    if (at < 0) return -1;
    if (bytes[at] === carriageReturn) {
      if (bytes[at + 1] !== lineFeed || bytes[at + 2] !== carriageReturn || bytes[at + 3] !== lineFeed) return -1;
      at += 4;
    } else {
      if (bytes[at] !== lineFeed || bytes[at + 1] !== lineFeed) return -1;
      at += 2;
    }
    if (at > to) return -1;
    this.takeScan(bytes);
    if (this.scanner.hasError) this.failFrom(bytes, dataFrom, at);
    else this.learn(bytes, from, at);
    return at;
  }

  /** Index after the line that names an event; -1 when it is no such line, says `error`, or is not complete. */
  private afterName(bytes: Buffer, from: number, to: number): number {
    let at = from + eventField.length;
    if (at >= to || bytes[at] !== colon || !isField(bytes, { from, to: at }, eventField)) return -1;
    at += bytes[at + 1] === space ? 2 : 1;
    const nameFrom = at;
    while (at < to && bytes[at] !== lineFeed && bytes[at] !== carriageReturn) at++;
    if (at >= to || isField(bytes, { from: nameFrom, to: at }, errorName)) return -1;
    if (bytes[at] === carriageReturn && bytes[++at] !== lineFeed) return -1;
    return at + 1;
  }

  /**
   * Searches the blank line that ends the event, going on where the last search stopped.
   * @returns the index after it; -1 when it has not come.
   */
  private eventEnd(bytes: Buffer, from: number, to: number): number {
    for (let at = from + this.searched; at < to; at++) {
      const byte = bytes[at]!;
      if (byte === lineFeed && this.afterReturn) {
        this.afterReturn = false;
      } else if (byte === lineFeed || byte === carriageReturn) {
        this.afterReturn = byte === carriageReturn;
        if (this.lineIsEmpty) {
          this.searched = 0;
          return at + 1;
        }
        this.lineIsEmpty = true;
      } else {
        this.lineIsEmpty = false;
        this.afterReturn = false;
      }
    }
    this.searched = to - from;
    return -1;
  }

  /** Reads the event in `bytes[from, to)` line by line. */
  private readLines(bytes: Buffer, from: number, to: number): void {
    const hasMark = this.isFirstEvent && isField(bytes, { from, to: from + byteOrderMark.length }, byteOrderMark);
    let at = hasMark ? from + byteOrderMark.length : from;
    const data: Span[] = [];
    let isError = false;
    while (at < to) {
      const line = lineAt(bytes, at, to);
      if (isField(bytes, line.name, dataField)) data.push(line.value);
      else if (isField(bytes, line.name, eventField)) {
        isError = isField(bytes, line.value, errorName);
      }
      at = line.value.to + 1;
    }
    const [first] = data;
    if (isError) this.failFrom(bytes, first?.from ?? from, data.at(-1)?.to ?? to);
    else if (data.length > 1) {
      const lines = Buffer.concat(data.flatMap((line) => [bytes.subarray(line.from, line.to), lineEnd]));
      this.readData(lines, 0, lines.length);
    } else if (first !== undefined && this.readData(bytes, first.from, first.to)) this.learn(bytes, from, to);
  }

  /** Reads the data of one event; true when it was understood and reports no error. */
  private readData(bytes: Buffer, from: number, to: number): boolean {
    const { scanner, output } = this;
    let at = from;
    while (at < to && bytes[at]! <= space) at++;
    if (bytes[at] !== openBrace) {
      // Anything but JSON, such as a heart-beat, says nothing about the answer.
      if (isField(bytes, { from: at, to: at + streamEnd.length }, streamEnd)) output.finished = true;
      return false;
    }
    at = scanner.scan(bytes, at, { to, severalLines: true });
    const isWhole = at > 0 && bytes.toString('latin1', at, to).trim() === '';
    if (!isWhole) {
      output.fail('malformed event', bytes.toString('utf8', from, Math.min(to, from + messageBytes)));
      return false;
    }
    this.takeScan(bytes);
    if (scanner.hasError) this.failFrom(bytes, from, to);
    return !scanner.hasError;
  }

  private takeScan(bytes: Buffer): void {
    const { scanner, output } = this;
    const literals = scanner.literals;
    if (scanner.promptTokens >= 0) output.promptTokens = scanner.promptTokens;
    if (scanner.completionTokens >= 0) output.completionTokens = scanner.completionTokens;
    if (scanner.finished) output.finished = true;
    if (literals.length === 0) return;
    output.addEvent();
    for (let i = 0; i < literals.length; i += 2) output.addText(bytes, literals[i]!, literals[i + 1]!);
  }

  /** Makes the event in `bytes[from, to)` the template of the next ones, unless it says more than its text. */
  private learn(bytes: Buffer, from: number, to: number): void {
    const { literals, finished, promptTokens, completionTokens } = this.scanner;
    if (literals.length !== 2 || finished || promptTokens >= 0 || completionTokens >= 0) return;
    this.template.learn(bytes, from, { to, textFrom: literals[0]!, textTo: literals[1]! });
  }

  private failFrom(bytes: Buffer, from: number, to: number): void {
    this.output.fail('error in stream', bytes.toString('utf8', from, Math.min(to, from + messageBytes)).trim());
  }
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function isField(bytes: Buffer, { from, to }: Span, field: Buffer): boolean {
  if (to - from !== field.length || to > bytes.length) return false;
  for (let i = 0; i < field.length; i++) if (bytes[from + i] !== field[i]) return false;
  return true;
}

/** The line that begins at `from`: its field name and value, and where its line end stands. */
function lineAt(bytes: Buffer, from: number, end: number): { name: Span; value: Span } {
  let to = from;
  let nameTo = -1;
  for (; to < end; to++) {
    const byte = bytes[to]!;
    if (byte === lineFeed || byte === carriageReturn) break;
    if (byte === colon && nameTo < 0) nameTo = to;
  }
  if (nameTo < 0) return { name: { from, to }, value: { from: to, to } };
  const valueFrom = nameTo + 1 < to && bytes[nameTo + 1] === space ? nameTo + 2 : nameTo + 1;
  return { name: { from, to: nameTo }, value: { from: valueFrom, to } };
}
