import { closeSync, openSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Pieces begin at multiples of this. */
const unitBytes = 128 * 1024;

/** A temporary file. */
export interface TemporaryFile {
  /** Its descriptor. */
  readonly file: number;
  readonly path: string;
}

/**
 * Opens a new file that only this user can read: it holds what the server said.
 * @throws where none can be made
 */
export function openTemporary(): TemporaryFile {
  const path = join(tmpdir(), `genai-sweep-${process.pid}-${Date.now().toString(36)}-${process.hrtime()[1]}.tmp`);
  const file = openSync(path, 'wx+', 0o600);
  // Where an open file can be removed, nothing is left behind even by a crash.
  remove(path);
  return { file, path };
}

/** Closes the file, after which it is gone. */
export function closeTemporary({ file, path }: TemporaryFile): void {
  closeSync(file);
  remove(path);
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {}
}

/** A temporary file that several threads of this process write to and that outlives them. Plain data, to be handed to them. */
export interface SpillFile {
  /** Its descriptor; undefined where no file can be made, and memory has to do. */
  readonly file: number | undefined;
  /** Units of it that are taken, as one Int32. */
  readonly taken: SharedArrayBuffer;
}

/** Takes a place in the file that no other thread gets; returns where it begins. */
export function takePlace({ taken }: SpillFile, bytes: number): number {
  return Atomics.add(new Int32Array(taken), 0, Math.ceil(bytes / unitBytes)) * unitBytes;
}

/** The file as the thread that opened it sees it. */
export class OwnSpillFile {
  /** For the threads that write. */
  readonly shared: SpillFile;
  private readonly temporary: TemporaryFile | undefined;

  constructor() {
    this.temporary = openOrNone();
    this.shared = { file: this.temporary?.file, taken: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT) };
  }

  /** Nobody may be writing to it any more. */
  close(): void {
    if (this.temporary !== undefined) closeTemporary(this.temporary);
  }
}

function openOrNone(): TemporaryFile | undefined {
  try {
    return openTemporary();
  } catch {
    return undefined;
  }
}
