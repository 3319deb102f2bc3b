import { PythonError } from './pythonError.js';
import type { PythonDict, PythonValue } from './pythonValue.js';

/**
 * `json.loads`: what `JSON.parse` loses stays, namely whether a number was spelt as an int or a float, the order of keys
 * that look like numbers, and NaN and Infinity.
 * @throws {PythonError} JSONDecodeError
 */
export function parsePythonJson(text: string): PythonValue {
  const reader = new JsonReader(text);
  const value = reader.value();
  reader.end();
  return value;
}

const numberPattern = /(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const wordPattern = /null|true|false|NaN|-?Infinity/y;
const words = new Map<string, PythonValue>([
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

class JsonReader {
  private position = 0;

  constructor(private readonly text: string) {}

  value(): PythonValue {
    this.skipSpace();
    switch (this.text[this.position]) {
      case '{':
        return this.dict();
      case '[':
        return this.list();
      case '"':
        return this.string();
      default:
        return this.word();
    }
  }

  end(): void {
    this.skipSpace();
    if (this.position < this.text.length) throw this.error('Extra data');
  }

  private dict(): PythonDict {
    const entries = new Map<string, PythonValue>();
    this.position++;
    if (this.isNext('}')) return entries;
    do {
      this.skipSpace();
      if (this.text[this.position] !== '"') throw this.error('Expecting property name enclosed in double quotes');
      const key = this.string();
      if (!this.isNext(':')) throw this.error("Expecting ':' delimiter");
      entries.set(key, this.value());
    } while (this.isNext(','));
    if (!this.isNext('}')) throw this.error("Expecting ',' delimiter");
    return entries;
  }

  private list(): readonly PythonValue[] {
    const values: PythonValue[] = [];
    this.position++;
    if (this.isNext(']')) return values;
    do values.push(this.value());
    while (this.isNext(','));
    if (!this.isNext(']')) throw this.error("Expecting ',' delimiter");
    return values;
  }

  private string(): string {
    const start = this.position;
    let hasEscape = false;
    for (this.position++; this.text[this.position] !== '"'; this.position++) {
      const code = this.text.charCodeAt(this.position);
      if (Number.isNaN(code)) throw this.error('Unterminated string starting at');
      if (code < 0x20) throw this.error('Invalid control character at');
      if (code !== backslash) continue;
      hasEscape = true;
      this.position++;
    }
    this.position++;
    if (!hasEscape) return this.text.slice(start + 1, this.position - 1);
    try {
      return JSON.parse(this.text.slice(start, this.position)) as string;
    } catch {
      throw this.error('Invalid \\escape');
    }
  }

  private word(): PythonValue {
    const word = this.match(wordPattern)?.[0];
    if (word !== undefined) return words.get(word) ?? null;
    const number = this.match(numberPattern);
    if (number === null) throw this.error('Expecting value');
    const [spelling, int, fraction, exponent] = number;
    return fraction === undefined && exponent === undefined ? BigInt(int as string) : Number(spelling);
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text);
    if (found !== null) this.position = pattern.lastIndex;
    return found;
  }

  private isNext(character: string): boolean {
    this.skipSpace();
    const isIt = this.text[this.position] === character;
    if (isIt) this.position++;
    return isIt;
  }

  private skipSpace(): void {
    while (isSpace(this.text.charCodeAt(this.position))) this.position++;
  }

  private error(what: string): PythonError {
    const before = this.text.slice(0, this.position);
    const line = before.split('\n').length;
    const column = this.position - before.lastIndexOf('\n');
    return new PythonError('JSONDecodeError', `${what}: line ${line} column ${column} (char ${this.position})`);
  }
}

const backslash = 0x5c;

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
