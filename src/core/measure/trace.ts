/**
 * What the load generator saw in one scenario, in columns: one place per request, in the order of sending,
 * or one per output event. Times are milliseconds of one monotonic clock since `timeOriginMs`. Warm-up is not in it.
 */
export interface Trace {
  /** Number of requests; length of all per-request columns. */
  readonly requests: number;
  /** Instant 0 of all times, in milliseconds since the Unix epoch (fractions allowed). */
  readonly timeOriginMs: number;
  /** Dataset entry of each request. */
  readonly entry: Uint32Array;
  /** When the request should have left; NaN in a closed loop. */
  readonly scheduledMs: Float64Array;
  /** When it was handed to the socket. */
  readonly sentMs: Float64Array;
  /** First byte of the response; NaN when none came. */
  readonly firstByteMs: Float64Array;
  /** When the response was complete, or the request failed. */
  readonly endMs: Float64Array;
  /** 0 completed and counted; 1 cut off by the end of the window, not counted and no error; k + 2 failed with `errorKinds[k]`. */
  readonly outcome: Uint8Array;
  /** Kinds of failure seen: `http 503`, `timeout`, `connection reset`, `error in stream`, `empty response` … */
  readonly errorKinds: readonly string[];
  /** For each kind, the first message seen, at most 500 characters. */
  readonly errorMessages: readonly string[];
  /** Where each request's events begin in `eventMs`; one place more than requests. */
  readonly eventStart: Uint32Array;
  /** Time of the socket read that completed each output event (a non-streamed answer is one event). */
  readonly eventMs: Float64Array;
  /** The output of each event as JSON string literal content (still escaped, without quotes); undefined when not kept. */
  readonly literals?: EventLiterals | undefined;
  /** The server's `usage.prompt_tokens` per request; -1 unknown. */
  readonly promptTokens: Int32Array;
  /** The server's `usage.completion_tokens` per request; -1 unknown. */
  readonly completionTokens: Int32Array;
  /** Start of the counted window. */
  readonly windowStartMs: number;
  /** End of the counted window. */
  readonly windowEndMs: number;
  /** Output events that came in the same read as the event before them. */
  readonly joinedEvents: number;
  /** Reused connections that died before a first byte and were tried once more. */
  readonly reconnects: number;
  /** 99th percentile of the load worker's event-loop delay; absent where another program made the load. */
  readonly eventLoopDelayP99Ms?: number | undefined;
  /** CPU time of the engine process per wall time inside the window; 1 is one core. Absent like that delay. */
  readonly clientCpuShare?: number | undefined;
  /** Threads of the load generator that shared the load; absent for one. */
  readonly threads?: number | undefined;
  /** How requests and answers travelled: `HTTP/1.1`, `HTTP/1.1 over TLS`, `gRPC`. */
  readonly transport?: string | undefined;
  /** Bytes that did not fit into the load worker's memory and went through a temporary file. */
  readonly spilledBytes?: number | undefined;
  /** What came of each response, whole; absent where that was not kept. */
  readonly raw?: RawBodies | undefined;
}

/**
 * Bodies of responses as they came. They may be more than fits into memory, so this only says where the load generator
 * has put them, which alone reads them: columns with one place per request, and pieces of one long row of bytes.
 */
export interface RawBodies {
  /** Where a body begins in the row; NaN where nothing came. Behind it stand the times of its reads and where each ends. */
  readonly at: Float64Array;
  /** Bytes of the body in the row. */
  readonly length: Uint32Array;
  /** Bytes that came: more than `length` for a body that was too long to be kept whole. */
  readonly received: Float64Array;
  /** Number of reads that brought it. */
  readonly reads: Uint32Array;
  /** 1 for event streams. */
  readonly isStream: Uint8Array;
  /** What its times lack to be those of the trace. */
  readonly shiftMs: Float64Array;
  /** Pieces of the row, undefined for those that are in a temporary file. */
  readonly pieces: readonly (Uint8Array | undefined)[];
  /** Where those begin in the file. */
  readonly places: readonly number[];
}

/** Text of all events in one piece. */
export interface EventLiterals {
  /** UTF-8. */
  readonly bytes: Uint8Array;
  /** Where each event's text begins in `bytes`; one place more than events. */
  readonly start: Uint32Array;
}

/** `Trace.outcome` of a counted request. */
export const completed = 0;
/** `Trace.outcome` of a request that the end of the window cut off. */
export const cutOff = 1;
/** `Trace.outcome` minus this is the index of its kind of failure. */
export const firstErrorOutcome = 2;
