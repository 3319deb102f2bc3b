import type { Loop, Send } from './loop.js';

const firstPauseMs = 20;
const longestPauseMs = 1_000;

/** Keeps `concurrency` requests in flight until `requests` were sent: each one that is over makes room for the next. */
export class ClosedLoop implements Loop {
  private sent = 0;
  private isStopped = false;
  private pauseMs = firstPauseMs;
  private readonly pauses = new Set<NodeJS.Timeout>();

  constructor(
    private readonly send: Send,
    private readonly concurrency: number,
    private readonly requests: number,
  ) {}

  start(): void {
    for (let slot = 0; slot < this.concurrency; slot++) this.sendNext();
  }

  requestEnded(isUnconnected: boolean): void {
    if (!isUnconnected) {
      this.pauseMs = firstPauseMs;
      this.sendNext();
      return;
    }
    // A server that is down refuses at once; without a pause the loop would do nothing but ask it.
    const pause = setTimeout(() => {
      this.pauses.delete(pause);
      this.sendNext();
    }, this.pauseMs);
    this.pauses.add(pause);
    this.pauseMs = Math.min(longestPauseMs, this.pauseMs * 1.1);
  }

  stop(): void {
    this.isStopped = true;
    for (const pause of this.pauses) clearTimeout(pause);
  }

  private sendNext(): void {
    if (this.isStopped || this.sent >= this.requests) return;
    this.sent++;
    this.send(Number.NaN);
  }
}
