const chunkBytes = 512 * 1024;

const quote = 0x22;
const backslash = 0x5c;
const zero = 0x30;

/** All that a number holds exactly. */
const powersOfTen = Array.from({ length: 17 }, (_, exponent) => 10 ** exponent);

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
