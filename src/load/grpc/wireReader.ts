import { MalformedMessageError } from './messageReader.js';

/** Wire types of protobuf. */
const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/**
 * Walks the fields of a protobuf message in place: nothing is copied and nothing is made, so it can run while messages
 * come in. Other libraries build an object of each message.
 */
export class WireReader {
  /** Field that was read last. */
  field = 0;
  wireType = 0;
  /** Its number, when it is a varint; of 64 bits only the lower 32. */
  value = 0;
  /** Where its bytes begin and end, when it has a length. */
  from = 0;
  to = 0;
  private bytes: Buffer = Buffer.alloc(0);
  private at = 0;
  private end = 0;

  /** Begins with the message between `from` and `to`. */
  start(bytes: Buffer, from: number, to: number): this {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
    return this;
  }

  /**
   * Reads the next field; false at the end.
   * @throws {MalformedMessageError}
   */
  next(): boolean {
    if (this.at >= this.end) return false;
    const key = this.varint();
    this.field = key >>> 3;
    this.wireType = key & 7;
    if (this.wireType === wireTypes.varint) this.value = this.varint();
    else if (this.wireType === wireTypes.bytes) {
      const length = this.varint();
      this.from = this.at;
      this.to = this.at + length;
      this.at = this.to;
    } else if (this.wireType === wireTypes.fixed64) this.at += 8;
    else if (this.wireType === wireTypes.fixed32) this.at += 4;
    else throw new MalformedMessageError(`A message has a field of the unknown wire type ${this.wireType}.`);
    if (this.at > this.end) throw new MalformedMessageError('A message ends inside a field.');
    return true;
  }

  /** Whether the field is this one, and has a length. */
  isBytes(field: number): boolean {
    return this.field === field && this.wireType === wireTypes.bytes;
  }

  private varint(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.at >= this.end) throw new MalformedMessageError('A message ends inside a field.');
      const byte = this.bytes[this.at++]!;
      if (shift < 32) value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
    throw new MalformedMessageError('A message has a number of more than ten bytes.');
  }
}
