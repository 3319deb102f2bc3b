import type { AnswerFormat } from '../sweep/answerFormat.js';
import { asciiBytes, type ByteWriter } from './byteWriter.js';
import type { RawPart } from './rawAnswer.js';

/** So much of a body is written at a time. */
const sliceBytes = 64 * 1024;

/** Where responses are written, and how. */
export interface ResponseWriting {
  readonly out: ByteWriter;
  readonly nanoseconds: (ms: number) => void;
  /** Whether genai-perf's parser can read a part; absent for parts that it never sees. */
  readonly isReadable?: ((bytes: Uint8Array, part: RawPart) => boolean) | undefined;
}

/**
 * The members `response_timestamps` and `response_outputs` of a request, a place for each part. An event that genai-perf's
 * parser would end on, and that holds no output, stands under `raw`; its `response` is then an empty comment, which the
 * parser skips.
 */
export function* rawResponses(
  bytes: Uint8Array,
  parts: readonly RawPart[],
  { out, nanoseconds, isReadable = () => true }: ResponseWriting,
): Generator<Uint8Array> {
  out.text('"response_timestamps":[');
  for (const [place, { timeMs }] of parts.entries()) {
    if (place > 0) out.text(',');
    nanoseconds(timeMs);
    if (out.isFull) yield out.take();
  }
  out.text('],"response_outputs":[');
  for (const [place, part] of parts.entries()) {
    if (place > 0) out.text(',');
    out.text(isReadable(bytes, part) ? '{"response":"' : '{"response":":\\n\\n","raw":"');
    for (let from = part.from; from < part.to; ) {
      const to = sliceEnd(bytes, from, part.to);
      out.stringContent(bytes, from, to);
      from = to;
      if (out.isFull) yield out.take();
    }
    out.text('"}');
  }
  out.text(']');
}

/** End of the next slice, which cuts no character. */
function sliceEnd(bytes: Uint8Array, from: number, to: number): number {
  if (to - from <= sliceBytes) return to;
  let end = from + sliceBytes;
  // A character has at most three further bytes.
  for (let back = 0; back < 3 && (bytes[end]! & 0xc0) === 0x80; back++) end--;
  return end;
}

interface Sign {
  /** A member that an event with output has. */
  readonly member: Uint8Array;
  /** What its value begins with. */
  readonly value: string;
}

const choices: Sign = { member: asciiBytes('"choices"'), value: '[{' };

/** How genai-perf's parser of a format tells output; formats that it does not know are read by people only. */
const signs: Partial<Readonly<Record<AnswerFormat, Sign>>> = {
  chat: choices,
  completions: choices,
  generate: { member: asciiBytes('"text_output"'), value: '"' },
};

/** Fields of an event that the parser skips by their names, and the end of a stream. */
const skipped = ['data: [DONE]', ':', 'id:', 'retry:'].map(asciiBytes);

/** What genai-perf's parser can read of the events of a stream; undefined where all is as it is. */
export function readableEvents(format: AnswerFormat): ResponseWriting['isReadable'] {
  const sign = signs[format];
  if (sign === undefined) return undefined;
  return (bytes, { from, to }) =>
    hasSign(bytes, { from, to }, sign) || skipped.some((begin) => isAt(bytes, from, begin));
}

function hasSign(bytes: Uint8Array, { from, to }: Pick<RawPart, 'from' | 'to'>, { member, value }: Sign): boolean {
  const last = to - member.length;
  for (let at = from; at <= last; at++) {
    if (bytes[at] !== quote || !isAt(bytes, at, member)) continue;
    let next = at + member.length;
    let found = 0;
    for (const wanted of `:${value}`) {
      while (next < to && bytes[next]! <= space) next++;
      if (bytes[next++] !== wanted.charCodeAt(0)) break;
      found++;
    }
    if (found === value.length + 1) return true;
  }
  return false;
}

const quote = 0x22;
const space = 0x20;

function isAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let place = 0; place < wanted.length; place++) if (bytes[at + place] !== wanted[place]) return false;
  return true;
}
