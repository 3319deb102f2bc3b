const firstBytes = 4096;
const firstReads = 64;
/** Of a longer body only the begin is kept. */
const longestBody = 64 * 1024 * 1024;
/** A refusal that goes on longer says nothing new. */
const longestRefusal = 64 * 1024;
/** Memory of a longer body is given up with the next response. */
const longestReused = 4 * 1024 * 1024;

/** The body of one response as it came, read by read. Reused for one response after the other, like `ResponseOutput`. */
export class RawBody {
  /** Valid up to `length`. */
  bytes = Buffer.alloc(firstBytes);
  length = 0;
  /** Bytes that came, those included that were too many to be kept. */
  received = 0;
  /** Time of each read that brought bytes of the body; valid up to `reads`. */
  readMs = new Float64Array(firstReads);
  /** Where the bytes of each read end in `bytes`; valid up to `reads`. */
  readEnds = new Uint32Array(firstReads);
  reads = 0;
  /** Whether it is an event stream. */
  isStream = false;
  private limit = longestBody;

  constructor(private readonly longest = longestBody) {}

  clear(): void {
    this.length = 0;
    this.received = 0;
    this.reads = 0;
    if (this.bytes.length > longestReused) this.bytes = Buffer.alloc(firstBytes);
  }

  /** The head has come. */
  begin({ isStream, isRefusal }: { readonly isStream: boolean; readonly isRefusal: boolean }): void {
    this.isStream = isStream;
    this.limit = isRefusal ? Math.min(longestRefusal, this.longest) : this.longest;
  }

  /** Takes the next bytes of the body; those of one read may come in several pieces. */
  add(bytes: Buffer, { from, to, timeMs }: { from: number; to: number; timeMs: number }): void {
    this.received += to - from;
    const length = Math.min(to - from, this.limit - this.length);
    if (length <= 0) return;
    if (this.length + length > this.bytes.length) this.growBytes(length);
    bytes.copy(this.bytes, this.length, from, from + length);
    this.length += length;
    if (this.reads === 0 || this.readMs[this.reads - 1] !== timeMs) {
      if (this.reads === this.readMs.length) this.growReads();
      this.readMs[this.reads++] = timeMs;
    }
    this.readEnds[this.reads - 1] = this.length;
  }

  private growBytes(length: number): void {
    const bytes = Buffer.alloc(Math.max(this.bytes.length * 2, this.length + length));
    this.bytes.copy(bytes, 0, 0, this.length);
    this.bytes = bytes;
  }

  private growReads(): void {
    const readMs = new Float64Array(this.reads * 2);
    readMs.set(this.readMs);
    this.readMs = readMs;
    const readEnds = new Uint32Array(this.reads * 2);
    readEnds.set(this.readEnds);
    this.readEnds = readEnds;
  }
}
