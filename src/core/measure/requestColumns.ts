import { completed, type Trace } from './trace.js';

/** Metric families that each request has a value of. */
export const requestFamilies = [
  'time_to_first_token',
  'time_to_second_token',
  'request_latency',
  'inter_token_latency',
  'output_token_throughput_per_user',
  'output_sequence_length',
  'input_sequence_length',
  'image_throughput',
  'image_latency',
] as const;

/** One of them. */
export type RequestFamily = (typeof requestFamilies)[number];

/** Raw values (ns, tokens, tokens or images per second) per request, in the order of the trace; NaN where there is none. */
export type RequestColumns = Readonly<Record<RequestFamily, Float64Array>>;

/** What the columns are computed from. */
export interface ColumnSource {
  readonly trace: Trace;
  /** Tokens of each dataset entry's prompt. */
  readonly inputTokens: (entry: number) => number;
  /** Output tokens of each request; -1 unknown; undefined for endpoints that generate none. */
  readonly outputTokens: Int32Array | undefined;
  /** Whether the answers were event streams. */
  readonly streaming: boolean;
  /** Images of each dataset entry; undefined where answers are not measured per image. */
  readonly images?: ((entry: number) => number) | undefined;
}

/**
 * The metrics of each completed request, by genai-perf's formulas: latency ends with the last event that holds output,
 * not with `[DONE]` or usage. Without a stream there is one event, whose time is the latency: it is no time to a first
 * token, and there are no gaps between tokens. The mean gap is not rounded; where it is 0 (all tokens in one read)
 * there is no rate per user. Images of one request are taken to be answered one after another, at an even pace.
 */
export function requestColumns({ trace, inputTokens, outputTokens, streaming, images }: ColumnSource): RequestColumns {
  const columns = Object.fromEntries(
    requestFamilies.map((family) => [family, new Float64Array(trace.requests).fill(Number.NaN)]),
  ) as RequestColumns;
  for (let request = 0; request < trace.requests; request++) {
    const firstEvent = trace.eventStart[request]!;
    const events = trace.eventStart[request + 1]! - firstEvent;
    if (trace.outcome[request] !== completed || events === 0) continue;

    const sent = nanoseconds(trace.sentMs[request]!);
    const first = nanoseconds(trace.eventMs[firstEvent]!);
    const last = nanoseconds(trace.eventMs[firstEvent + events - 1]!);
    columns.request_latency[request] = last - sent;
    columns.input_sequence_length[request] = inputTokens(trace.entry[request]!);
    const count = images?.(trace.entry[request]!) ?? 0;
    if (count > 0) {
      columns.image_latency[request] = (last - sent) / count;
      columns.image_throughput[request] = count / ((last - sent) / 1e9);
    }
    const tokens = outputTokens?.[request] ?? -1;
    if (tokens >= 0) columns.output_sequence_length[request] = tokens;

    if (!streaming) continue;
    columns.time_to_first_token[request] = first - sent;
    if (events === 1) continue;
    columns.time_to_second_token[request] = nanoseconds(trace.eventMs[firstEvent + 1]!) - first;
    if (tokens <= 1) continue;
    const gap = (last - first) / (tokens - 1);
    columns.inter_token_latency[request] = gap;
    if (gap > 0) columns.output_token_throughput_per_user[request] = 1e9 / gap;
  }
  return columns;
}

/** A time of the trace as whole nanoseconds, as exports hold it: finer than the clock, and free of float dust. */
function nanoseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1e6);
}
