import { performance } from 'node:perf_hooks';
import type { Loop, Send } from './loop.js';

/** Timers fire up to this much late; the rest of the wait goes by turns of the event loop. */
const timerErrorMs = 1.5;
/** So many late requests at most leave before sockets are read again. */
const largestBurst = 32;

/** What an open loop sends. */
export interface OpenLoopPlan {
  /** When each request leaves, in milliseconds after the start. */
  readonly arrivals: Iterator<number, never>;
  /** Numbers from here on are not sent. */
  readonly requests: number;
  /** The first number that is sent, and how far apart the numbers are: others may send those between. */
  readonly first: number;
  readonly step: number;
}

/** Sends requests on schedule, whatever becomes of them; those that are late leave as soon as they can. */
export class OpenLoop implements Loop {
  onExhausted = () => {};
  private isStopped = false;
  private startMs = 0;
  /** When the next request leaves, after the start. */
  private dueMs = 0;
  private number: number;
  /** How many arrivals were drawn. */
  private drawn = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly send: Send,
    private readonly plan: OpenLoopPlan,
  ) {
    this.number = plan.first;
    // Before the start: drawing the first of many random gaps draws them all.
    this.setDue();
  }

  start(startMs: number): void {
    this.startMs = startMs;
    this.tick();
  }

  requestEnded(): void {}

  isExhausted(): boolean {
    return this.isStopped || this.number >= this.plan.requests;
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private readonly tick = (): void => {
    for (let burst = 0; burst < largestBurst; burst++) {
      if (this.isExhausted()) return;
      const dueMs = this.startMs + this.dueMs;
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) {
        this.wait(waitMs);
        return;
      }
      const { number } = this;
      this.number += this.plan.step;
      this.setDue();
      this.send(number, dueMs);
    }
    setImmediate(this.tick);
  };

  private wait(waitMs: number): void {
    if (waitMs > timerErrorMs + 1) this.timer = setTimeout(this.tick, Math.floor(waitMs - timerErrorMs));
    else setImmediate(this.tick);
  }

  /** Looks up when the next request is due. */
  private setDue(): void {
    for (; this.drawn <= this.number; this.drawn++) this.dueMs = this.plan.arrivals.next().value;
  }
}
