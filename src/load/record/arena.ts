type Numbers = Float64Array | Uint32Array | Uint8Array;

const chunkBits = 17;
const chunkLength = 1 << chunkBits;
const chunkMask = chunkLength - 1;

/** A growing row of numbers in pieces of equal length: growing copies nothing, so it never holds up the reading of sockets. */
export class Arena<T extends Numbers> {
  length = 0;
  private readonly chunks: T[] = [];

  constructor(private readonly make: (length: number) => T) {}

  /** Appends the first `count` numbers of `source`. */
  append(source: T, count: number): void {
    let done = 0;
    while (done < count) {
      const within = this.length & chunkMask;
      if (within === 0 && this.length >> chunkBits === this.chunks.length) this.chunks.push(this.make(chunkLength));
      const chunk = this.chunks[this.length >> chunkBits]!;
      const piece = Math.min(count - done, chunkLength - within);
      if (piece < 16) for (let i = 0; i < piece; i++) chunk[within + i] = source[done + i]!;
      else chunk.set(source.subarray(done, done + piece), within);
      this.length += piece;
      done += piece;
    }
  }

  at(index: number): number {
    return this.chunks[index >> chunkBits]![index & chunkMask]!;
  }

  /** Copies `[from, from + count)` into `target`. */
  copyTo(target: T, at: number, { from, count }: { from: number; count: number }): void {
    let done = 0;
    while (done < count) {
      const within = (from + done) & chunkMask;
      const chunk = this.chunks[(from + done) >> chunkBits]!;
      const piece = Math.min(count - done, chunkLength - within);
      target.set(chunk.subarray(within, within + piece), at + done);
      done += piece;
    }
  }
}
