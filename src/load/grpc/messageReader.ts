const prefixBytes = 5;
/** As much as the JSON of a chat answer may have; nothing a model says is near it. */
const longestMessage = 256 * 2 ** 20;

/** Bytes of a gRPC stream that are no messages; the text says why. */
export class MalformedMessageError extends Error {
  override readonly name = 'MalformedMessageError';
}

/** A message with the prefix that it has in a gRPC stream: not compressed, its length. */
export function framed(message: Uint8Array): Buffer {
  const frame = Buffer.alloc(prefixBytes + message.byteLength);
  frame.writeUInt32BE(message.byteLength, 1);
  frame.set(message, prefixBytes);
  return frame;
}

/** Takes the bytes of a gRPC stream apart into messages, however they are cut into reads. */
export class MessageReader {
  /** Begin of a message that is not complete; valid up to `partLength`. */
  private part = Buffer.alloc(0);
  private partLength = 0;

  /** @param onMessage told of each message: it lies in `bytes` between `from` and `to`, until it returns. */
  constructor(private readonly onMessage: (bytes: Buffer, from: number, to: number) => void) {}

  /** @throws {MalformedMessageError} */
  push(bytes: Buffer): void {
    if (this.partLength === 0) {
      const at = this.readWhole(bytes, bytes.length);
      if (at < bytes.length) this.keep(bytes, at);
      return;
    }
    this.keep(bytes, 0);
    const length = this.partLength;
    const at = this.readWhole(this.part, length);
    this.part.copyWithin(0, at, length);
    this.partLength = length - at;
  }

  reset(): void {
    this.partLength = 0;
  }

  /** Reads all messages that are complete; returns where the next one begins. */
  private readWhole(bytes: Buffer, end: number): number {
    let at = 0;
    while (end - at >= prefixBytes) {
      if (bytes[at] !== 0) throw new MalformedMessageError('A message is compressed, which was not asked for.');
      const length = bytes.readUInt32BE(at + 1);
      if (length > longestMessage)
        throw new MalformedMessageError(`A message is longer than ${longestMessage} bytes: ${length}.`);
      const to = at + prefixBytes + length;
      if (to > end) break;
      this.onMessage(bytes, at + prefixBytes, to);
      at = to;
    }
    return at;
  }

  private keep(bytes: Buffer, from: number): void {
    const length = this.partLength + bytes.length - from;
    if (length > this.part.length) {
      const larger = Buffer.alloc(Math.max(length, 2 * this.part.length));
      this.part.copy(larger, 0, 0, this.partLength);
      this.part = larger;
    }
    bytes.copy(this.part, this.partLength, from);
    this.partLength = length;
  }
}
