import { kinds, meaning, nowhere, type Place } from './answerGrammar.js';

/** `OutputScanner.scan` found the end of the bytes before the end of the value. */
const incomplete = -1;
/** `OutputScanner.scan` found something that is not JSON. */
const malformed = -2;

const deepestNesting = 32;
const firstOfNull = 110;
const firstOfTrue = 116;
const quote = 34;
const comma = 44;
const colon = 58;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

/**
 * Walks over the JSON of one answer or one event of it, without making objects or strings, and notes where its output stands.
 * Exact about structure, escapes and the meaning of a place; it does not check numbers and separators as a validator would.
 */
export class OutputScanner {
  /** Begin and end of each output string inside its quotes, in pairs. */
  readonly literals: number[] = [];
  /** The server's number of prompt tokens; -1 when not there. */
  promptTokens = -1;
  /** The server's number of output tokens; -1 when not there. */
  completionTokens = -1;
  /** Whether it says that the answer is complete. */
  finished = false;
  /** Whether it reports an error. */
  hasError = false;
  /** Whether there is an answer that is no text. */
  hasResult = false;

  private bytes: Buffer = Buffer.alloc(0);
  private end = 0;
  private severalLines = false;
  /** Index in `literals` of the reasoning of the current message; -1 for none. */
  private lastReasoning = -1;
  /** Whether the string that `closingQuote` passed last holds a backslash. */
  private hadEscape = false;
  private cachedPromptTokens = 0;

  /** @param root where what is scanned stands in an answer */
  constructor(private readonly root: Place) {}

  /**
   * Reads the object or array that begins at `from`.
   * @param severalLines whether line ends may stand between its parts.
   * @returns the index after it, or `incomplete` or `malformed`.
   */
  scan(bytes: Buffer, from: number, { to, severalLines }: { to: number; severalLines: boolean }): number {
    this.bytes = bytes;
    this.end = to;
    this.severalLines = severalLines;
    this.literals.length = 0;
    this.promptTokens = -1;
    this.completionTokens = -1;
    this.finished = false;
    this.hasError = false;
    this.hasResult = false;
    this.cachedPromptTokens = 0;
    this.lastReasoning = -1;
    const end = this.value(from, this.root, 0);
    if (this.promptTokens >= 0) this.promptTokens += this.cachedPromptTokens;
    return end;
  }

  private value(from: number, place: Place, depth: number): number {
    const at = this.space(from);
    if (at >= this.end) return incomplete;
    switch (this.bytes[at]) {
      case quote: {
        const close = this.closingQuote(at + 1);
        if (close < 0) return close;
        if (place.meaning !== meaning.nothing) this.foundString(place.meaning, at + 1, close);
        return close + 1;
      }
      case openBrace:
      case openBracket:
        if (place.meaning === meaning.error) this.hasError = true;
        else if (place.meaning === meaning.result) this.hasResult = true;
        else if (place.isMessage) this.lastReasoning = -1;
        if (depth > deepestNesting) return malformed;
        if (place.keys.length === 0 && place.meaning !== meaning.output) return this.skipNested(at);
        return this.bytes[at] === openBrace ? this.object(at + 1, place, depth) : this.array(at + 1, place, depth);
      default:
        return this.scalar(at, place);
    }
  }

  private object(from: number, place: Place, depth: number): number {
    const bytes = this.bytes;
    let at = from;
    for (;;) {
      at = this.space(at);
      if (at >= this.end) return incomplete;
      const byte = bytes[at]!;
      if (byte === closeBrace) return at + 1;
      if (byte === comma) {
        at++;
        continue;
      }
      if (byte !== quote) return malformed;
      const close = this.closingQuote(at + 1);
      if (close < 0) return close;
      const next = this.placeOf(place, at + 1, close);
      at = this.space(close + 1);
      if (at >= this.end) return incomplete;
      if (bytes[at] !== colon) return malformed;
      at = this.value(at + 1, next, depth + 1);
      if (at < 0) return at;
    }
  }

  private array(from: number, place: Place, depth: number): number {
    let at = from;
    for (;;) {
      at = this.space(at);
      if (at >= this.end) return incomplete;
      const byte = this.bytes[at]!;
      if (byte === closeBracket) return at + 1;
      if (byte === comma) at++;
      else {
        at = this.value(at, place, depth + 1);
        if (at < 0) return at;
      }
    }
  }

