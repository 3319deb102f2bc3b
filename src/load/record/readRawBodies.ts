import type { RawBodies } from '../../core/measure/trace.js';
import type { RawAnswer } from '../../core/report/rawAnswer.js';
import { Arena } from './arena.js';
import { Overflow } from './overflow.js';
import type { SpillFile } from './spillFile.js';

const bytesPerRead = Float64Array.BYTES_PER_ELEMENT + Uint32Array.BYTES_PER_ELEMENT;

/** Makes the reader of what `RawLog` kept: the response to a request, undefined where none of it came. */
export function rawBodyReader(bodies: RawBodies, file: SpillFile): (request: number) => RawAnswer | undefined {
  const arena = new Arena((length) => new Uint8Array(length), new Overflow(0, file), bodies);
  return (request) => {
    const from = bodies.at[request]!;
    if (Number.isNaN(from)) return undefined;
    const length = bodies.length[request]!;
    const reads = bodies.reads[request]!;
    const record = new Uint8Array(length + reads * bytesPerRead);
    arena.copyTo(record, 0, { from, count: record.length });
    const shiftMs = bodies.shiftMs[request]!;
    const endsFrom = length + reads * Float64Array.BYTES_PER_ELEMENT;
    return {
      bytes: record.subarray(0, length),
      received: bodies.received[request]!,
      isStream: bodies.isStream[request] === 1,
      readMs: new Float64Array(record.slice(length, endsFrom).buffer).map((timeMs) => timeMs + shiftMs),
      readEnds: new Uint32Array(record.slice(endsFrom).buffer),
    };
  };
}
