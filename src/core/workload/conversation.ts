import { utf8ToBytes } from '@noble/hashes/utils.js';

/** Where a request's own message stands in its body. */
export interface MessagePlace {
  /** First byte of the message; what was said before goes there. */
  readonly at: number;
  /** In bytes. */
  readonly length: number;
}

const listStart = utf8ToBytes('"messages":[');
const answerStart = utf8ToBytes('{"role":"assistant","content":"');
const answerEnd = utf8ToBytes('"}');
const comma = utf8ToBytes(',');

/**
 * Finds the messages of a body that was written by `JSON.stringify`.
 * @throws {RangeError} for a body without messages
 */
export function messagePlace(body: Readonly<Record<string, unknown>>, bytes: Uint8Array): MessagePlace {
  // A quote inside a string is escaped, so the name with its quotes is a name.
  const at = indexOf(bytes, listStart);
  const { messages } = body;
  if (at < 0 || !Array.isArray(messages)) throw new RangeError('the body holds no messages');
  return { at: at + listStart.length, length: utf8ToBytes(JSON.stringify(messages)).length - 2 };
}

/** What is said in a body, as one or more elements of a list of messages. */
export function ownMessage(body: Uint8Array, { at, length }: MessagePlace): Uint8Array {
  return body.subarray(at, at + length);
}

/** An answer as a message. @param literals its text as the inside of JSON strings, in pieces */
export function answerMessage(literals: readonly Uint8Array[]): Uint8Array {
  return joined([answerStart, ...literals, answerEnd]);
}

/** The body with earlier messages before its own. */
export function withEarlier(body: Uint8Array, { at }: MessagePlace, earlier: readonly Uint8Array[]): Uint8Array {
  const before = earlier.flatMap((message) => [message, comma]);
  return joined([body.subarray(0, at), ...before, body.subarray(at)]);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  for (let at = bytes.indexOf(wanted[0]!); at >= 0; at = bytes.indexOf(wanted[0]!, at + 1))
    if (wanted.every((byte, offset) => bytes[at + offset] === byte)) return at;
  return -1;
}
