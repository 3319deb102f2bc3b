import { performance } from 'node:perf_hooks';

/** What the threads that share one job agree on. Each knows only the team; one thread alone is a team too. */
export interface Team {
  /** This thread's place, from 0. */
  readonly member: number;
  readonly members: number;
  /** Told when another member has found that the window is over, or has found it before; an instant of this thread's clock. */
  set onStop(listener: (endMs: number) => void);
  /** Waits until all are ready for the window; returns when it begins, by this thread's clock. */
  ready(): Promise<number>;
  /** Number of the next request in the window, from 0; no two members get the same. */
  takeNumber(): number;
  /** One more request is over; returns how many are, of all members. */
  countDone(): number;
  /** How many requests are over. */
  done(): number;
  /** Tells the others that the window is over. */
  stop(endMs: number): void;
}

/** A thread that does a job alone. */
export class Alone implements Team {
  readonly member = 0;
  readonly members = 1;
  onStop = () => {};
  private numbers = 0;
  private over = 0;

  async ready(): Promise<number> {
    return performance.now();
  }

  takeNumber(): number {
    return this.numbers++;
  }

  countDone(): number {
    return ++this.over;
  }

  done(): number {
    return this.over;
  }

  stop(): void {}
}

/** So many of a number of things are this member's share. */
export function shareOf(count: number, { member, members }: Pick<Team, 'member' | 'members'>): number {
  return Math.floor(count / members) + (member < count % members ? 1 : 0);
}
