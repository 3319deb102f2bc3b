import { readSync, write } from 'node:fs';
import { closeTemporary, openTemporary, type SpillFile, type TemporaryFile, takePlace } from './spillFile.js';

const defaultLimitBytes = 128 * 1024 * 1024;

/** Where numbers go that a window has too many of: a temporary file, in pieces, of which only their places are kept. */
export class Overflow {
  /** Bytes that were written to the file. */
  spilledBytes = 0;
  private bytesInMemory = 0;
  private file: number | undefined;
  private own: TemporaryFile | undefined;
  private isBroken = false;
  private pendingWrites = 0;
  private isClosing = false;
  private onSettled = () => {};

  constructor(
    private readonly limitBytes = defaultLimitBytes,
    /** To be written to in place of a file of its own; who made it closes it. */
    private readonly shared?: SpillFile,
  ) {
    this.file = shared?.file;
    this.isBroken = shared !== undefined && shared.file === undefined;
  }

  /** Counts memory that was taken; true when some of it has to go. */
  isFullWith(bytes: number): boolean {
    this.bytesInMemory += bytes;
    return this.bytesInMemory > this.limitBytes && !this.isBroken;
  }

  /**
   * Writes a piece to the file without holding up the thread.
   * @param onWritten when the memory may be given up; never called when the file cannot be written.
   * @returns where the piece begins in the file; undefined when there is no file.
   */
  write(piece: Uint8Array, onWritten: () => void): number | undefined {
    try {
      this.file ??= this.open();
    } catch {
      // Without a file, memory has to do.
      this.isBroken = true;
      return undefined;
    }
    const place = this.shared === undefined ? this.spilledBytes : takePlace(this.shared, piece.byteLength);
    this.spilledBytes += piece.byteLength;
    this.pendingWrites++;
    write(this.file, piece, 0, piece.byteLength, place, (error, written) => {
      this.pendingWrites--;
      if (this.isClosing) this.close();
      if (error === null && written === piece.byteLength) {
        this.bytesInMemory -= piece.byteLength;
        onWritten();
      } else this.isBroken = true;
      if (this.pendingWrites === 0) this.onSettled();
    });
    return place;
  }

  /** Reads a piece back. */
  read(piece: Uint8Array, place: number): void {
    for (let done = 0; done < piece.byteLength; ) {
      const read = readSync(this.file!, piece, done, piece.byteLength - done, place + done);
      if (read === 0) throw new Error('The temporary file of answers ended early.');
      done += read;
    }
  }

  /** Resolves when nothing is being written to the file. */
  settled(): Promise<void> {
    if (this.pendingWrites === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.onSettled = resolve;
    });
  }

  /** Gives its own file up, as soon as nothing is being written to it. */
  close(): void {
    this.isClosing = true;
    if (this.own === undefined || this.pendingWrites > 0) return;
    closeTemporary(this.own);
    this.own = undefined;
    this.file = undefined;
  }

  private open(): number {
    this.own = openTemporary();
    return this.own.file;
  }
}
