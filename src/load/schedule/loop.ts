/** Something that offers requests to the server until it is stopped. */
export interface Loop {
  /** Sends the first requests. */
  start(startMs: number): void;
  /** A request is over, perhaps because no connection came about. */
  requestEnded(isUnconnected: boolean): void;
  /** Sends nothing more. */
  stop(): void;
}

/** Sends one request; the argument is when it should have left, NaN where there is no schedule. */
export type Send = (scheduledMs: number) => void;
