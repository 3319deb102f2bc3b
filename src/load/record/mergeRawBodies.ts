import type { RawBodies, Trace } from '../../core/measure/trace.js';
import { pieceBytes } from './arena.js';

const columns = ['length', 'received', 'reads', 'isStream', 'shiftMs'] as const;

/** The bodies of several threads' requests in the given order; undefined where a thread kept none. */
export function mergeRawBodies(
  traces: readonly Trace[],
  order: readonly { readonly trace: Trace; readonly request: number }[],
): RawBodies | undefined {
  const all = traces.flatMap(({ raw }) => raw ?? []);
  if (all.length < traces.length) return undefined;
  const pieces: (Uint8Array | undefined)[] = [];
  const places: number[] = [];
  const firstPiece = new Map<RawBodies, number>();
  for (const bodies of all) {
    firstPiece.set(bodies, pieces.length);
    bodies.pieces.forEach((piece, place) => {
      places[pieces.length] = bodies.places[place] ?? Number.NaN;
      pieces.push(piece);
    });
  }
  const requests = order.length;
  const merged = {
    at: new Float64Array(requests),
    length: new Uint32Array(requests),
    received: new Float64Array(requests),
    reads: new Uint32Array(requests),
    isStream: new Uint8Array(requests),
    shiftMs: new Float64Array(requests),
  };
  for (const [place, { trace, request }] of order.entries()) {
    const bodies = trace.raw!;
    for (const name of columns) merged[name][place] = bodies[name][request]!;
    merged.at[place] = bodies.at[request]! + firstPiece.get(bodies)! * pieceBytes;
  }
  return { ...merged, pieces, places };
}
