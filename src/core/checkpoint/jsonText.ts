/** Keys and indices from the root of a JSON text to a value. */
export type JsonPath = readonly (string | number)[];

/** A place in a text where it stops being JSON. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  /**
   * @param offset in UTF-16 units
   * @param message what was expected there
   */
  constructor(
    readonly offset: number,
    message: string,
  ) {
    super(message);
  }
}

const deepest = 500;
const tokens = {
  space: /[ \t\r\n]*/y,
  // Python's json module writes NaN and Infinity.
  literal: /(?:true|false|null|NaN|-?Infinity)(?![A-Za-z0-9_])/y,
  number: /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them inside strings
  openString: /"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*/y,
};

/** Walks a JSON text without building its values: JSON.parse says neither always where a text is broken nor where a value stands. */
class JsonWalker {
  #at = 0;
  #depth = 0;
  /** Start of the deepest value on the way to what is wanted. */
  nearest = 0;

  constructor(private readonly text: string) {}

  /** @throws {JsonSyntaxError} */
  walk(wanted: JsonPath | undefined): void {
    this.#value(wanted);
    this.#skip(tokens.space);
    if (this.#at < this.text.length) this.#fail('nothing after the end of the JSON value');
  }

  /** @param wanted path from this value, undefined when what is wanted is not inside it */
  #value(wanted: JsonPath | undefined): void {
    this.#skip(tokens.space);
    if (wanted !== undefined) this.nearest = this.#at;
    const first = this.text[this.#at];
    if (++this.#depth > deepest) this.#fail('less nesting');
    if (first === '{') this.#members('}', wanted);
    else if (first === '[') this.#members(']', wanted);
    else if (first === '"') this.#string();
    else if (!this.#skip(tokens.literal) && !this.#skip(tokens.number)) this.#fail('a value');
    this.#depth--;
  }

  #members(end: '}' | ']', wanted: JsonPath | undefined): void {
    this.#at++;
    this.#skip(tokens.space);
    for (let index = 0; this.text[this.#at] !== end || index > 0; index++) {
      const key = end === '}' ? this.#key() : index;
      this.#value(wanted !== undefined && wanted[0] === key ? wanted.slice(1) : undefined);
      this.#skip(tokens.space);
      if (this.text[this.#at] === end) break;
      this.#expect(',', `',' or '${end}'`);
    }
    this.#expect(end, `'${end}'`);
  }

  #key(): string {
    this.#skip(tokens.space);
    if (this.text[this.#at] !== '"') this.#fail('a key in double quotes');
    const key: string = JSON.parse(this.#string());
    this.#skip(tokens.space);
    this.#expect(':', "':'");
    return key;
  }

  #string(): string {
    const start = this.#at;
    this.#skip(tokens.openString);
    this.#expect('"', this.text[this.#at] === '\\' ? 'an escape that JSON knows' : 'a closing quote');
    return this.text.slice(start, this.#at);
  }

  #expect(character: string, what: string): void {
    if (this.text[this.#at] !== character) this.#fail(what);
    this.#at++;
  }

  #skip(token: RegExp): boolean {
    token.lastIndex = this.#at;
    if (!token.test(this.text)) return false;
    this.#at = token.lastIndex;
    return true;
  }

  #fail(expected: string): never {
    const found = this.text[this.#at];
    if (found === undefined) throw new JsonSyntaxError(this.#at, `the text ends here, expected ${expected}`);
    throw new JsonSyntaxError(this.#at, `expected ${expected}, found ${JSON.stringify(found)}`);
  }
}

/** Why and where a text is not JSON; undefined when it is. */
export function findSyntaxError(text: string): JsonSyntaxError | undefined {
  try {
    new JsonWalker(text).walk(undefined);
    return undefined;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error;
    throw error;
  }
}

/** Where the value at the path starts, or the nearest one around it that exists. */
export function offsetOfPath(text: string, path: JsonPath): number {
  const walker = new JsonWalker(text);
  try {
    walker.walk(path);
  } catch (error) {
    // JSON.parse goes deeper than the walker; what comes before is as good.
    if (!(error instanceof JsonSyntaxError)) throw error;
  }
  return walker.nearest;
}
