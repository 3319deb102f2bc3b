import { performance } from 'node:perf_hooks';

/** Timers fire up to this much late; the rest of the wait goes by turns of the event loop. */
const timerErrorMs = 1.5;

/** Calls back at an instant, a fraction of a millisecond late at most where the event loop is free. */
export class PreciseTimer {
  private timer: NodeJS.Timeout | undefined;
  private isCancelled = false;

  /** @param dueMs by `performance.now`; what is over is called in the next turn of the event loop */
  start(dueMs: number, run: () => void): void {
    const waitMs = dueMs - performance.now();
    if (waitMs > timerErrorMs + 1) {
      this.timer = setTimeout(() => this.start(dueMs, run), Math.floor(waitMs - timerErrorMs));
      return;
    }
    setImmediate(() => {
      if (this.isCancelled) return;
      if (performance.now() < dueMs) this.start(dueMs, run);
      else run();
    });
  }

  cancel(): void {
    this.isCancelled = true;
    clearTimeout(this.timer);
  }
}
