import type { Loop, Send } from './loop.js';

/** A server that is down refuses at once; without a pause the loop would do nothing but ask it. */
const pauseMs = 20;

/** Keeps `concurrency` requests in flight until `requests` were sent: each one that is over makes room for the next. */
export class ClosedLoop implements Loop {
  private sent = 0;
  private isStopped = false;
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
      this.sendNext();
      return;
    }
    const pause = setTimeout(() => {
      this.pauses.delete(pause);
      this.sendNext();
    }, pauseMs);
    this.pauses.add(pause);
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
