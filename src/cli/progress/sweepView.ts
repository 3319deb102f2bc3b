import type { StopRule } from '../../core/sweep/scenario.js';
import type { SweepEvent } from '../../runner/sweepEvents.js';
import type { Paint } from '../terminal.js';

/** Shows a sweep while it runs. */
export interface SweepView {
  /** Shows what happened. */
  show(event: SweepEvent): void;
  /** Says something that is no event, such as that Ctrl-C was heard. */
  note(sentence: string): void;
  /** Takes away what moves; called once, however the sweep ended. */
  close(): void;
}

/** What a view for people needs. */
export interface ViewOptions {
  /** A terminal, a log or a pipe. */
  readonly output: NodeJS.WritableStream;
  readonly paint: Paint;
  /** Stop rules of the scenarios, in their order. */
  readonly stops: readonly StopRule[];
  /** Milliseconds of any steady clock. */
  readonly now: () => number;
}
