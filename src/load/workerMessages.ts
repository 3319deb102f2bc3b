import type { Trace } from '../core/measure/trace.js';
import type { LoadProgress } from './loadJob.js';

/** What the load worker tells its parent. */
export type WorkerMessage =
  | { readonly kind: 'progress'; readonly progress: LoadProgress }
  | { readonly kind: 'trace'; readonly trace: Trace };

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
  ];
  return columns.map((column) => column.buffer as ArrayBuffer);
}
