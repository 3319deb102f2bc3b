/** What has been served since the start; requests are those for a model's work. */
export interface Counters {
  /** Arrived. */
  requests: number;
  /** Ended, by HTTP status. */
  readonly requestsByStatus: Map<number, number>;
  promptTokens: number;
  outputTokens: number;
}

/** All at zero. */
export function newCounters(): Counters {
  return { requests: 0, requestsByStatus: new Map(), promptTokens: 0, outputTokens: 0 };
}