  private placeOf({ keys }: Place, from: number, to: number): Place {
    const bytes = this.bytes;
    const length = to - from;
    nextKey: for (const key of keys) {
      if (key.bytes.length !== length) continue;
      for (let i = 0; i < length; i++) if (key.bytes[i] !== bytes[from + i]) continue nextKey;
      return key.place;
    }
    return this.hadEscape ? this.placeOfEscaped(keys, from, to) : nowhere;
  }

  /** Keys with escapes are legal, and no known server writes them. */
  private placeOfEscaped(keys: Place['keys'], from: number, to: number): Place {
    try {
      const name: unknown = JSON.parse(`"${this.bytes.toString('utf8', from, to)}"`);
      return keys.find((key) => key.name === name)?.place ?? nowhere;
    } catch {
      return nowhere;
    }
  }

  private foundString(means: Place['meaning'], from: number, to: number): void {
    if (means === meaning.output || means === meaning.reasoning) {
      if (from === to) return;
      if (means === meaning.reasoning) {
        // Servers in transition send the same reasoning under both names.
        const first = this.lastReasoning;
        this.lastReasoning = this.literals.length;
        if (first >= 0 && this.equalsLiteral(first, from, to)) return;
      }
      this.literals.push(from, to);
    } else if (means === meaning.finishReason) this.finished = true;
    else if (means === meaning.result) this.hasResult = true;
    else if (means === meaning.error) this.hasError ||= to > from;
    else if (means === meaning.kind) this.foundKind(from, to);
  }

  private foundKind(from: number, to: number): void {
    for (const { bytes, is } of kinds) {
      if (bytes.length !== to - from || bytes.compare(this.bytes, from, to) !== 0) continue;
      if (is === 'error') this.hasError = true;
      else this.finished = true;
    }
  }

  private equalsLiteral(first: number, from: number, to: number): boolean {
    const begin = this.literals[first]!;
    const end = this.literals[first + 1]!;
    return end - begin === to - from && this.bytes.compare(this.bytes, begin, end, from, to) === 0;
  }

  /** Numbers, true, false, null. */
  private scalar(from: number, { meaning: means }: Place): number {
    const bytes = this.bytes;
    let at = from;
    let number = 0;
    for (; at < this.end; at++) {
      const byte = bytes[at]!;
      if (byte === comma || byte === closeBrace || byte === closeBracket || byte <= 32) break;
      if (byte < 43 || byte > 122) return malformed;
      number = number * 10 + (byte - 48);
    }
    if (at >= this.end) return incomplete;
    if (at === from) return malformed;
    const isDigits = bytes[from]! >= 48 && bytes[from]! <= 57;
    if (means === meaning.nothing) return at;
    if (means === meaning.promptTokens && isDigits) this.promptTokens = number;
    else if (means === meaning.completionTokens && isDigits) this.completionTokens = number;
    else if (means === meaning.cachedPromptTokens && isDigits) this.cachedPromptTokens += number;
    else if (means === meaning.result && bytes[from] !== firstOfNull) this.hasResult = true;
    else if (means === meaning.special && bytes[from] === firstOfTrue) this.literals.length = 0;
    return at;
  }

  /** An object or array in which nothing matters. */
  private skipNested(from: number): number {
    const bytes = this.bytes;
    let depth = 0;
    for (let at = from; at < this.end; at++) {
      const byte = bytes[at]!;
      if (byte === quote) {
        at = this.closingQuote(at + 1);
        if (at < 0) return at;
      } else if (byte === openBrace || byte === openBracket) depth++;
      else if (byte === closeBrace || byte === closeBracket) {
        if (--depth === 0) return at + 1;
      } else if (byte < 32 && byte !== 9 && !this.severalLines) return malformed;
    }
    return incomplete;
  }

  private closingQuote(from: number): number {
    const bytes = this.bytes;
    const end = this.end;
    this.hadEscape = false;
    for (let at = from; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === quote) return at;
      if (byte === backslash) {
        this.hadEscape = true;
        if (bytes[++at]! < 32 && at < end) return malformed;
      } else if (byte < 32) return malformed;
    }
    return incomplete;
  }

  private space(from: number): number {
    const bytes = this.bytes;
    let at = from;
    while (at < this.end) {
      const byte = bytes[at]!;
      if (byte > 32) break;
      if (byte !== 32 && byte !== 9 && !(this.severalLines && (byte === 10 || byte === 13))) break;
      at++;
    }
    return at;
  }
}
