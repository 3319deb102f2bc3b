import type { GoodputLimits } from './goodput.js';
import type { OutputTokens } from './outputTokens.js';
import type { Trace } from './trace.js';

/** What is known of a dataset entry that was sent. */
export interface SentEntry {
  readonly model: string;
  /** Tokens of its prompt, without chat template. */
  readonly inputTokens: number;
  readonly requestedOutputTokens?: number | undefined;
  /** Its images; they count where answers are measured per image. */
  readonly images?: readonly unknown[] | undefined;
  readonly audios?: readonly unknown[] | undefined;
}

/** How requests were offered: so many in flight, so many per second, or in sessions, which wait between their turns. */
export type OfferedLoad =
  | { readonly kind: 'concurrency'; readonly concurrency: number }
  | { readonly kind: 'request_rate'; readonly requestsPerSecond: number }
  | { readonly kind: 'sessions' };

/** A scenario's trace, and what the numbers of its requests are judged by. */
export interface MeasureInput {
  readonly trace: Trace;
  /** The dataset, at the places that `Trace.entry` names. */
  readonly entries: readonly SentEntry[];
  /** All models of the scenario; each gets records, even if none of its requests completed. */
  readonly models: readonly string[];
  /** Whether the answers were event streams. */
  readonly streaming: boolean;
  /** Undefined for endpoints that generate no text. */
  readonly outputTokens?: OutputTokens | undefined;
  /** Whether answers are measured per image. */
  readonly perImage?: boolean | undefined;
  /** Name of the tokenizer that counted the prompts. */
  readonly inputTokenSource: string;
  readonly load: OfferedLoad;
  /** `interval` makes rates per window, anything else per time of the requests. */
  readonly stop: { readonly kind: string };
  readonly goodput: GoodputLimits;
  /** See `GpuSamples.gaps`; undefined without telemetry. */
  readonly telemetryGaps?: number | undefined;
}
