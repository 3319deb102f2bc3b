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
  /** Requests that are over, whose places are to be filled in this turn of the event loop. */
  private free = 0;
  private filling: NodeJS.Immediate | undefined;
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
      // After the sockets that are ready now: what they have to tell has a time, the next request makes its own.
      if (!this.isAtEnd && this.free++ === 0) this.filling = setImmediate(this.fill);
      return;
    }
    const pause = setTimeout(() => {
      this.pauses.delete(pause);
      this.sendNext();
      if (this.isAtEnd) this.onExhausted();
    }, pauseMs);
    this.pauses.add(pause);
  }

  private readonly fill = (): void => {
    const { free } = this;
    this.free = 0;
    for (let slot = 0; slot < free; slot++) this.sendNext();
    if (this.isAtEnd) this.onExhausted();
  };

  isExhausted(): boolean {
    return this.isAtEnd;
  }

  stop(): void {
    this.isAtEnd = true;
    clearImmediate(this.filling);
    for (const pause of this.pauses) clearTimeout(pause);
  }

  private sendNext(): void {
    if (this.isAtEnd) return;
    const number = this.plan.takeNumber();
    if (number < this.plan.requests) this.send(number, Number.NaN);
    else this.isAtEnd = true;
  }
}
