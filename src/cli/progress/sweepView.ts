import type { SweepEvent } from '../../runner/sweepEvents.js';

/** Shows a sweep while it runs. */
export interface SweepView {
  /** Shows what happened. */
  show(event: SweepEvent): void;
  /** Says something that is no event, such as that Ctrl-C was heard. */
  note(sentence: string): void;
  /** Takes away what moves; called once, however the sweep ended. */
  close(): void;
}
