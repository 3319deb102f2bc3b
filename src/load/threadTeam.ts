import { performance } from 'node:perf_hooks';
import type { MessagePort } from 'node:worker_threads';
import { clockShiftMs } from './clock.js';
import type { Team } from './team.js';
import type { ParentMessage, WorkerMessage, WorkerStart } from './workerMessages.js';

/** Places in `WorkerStart.counters`. */
const taken = 0;
const over = 1;
/** Bytes of `WorkerStart.counters`. */
export const countersBytes = 2 * Int32Array.BYTES_PER_ELEMENT;

/** Several worker threads that share a job, as one of them sees it; the parent passes on what they say. */
export class ThreadTeam implements Team {
  readonly member: number;
  readonly members: number;
  private listener: (endMs: number) => void = () => {};
  /** When another member found the window over; it may be before this one has begun to listen. */
  private stoppedMs: number | undefined;
  private readonly counters: Int32Array;
  private readonly clockShiftMs = clockShiftMs();
  private onBegin: (startMs: number) => void = () => {};

  constructor(
    private readonly port: MessagePort,
    { member, members, counters }: WorkerStart,
  ) {
    this.member = member;
    this.members = members;
    this.counters = new Int32Array(counters);
    const listen = (message: ParentMessage) => {
      if (message.kind === 'begin') this.onBegin(message.startMs - this.clockShiftMs);
      else {
        this.stoppedMs = message.endMs - this.clockShiftMs;
        this.listener(this.stoppedMs);
      }
    };
    port.on('message', listen);
    // The thread ends when its work is done, whether or not somebody may still talk to it.
    port.unref();
  }

  set onStop(listener: (endMs: number) => void) {
    this.listener = listener;
    if (this.stoppedMs !== undefined) listener(this.stoppedMs);
  }

  ready(): Promise<number> {
    return new Promise((resolve) => {
      this.port.ref();
      this.onBegin = (startMs) => {
        this.port.unref();
        setTimeout(() => resolve(startMs), startMs - performance.now());
      };
      this.tell({ kind: 'ready' });
    });
  }

  takeNumber(): number {
    return Atomics.add(this.counters, taken, 1);
  }

  countDone(): number {
    return Atomics.add(this.counters, over, 1) + 1;
  }

  done(): number {
    return Atomics.load(this.counters, over);
  }

  stop(endMs: number): void {
    this.tell({ kind: 'stop', endMs: endMs + this.clockShiftMs });
  }

  private tell(message: WorkerMessage): void {
    this.port.postMessage(message);
  }
}
