/** What came of the response to one request. */
export interface RawAnswer {
  /** The body, as far as it was kept. */
  readonly bytes: Uint8Array;
  /** Bytes that came: more than `bytes` has of a body that was too long to be kept whole. */
  readonly received: number;
  readonly isStream: boolean;
  /** Time of each read, on the trace's clock. */
  readonly readMs: Float64Array;
  /** Where its bytes end. */
  readonly readEnds: Uint32Array;
}

/** A part of a body, with the time of the read that completed it. */
export interface RawPart {
  readonly from: number;
  readonly to: number;
  readonly timeMs: number;
}

const lineFeed = 10;
const carriageReturn = 13;

/**
 * The events of a stream, or all of another body as one part: in their order they hold every byte that came. A blank line
 * ends an event, as the standard says; further ones, and what follows its carriage return, belong to the event before.
 * @param endMs time of a part that nothing but the end of the response completes
 */
export function rawParts({ bytes, isStream, readMs, readEnds }: RawAnswer, endMs: number): RawPart[] {
  if (bytes.length === 0) return [];
  if (!isStream) return [{ from: 0, to: bytes.length, timeMs: endMs }];
  const parts: RawPart[] = [];
  let from = 0;
  /** Where the byte stands that completes the latest event. */
  let completedAt = -1;
  let isEvent = false;
  let lineIsEmpty = true;
  let afterReturn = false;
  let read = 0;
  const next = { lineFeed: -1, carriageReturn: -1 };
  const add = (to: number) => {
    while (readEnds[read]! <= completedAt) read++;
    parts.push({ from, to, timeMs: readMs[read]! });
    from = to;
  };
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    const isSecondHalf = byte === lineFeed && afterReturn;
    afterReturn = byte === carriageReturn;
    if (isSecondHalf) continue;
    if (byte !== lineFeed && byte !== carriageReturn) {
      // The first byte of the next event.
      if (completedAt >= from) add(at);
      lineIsEmpty = false;
      isEvent = true;
      // Nothing matters before the end of the line.
      if (next.lineFeed < at) next.lineFeed = placeOf(bytes, lineFeed, at);
      if (next.carriageReturn < at) next.carriageReturn = placeOf(bytes, carriageReturn, at);
      at = Math.min(next.lineFeed, next.carriageReturn) - 1;
    } else if (lineIsEmpty && isEvent) {
      completedAt = at;
      isEvent = false;
    } else lineIsEmpty = true;
  }
  if (completedAt >= from) add(bytes.length);
  else if (from < bytes.length) parts.push({ from, to: bytes.length, timeMs: endMs });
  return parts;
}

/** Where the byte stands next; the end where it does not. */
function placeOf(bytes: Uint8Array, byte: number, from: number): number {
  const at = bytes.indexOf(byte, from);
  return at < 0 ? bytes.length : at;
}

/** What is kept of the begin and of the end of a failed response. */
const keptOfEnds = 32 * 1024;

/** The parts of a failed response, without its middle when it is long. */
export function boundedParts(answer: RawAnswer): RawPart[] {
  const { readMs, bytes } = answer;
  const parts = rawParts(answer, readMs.at(-1) ?? Number.NaN);
  if (bytes.length <= 2 * keptOfEnds) return parts;
  const cutTo = bytes.length - keptOfEnds;
  return parts.flatMap(({ from, to, timeMs }) =>
    [
      { from, to: Math.min(to, keptOfEnds), timeMs },
      { from: Math.max(from, cutTo), to, timeMs },
    ].filter((part) => part.from < part.to),
  );
}
