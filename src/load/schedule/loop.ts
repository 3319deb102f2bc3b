/** Something that offers requests to the server until it is stopped. */
export interface Loop {
  /** Told when it finds, at a moment of its own, that there is nothing more to send. */
  onExhausted: () => void;
  /** Sends the first requests. */
  start(startMs: number): void;
  /** A request is over, perhaps because no connection came about. */
  requestEnded(isUnconnected: boolean): void;
  /** Whether it will send nothing more. */
  isExhausted(): boolean;
  /** Sends nothing more. */
  stop(): void;
}

/** Sends the request of that number; it should have left at `scheduledMs`, NaN where there is no schedule. */
export type Send = (number: number, scheduledMs: number) => void;
