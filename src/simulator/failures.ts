import type { Draw } from './random.js';

/** A fault that a share of the requests meets; for tests of how clients take it. */
export type Failure = {
  /** Share of the requests, 0 to 1. */
  readonly share: number;
} & (
  | {
      /** Answered with this HTTP status and an error body. */
      readonly kind: 'status';
      readonly status: number;
    }
  | {
      /** Comes so much later. */
      readonly kind: 'slow';
      readonly delayMs: number;
    }
  | BrokenAnswer
);

/** A stream that goes wrong after some tokens. */
export interface BrokenAnswer {
  /**
   * `error event`: an error as last event. `reset`: the connection is reset. `truncate`: the stream ends as if
   * complete, without `[DONE]`. `stall`: nothing more comes.
   */
  readonly kind: 'error event' | 'reset' | 'truncate' | 'stall';
  readonly afterTokens: number;
}

/** Which fault the request of this number meets; undefined for none. */
export function failureOf(failures: readonly Failure[], draw: Draw, requestNumber: number): Failure | undefined {
  if (failures.length === 0) return undefined;
  let rest = draw('failure', requestNumber);
  return failures.find(({ share }) => {
    rest -= share;
    return rest < 0;
  });
}
