import type { RawBodies, Trace } from '../core/measure/trace.js';
import type { LoadJob, LoadProgress } from './loadJob.js';

/** What a load worker is given at its start. */
export interface WorkerStart {
  readonly job: LoadJob;
  readonly member: number;
  readonly members: number;
  /** Numbers taken and requests over, counted by all members. */
  readonly counters: SharedArrayBuffer;
}

/** What a load worker tells its parent. Instants are of the clock that all threads share. */
export type WorkerMessage =
  | { readonly kind: 'progress'; readonly progress: LoadProgress }
  | { readonly kind: 'ready' }
  | { readonly kind: 'stop'; readonly endMs: number }
  | { readonly kind: 'trace'; readonly trace: Trace; readonly clockShiftMs: number };

/** What the parent tells a load worker. */
export type ParentMessage =
  | { readonly kind: 'begin'; readonly startMs: number }
  | { readonly kind: 'stop'; readonly endMs: number };

/** Memory of a trace's columns, to be handed over instead of copied. */
export function transferables(trace: Trace): ArrayBuffer[] {
  const columns = [
    trace.entry,
    trace.scheduledMs,
    trace.sentMs,
    trace.firstByteMs,
    trace.endMs,
    trace.outcome,
    trace.eventStart,
    trace.eventMs,
    trace.promptTokens,
    trace.completionTokens,
    ...(trace.literals === undefined ? [] : [trace.literals.bytes, trace.literals.start]),
    ...(trace.raw === undefined ? [] : rawColumns(trace.raw)),
  ];
  return columns.map((column) => column.buffer as ArrayBuffer);
}

function rawColumns({ at, length, received, reads, isStream, shiftMs, pieces }: RawBodies) {
  return [at, length, received, reads, isStream, shiftMs, ...pieces.filter((piece) => piece !== undefined)];
}
