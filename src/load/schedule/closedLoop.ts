import type { Loop, Send } from './loop.js';

/** A server that is down refuses at once; without a pause the loop would do nothing but ask it. */
const pauseMs = 20;

/** What a closed loop sends. */
export interface ClosedLoopPlan {
  /** Requests kept in flight. */
  readonly concurrency: number;
  /** Number of the next request. */
  readonly takeNumber: () => number;
  /** Numbers from here on are not sent. */
  readonly requests: number;
}

/** Keeps requests in flight until there are no more: each one that is over makes room for the next. */
export class ClosedLoop implements Loop {
  onExhausted = () => {};
  private isAtEnd = false;
  private readonly pauses = new Set<NodeJS.Timeout>();

  constructor(
    private readonly send: Send,
    private readonly plan: ClosedLoopPlan,
  ) {}

  start(): void {
    this.isAtEnd = this.plan.concurrency === 0;
    for (let slot = 0; slot < this.plan.concurrency; slot++) this.sendNext();
  }

  requestEnded(isUnconnected: boolean): void {
    if (!isUnconnected) {
      this.sendNext();
      return;
    }
    const pause = setTimeout(() => {
      this.pauses.delete(pause);
      this.sendNext();
      if (this.isAtEnd) this.onExhausted();
    }, pauseMs);
    this.pauses.add(pause);
  }

  isExhausted(): boolean {
    return this.isAtEnd;
  }

  stop(): void {
    this.isAtEnd = true;
    for (const pause of this.pauses) clearTimeout(pause);
  }

  private sendNext(): void {
    if (this.isAtEnd) return;
    const number = this.plan.takeNumber();
    if (number < this.plan.requests) this.send(number, Number.NaN);
    else this.isAtEnd = true;
  }
}
