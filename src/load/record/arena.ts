import type { Overflow } from './overflow.js';

type Numbers = Float64Array | Uint32Array | Uint8Array;

const chunkLength = 1 << 17;
/** Bytes in each of `ArenaParts.pieces` of an arena of bytes. */
export const pieceBytes = chunkLength;
/** Below this, a loop is faster than a call into native code. */
const shortPiece = 16;
/** Pieces read back from the file that are kept for the next reads. */
const mostRecalled = 8;

/** What an arena holds, to be put together again in another thread: pieces in memory, and where the others are in the file. */
export interface ArenaParts<T> {
  /** Undefined for pieces that are in the file only. */
  readonly pieces: readonly (T | undefined)[];
  readonly places: readonly number[];
}

/**
 * A growing row of numbers in pieces of equal length: growing copies nothing, so it never holds up the reading of sockets.
 * When memory is full, its oldest pieces go to the overflow file.
 */
export class Arena<T extends Numbers> {
  length = 0;
  /** Undefined for pieces that are in the file only. */
  private readonly chunks: (T | undefined)[];
  /** Where a piece begins in the file; set before its memory is given up. */
  private readonly places: number[];
  private readonly recalled = new Map<number, T>();
  /** Pieces from here on have not been spilled. */
  private nextToSpill = 0;

  constructor(
    private readonly make: (length: number) => T,
    private readonly overflow: Overflow,
    /** Of an arena that is only to be read. */
    { pieces, places }: ArenaParts<T> = { pieces: [], places: [] },
  ) {
    this.chunks = [...pieces];
    this.places = [...places];
  }

  /** What it holds. */
  parts(): ArenaParts<T> {
    return { pieces: this.chunks, places: this.places };
  }

  /** Appends the first `count` numbers of `source`. */
  append(source: T, count: number): void {
    let done = 0;
    while (done < count) {
      const within = this.length % chunkLength;
      const chunk = within === 0 ? this.addChunk() : this.chunks.at(-1)!;
      const piece = Math.min(count - done, chunkLength - within);
      if (piece < shortPiece) for (let i = 0; i < piece; i++) chunk[within + i] = source[done + i]!;
      else chunk.set(source.subarray(done, done + piece), within);
      this.length += piece;
      done += piece;
    }
  }

  /** One number; NaN when it is in the file. */
  at(index: number): number {
    return this.chunks[Math.floor(index / chunkLength)]?.[index % chunkLength] ?? Number.NaN;
  }

  /** Copies `[from, from + count)` into `target`. */
  copyTo(target: T, at: number, { from, count }: { from: number; count: number }): void {
    let done = 0;
    while (done < count) {
      const within = (from + done) % chunkLength;
      const chunk = this.chunk(Math.floor((from + done) / chunkLength));
      const piece = Math.min(count - done, chunkLength - within);
      if (piece < shortPiece) for (let i = 0; i < piece; i++) target[at + done + i] = chunk[within + i]!;
      else target.set(chunk.subarray(within, within + piece), at + done);
      done += piece;
    }
  }

  /** Gives up what it holds. */
  release(): void {
    this.chunks.length = 0;
    this.recalled.clear();
    this.length = 0;
  }

  private addChunk(): T {
    const chunk = this.make(chunkLength);
    if (this.overflow.isFullWith(chunk.byteLength) && this.nextToSpill < this.chunks.length) this.spillOldest();
    this.chunks.push(chunk);
    return chunk;
  }

  private spillOldest(): void {
    const index = this.nextToSpill;
    const place = this.overflow.write(bytesOf(this.chunks[index]!), () => {
      this.chunks[index] = undefined;
    });
    if (place === undefined) return;
    this.places[index] = place;
    this.nextToSpill++;
  }

  private chunk(index: number): T {
    const kept = this.chunks[index] ?? this.recalled.get(index);
    if (kept !== undefined) return kept;
    const chunk = this.make(chunkLength);
    this.overflow.read(bytesOf(chunk), this.places[index]!);
    if (this.recalled.size === mostRecalled) this.recalled.delete(this.recalled.keys().next().value!);
    this.recalled.set(index, chunk);
    return chunk;
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Numbers) => new Uint8Array(buffer, byteOffset, byteLength);
