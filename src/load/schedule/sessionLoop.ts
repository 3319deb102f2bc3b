import { performance } from 'node:perf_hooks';
import { answerMessage, ownMessage, withEarlier } from '../../core/workload/conversation.js';
import type { SessionPlan } from '../loadJob.js';
import type { Loop } from './loop.js';
import { PreciseTimer } from './preciseTimer.js';

/** A server that is down refuses at once; without a pause the loop would do nothing but ask it. */
const pauseMs = 20;

/** Sends a body; returns the number that its end will be told by. */
export type SendBody = (entry: number, body: Uint8Array, scheduledMs: number) => number;

/** What the loop needs beside its way to send. */
export interface SessionLoopPlan extends SessionPlan {
  readonly bodies: readonly Uint8Array[];
  /** Sessions kept going. */
  readonly concurrency: number;
  /** Number of the next session. */
  readonly takeNumber: () => number;
}

interface Session {
  readonly turns: readonly number[];
  /** Turn in flight, or about to leave. */
  turn: number;
  /** All that was said. */
  readonly messages: Uint8Array[];
  readonly timer: PreciseTimer;
}

/**
 * Keeps sessions going: in each, a turn leaves so long after the answer to the one before as its delay says. A session
 * without an answer is over, since the next turn could not go on from it.
 */
export class SessionLoop implements Loop {
  onExhausted = () => {};
  private readonly inFlight = new Map<number, Session>();
  private readonly active = new Set<Session>();
  private readonly pauses = new Set<PreciseTimer>();
  private isStopped = false;
  private latest: { readonly session: Session; readonly answer: Uint8Array | undefined } | undefined;

  constructor(
    private readonly send: SendBody,
    private readonly plan: SessionLoopPlan,
  ) {}

  start(): void {
    for (let slot = 0; slot < this.plan.concurrency; slot++) this.beginNext();
  }

  /**
   * Told just before `requestEnded`.
   * @param literals the answer's text as the inside of JSON strings; undefined when there is no good one
   */
  answered(request: number, literals: readonly Uint8Array[] | undefined): void {
    const session = this.inFlight.get(request);
    this.inFlight.delete(request);
    this.latest = session && { session, answer: literals && answerMessage(literals) };
  }

  requestEnded(isUnconnected: boolean): void {
    const { latest } = this;
    this.latest = undefined;
    if (latest === undefined || this.isStopped) return;
    const { session, answer } = latest;
    if (answer !== undefined && session.turn + 1 < session.turns.length) this.goOn(session, answer);
    else this.end(session, isUnconnected);
  }

  isExhausted(): boolean {
    return this.isStopped || (this.active.size === 0 && this.pauses.size === 0);
  }

  stop(): void {
    this.isStopped = true;
    for (const { timer } of this.active) timer.cancel();
    for (const pause of this.pauses) pause.cancel();
  }

  private goOn(session: Session, answer: Uint8Array): void {
    const { bodies, messages, delayMs } = this.plan;
    const entry = session.turns[session.turn]!;
    session.messages.push(ownMessage(bodies[entry]!, messages[entry]!), answer);
    session.turn += 1;
    const dueMs = performance.now() + delayMs[entry]!;
    session.timer.start(dueMs, () => this.sendTurn(session, dueMs));
  }

  private end(session: Session, isUnconnected: boolean): void {
    this.active.delete(session);
    if (!isUnconnected) {
      this.beginNext();
      return;
    }
    const pause = new PreciseTimer();
    this.pauses.add(pause);
    pause.start(performance.now() + pauseMs, () => {
      this.pauses.delete(pause);
      this.beginNext();
      if (this.isExhausted()) this.onExhausted();
    });
  }

  private beginNext(): void {
    const turns = this.plan.turns[this.plan.takeNumber()];
    if (turns === undefined) return;
    const session = { turns, turn: 0, messages: [], timer: new PreciseTimer() };
    this.active.add(session);
    this.sendTurn(session, Number.NaN);
  }

  private sendTurn(session: Session, scheduledMs: number): void {
    const { bodies, messages } = this.plan;
    const entry = session.turns[session.turn]!;
    const body = withEarlier(bodies[entry]!, messages[entry]!, session.messages);
    this.inFlight.set(this.send(entry, body, scheduledMs), session);
  }
}
