const chunkBytes = 512 * 1024;

const quote = 0x22;
const backslash = 0x5c;
const zero = 0x30;

/** All that a number holds exactly. */
const powersOfTen = Array.from({ length: 17 }, (_, exponent) => 10 ** exponent);

/** `\u0000` */
const longestEscape = 6;

/** ASCII in a JSON string. */
const escapes = Array.from({ length: 0x80 }, (_, code) =>
  asciiBytes(JSON.stringify(String.fromCharCode(code)).slice(1, -1)),
);
/** 1 for ASCII that stands for itself there. */
const isPlain = Uint8Array.from({ length: 0x100 }, (_, code) => (escapes[code]?.length === 1 ? 1 : 0));

/** U+FFFD. */
const replacement = [0xef, 0xbf, 0xbd];

/** Bytes of the character of several bytes that begins there; 0 where there is none. */
function utf8Length(bytes: Uint8Array, at: number, to: number): number {
  const first = bytes[at]!;
  const second = at + 1 < to ? bytes[at + 1]! : 0;
  const isFurther = (place: number) => place < to && (bytes[place]! & 0xc0) === 0x80;
  if ((second & 0xc0) !== 0x80) return 0;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (!isFurther(at + 2)) return 0;
  // Neither a longer form of a shorter one, nor half a pair, nor beyond the last character.
  if (first === 0xe0) return second >= 0xa0 ? 3 : 0;
  if (first === 0xed) return second < 0xa0 ? 3 : 0;
  if (first > 0xe0 && first <= 0xef) return 3;
  if (!isFurther(at + 3)) return 0;
  if (first === 0xf0) return second >= 0x90 ? 4 : 0;
  if (first === 0xf4) return second < 0x90 ? 4 : 0;
  return first > 0xf0 && first < 0xf4 ? 4 : 0;
}

/** The characters of an ASCII text. */
export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Gathers bytes for chunks of about half a megabyte: millions of small pieces go through it. */
export class ByteWriter {
  #buffer = new Uint8Array(chunkBytes);
  #length = 0;

  /** Whether it is time to `take`. */
  get isFull(): boolean {
    return this.#length >= chunkBytes - 4096;
  }

  /** What was written since the last time; the writer goes on with a fresh buffer. */
  take(): Uint8Array {
    const chunk = this.#buffer.subarray(0, this.#length);
    this.#buffer = new Uint8Array(chunkBytes);
    this.#length = 0;
    return chunk;
  }

  /** ASCII only. */
  text(text: string): void {
    this.#reserve(text.length);
    for (let index = 0; index < text.length; index++) this.#buffer[this.#length++] = text.charCodeAt(index);
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A part of UTF-8 JSON text (no control characters), as the inside of a JSON string. */
  escaped(json: Uint8Array, from = 0, to = json.length): void {
    this.#reserve(2 * (to - from));
    const buffer = this.#buffer;
    let length = this.#length;
    for (let index = from; index < to; index++) {
      const byte = json[index]!;
      if (byte === quote || byte === backslash) buffer[length++] = backslash;
      buffer[length++] = byte;
    }
    this.#length = length;
  }

  /** Any bytes as the inside of a JSON string; what is no UTF-8 becomes U+FFFD. */
  stringContent(bytes: Uint8Array, from: number, to: number): void {
    this.#reserve(longestEscape * (to - from));
    const buffer = this.#buffer;
    let length = this.#length;
    for (let index = from; index < to; ) {
      const byte = bytes[index]!;
      if (isPlain[byte] === 1) {
        buffer[length++] = byte;
        index++;
        continue;
      }
      if (byte >= 0x80) {
        const count = utf8Length(bytes, index, to);
        if (count === 0) {
          for (const part of replacement) buffer[length++] = part;
          index++;
        } else for (const end = index + count; index < end; index++) buffer[length++] = bytes[index]!;
        continue;
      }
      index++;
      for (const part of escapes[byte]!) buffer[length++] = part;
    }
    this.#length = length;
  }

  /** A whole number from 0, with zeros before it up to `digits`. */
  integer(value: number, digits = 1): void {
    let places = digits;
    while (value >= powersOfTen[places]!) places += 1;
    this.#reserve(places);
    let rest = value;
    for (let place = this.#length + places - 1; place >= this.#length; place--) {
      const next = Math.floor(rest / 10);
      this.#buffer[place] = zero + (rest - next * 10);
      rest = next;
    }
    this.#length += places;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#buffer.length));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }
}
