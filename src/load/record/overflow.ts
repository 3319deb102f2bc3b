import { closeSync, openSync, readSync, unlinkSync, write } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const defaultLimitBytes = 128 * 1024 * 1024;

/** Where numbers go that a window has too many of: a temporary file, in pieces, of which only their places are kept. */
export class Overflow {
  /** Bytes that were written to the file. */
  spilledBytes = 0;
  private bytesInMemory = 0;
  private file: number | undefined;
  private path = '';
  private isBroken = false;
  private pendingWrites = 0;
  private isClosing = false;

  constructor(private readonly limitBytes = defaultLimitBytes) {}

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
    const place = this.spilledBytes;
    this.spilledBytes += piece.byteLength;
    this.pendingWrites++;
    write(this.file, piece, 0, piece.byteLength, place, (error, written) => {
      this.pendingWrites--;
      if (this.isClosing) this.close();
      if (error !== null || written !== piece.byteLength) {
        this.isBroken = true;
        return;
      }
      this.bytesInMemory -= piece.byteLength;
      onWritten();
    });
    return place;
  }

  /** Reads a piece back. */
  read(piece: Uint8Array, place: number): void {
    for (let done = 0; done < piece.byteLength; ) {
      const read = readSync(this.file!, piece, done, piece.byteLength - done, place + done);
      if (read === 0) throw new Error(`The temporary file ${this.path} ended early.`);
      done += read;
    }
  }

  /** Gives the file up, as soon as nothing is being written to it. */
  close(): void {
    this.isClosing = true;
    if (this.file === undefined || this.pendingWrites > 0) return;
    closeSync(this.file);
    this.file = undefined;
    this.remove();
  }

  private open(): number {
    this.path = join(tmpdir(), `genai-sweep-${process.pid}-${Date.now().toString(36)}-${process.hrtime()[1]}.tmp`);
    // It holds what the server said: nobody else may read it.
    const file = openSync(this.path, 'wx+', 0o600);
    // Where an open file can be removed, nothing is left behind even by a crash.
    this.remove();
    return file;
  }

  private remove(): void {
    try {
      unlinkSync(this.path);
    } catch {}
  }
}
