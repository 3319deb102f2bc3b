/** `OutputScanner.scan` found the end of the bytes before the end of the value. */
const incomplete = -1;
/** `OutputScanner.scan` found something that is not JSON. */
const malformed = -2;

/** What a place in an answer means; arrays mean what their elements mean. */
const meaning = {
  other: 0,
  answer: 1,
  choice: 2,
  message: 3,
  toolCall: 4,
  functionCall: 5,
  usage: 6,
  /** From here on, strings and numbers matter. */
  content: 7,
  output: 8,
  reasoning: 9,
  promptTokens: 10,
  completionTokens: 11,
  finishReason: 12,
  error: 13,
  objectName: 14,
} as const;

/** Where output, usage and errors stand in the answers of OpenAI-compatible servers. */
const places: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  [meaning.answer]: {
    choices: meaning.choice,
    usage: meaning.usage,
    error: meaning.error,
    object: meaning.objectName,
  },
  [meaning.choice]: {
    delta: meaning.message,
    message: meaning.message,
    text: meaning.output,
    finish_reason: meaning.finishReason,
  },
  [meaning.message]: {
    content: meaning.content,
    reasoning_content: meaning.reasoning,
    reasoning: meaning.reasoning,
    refusal: meaning.output,
    tool_calls: meaning.toolCall,
    function_call: meaning.functionCall,
  },
  [meaning.toolCall]: { function: meaning.functionCall },
  [meaning.functionCall]: { name: meaning.output, arguments: meaning.output },
  // Some servers send content as a list of parts.
  [meaning.content]: { text: meaning.output },
  [meaning.usage]: { prompt_tokens: meaning.promptTokens, completion_tokens: meaning.completionTokens },
};

interface Key {
  readonly name: string;
  readonly bytes: Buffer;
  readonly meaning: number;
}

const keysOf: readonly (readonly Key[])[] = Array.from({ length: Object.keys(meaning).length }, (_, place) =>
  Object.entries(places[place] ?? {}).map(([name, next]) => ({ name, bytes: Buffer.from(name), meaning: next })),
);

const errorName = Buffer.from('error');
const deepestNesting = 32;
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
  /** The server's `usage.prompt_tokens`; -1 when not there. */
  promptTokens = -1;
  /** The server's `usage.completion_tokens`; -1 when not there. */
  completionTokens = -1;
  /** Whether a choice says why it ended. */
  finished = false;
  /** Whether it reports an error. */
  hasError = false;

  private bytes: Buffer = Buffer.alloc(0);
  private end = 0;
  private severalLines = false;
  /** Index in `literals` of the reasoning of the current message; -1 for none. */
  private lastReasoning = -1;
  /** Whether the string that `closingQuote` passed last holds a backslash. */
  private hadEscape = false;

  /**
   * Reads the object that begins at `from`.
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
    this.lastReasoning = -1;
    return this.value(from, meaning.answer, 0);
  }

  private value(from: number, place: number, depth: number): number {
    const at = this.space(from);
    if (at >= this.end) return incomplete;
    switch (this.bytes[at]) {
      case quote: {
        const close = this.closingQuote(at + 1);
        if (close < 0) return close;
        if (place >= meaning.content) this.foundString(place, at + 1, close);
        return close + 1;
      }
      case openBrace:
      case openBracket:
        if (place === meaning.error) this.hasError = true;
        else if (place === meaning.message) this.lastReasoning = -1;
        if (depth > deepestNesting) return malformed;
        if (keysOf[place]!.length === 0) return this.skipNested(at);
        return this.bytes[at] === openBrace ? this.object(at + 1, place, depth) : this.array(at + 1, place, depth);
      default:
        return this.scalar(at, place);
    }
  }

  private object(from: number, place: number, depth: number): number {
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
      const next = this.meaningOf(place, at + 1, close);
      at = this.space(close + 1);
      if (at >= this.end) return incomplete;
      if (bytes[at] !== colon) return malformed;
      at = this.value(at + 1, next, depth + 1);
      if (at < 0) return at;
    }
  }

  private array(from: number, place: number, depth: number): number {
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

  private meaningOf(place: number, from: number, to: number): number {
    const bytes = this.bytes;
    const length = to - from;
    nextKey: for (const key of keysOf[place]!) {
      if (key.bytes.length !== length) continue;
      for (let i = 0; i < length; i++) if (key.bytes[i] !== bytes[from + i]) continue nextKey;
      return key.meaning;
    }
    return this.hadEscape ? this.meaningOfEscaped(place, from, to) : meaning.other;
  }

  /** Keys with escapes are legal, and no known server writes them. */
  private meaningOfEscaped(place: number, from: number, to: number): number {
    try {
      const name: unknown = JSON.parse(`"${this.bytes.toString('utf8', from, to)}"`);
      return keysOf[place]!.find((key) => key.name === name)?.meaning ?? meaning.other;
    } catch {
      return meaning.other;
    }
  }

  private foundString(place: number, from: number, to: number): void {
    if (place <= meaning.reasoning) {
      if (from === to) return;
      if (place === meaning.reasoning) {
        // Servers in transition send the same reasoning under both names.
        const first = this.lastReasoning;
        this.lastReasoning = this.literals.length;
        if (first >= 0 && this.equalsLiteral(first, from, to)) return;
      }
      this.literals.push(from, to);
    } else if (place === meaning.finishReason) this.finished = true;
    else if (place === meaning.error) this.hasError ||= to > from;
    else if (place === meaning.objectName && to - from === errorName.length)
      this.hasError ||= errorName.compare(this.bytes, from, to) === 0;
  }

  private equalsLiteral(first: number, from: number, to: number): boolean {
    const begin = this.literals[first]!;
    const end = this.literals[first + 1]!;
    return end - begin === to - from && this.bytes.compare(this.bytes, begin, end, from, to) === 0;
  }

  /** Numbers, true, false, null. */
  private scalar(from: number, place: number): number {
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
    if (place === meaning.promptTokens && isDigits) this.promptTokens = number;
    else if (place === meaning.completionTokens && isDigits) this.completionTokens = number;
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
