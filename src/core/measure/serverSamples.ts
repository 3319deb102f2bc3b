/** What servers tell of themselves, under one name for all of them. */
export const serverFigures = [
  'runningRequests',
  'queuedRequests',
  'kvCacheUsage',
  'preemptions',
  'prefixCacheQueries',
  'prefixCacheHits',
  'queueTimeNs',
  'dequeuedRequests',
] as const;

/**
 * `runningRequests` and `queuedRequests` are those of the instant, `kvCacheUsage` is a share, 0 to 1. All others count
 * up since the server's start: preempted requests; tokens (or blocks) looked up in the prefix cache and found there;
 * the time that requests waited, summed over the requests that have left the queue.
 */
export type ServerFigure = (typeof serverFigures)[number];

/** One fetch of one server's metrics page. */
export interface ServerSample {
  /** `localhost:8000`: what a server is known by. */
  readonly server: string;
  /** When it was fetched, on the trace's clock (milliseconds since the Unix epoch). */
  readonly atMs: number;
  /** A figure that the server does not tell is absent. */
  readonly values: Readonly<Partial<Record<ServerFigure, number>>>;
}
