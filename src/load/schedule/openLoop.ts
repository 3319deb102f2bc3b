import { performance } from 'node:perf_hooks';
import type { Loop, Send } from './loop.js';

/** Timers fire up to this much late; the rest of the wait goes by turns of the event loop. */
const timerErrorMs = 1.5;
/** So many late requests at most leave before sockets are read again. */
const largestBurst = 32;

/** Sends `requests` requests on schedule, whatever becomes of them; those that are late leave as soon as they can. */
export class OpenLoop implements Loop {
  private sent = 0;
  private isStopped = false;
  private startMs = 0;
  private dueMs = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly send: Send,
    private readonly arrivals: Iterator<number, never>,
    private readonly requests: number,
  ) {}

  start(startMs: number): void {
    this.startMs = startMs;
    this.setNextDue();
    this.tick();
  }

  requestEnded(): void {}

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private readonly tick = (): void => {
    for (let burst = 0; burst < largestBurst; burst++) {
      if (this.isStopped || this.sent >= this.requests) return;
      const waitMs = this.dueMs - performance.now();
      if (waitMs > 0) {
        this.wait(waitMs);
        return;
      }
      this.sent++;
      this.send(this.dueMs);
      this.setNextDue();
    }
    setImmediate(this.tick);
  };

  private wait(waitMs: number): void {
    if (waitMs > timerErrorMs + 1) this.timer = setTimeout(this.tick, Math.floor(waitMs - timerErrorMs));
    else setImmediate(this.tick);
  }

  private setNextDue(): void {
    this.dueMs = this.startMs + this.arrivals.next().value;
  }
}
