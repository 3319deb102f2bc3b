import type { TimedRequest, Timing } from './timing.js';

/** Tokens of a job that have become due. */
export interface DueTokens {
  /** Tokens per sequence given before. */
  readonly from: number;
  /** Tokens per sequence given with these. */
  readonly to: number;
  /** The job has come to its end. */
  readonly done: boolean;
  /** How long after its time the last of them comes. */
  readonly lateMs: number;
}

/** One request as the scheduler sees it. */
export interface Job extends TimedRequest {
  readonly arrivalMs: number;
  /** Slots that it takes. */
  readonly sequences: number;
  /** Tokens per sequence; 0 ends the job when its first token would be due. */
  readonly outputTokens: number;
  onAdmitted(admittedMs: number): void;
  onDue(tokens: DueTokens): void;
}

/** A job with its place on the time line. */
interface Ticket {
  readonly job: Job;
  given: number;
  dueMs: number;
}

/** What the scheduler needs from outside; times are milliseconds of a monotonic clock. */
export interface SchedulerPorts {
  readonly slots: number;
  readonly timing: Timing;
  now(): number;
  /** Called whenever the number of running sequences has changed. */
  onLoad(runningSequences: number): void;
}

/**
 * Decides when each token is due. Due times follow from arrivals and other due times, never from when the process got
 * round to it, so a late tick delays nothing after it. One timer serves all jobs: a tick looks at every running job once, which for
 * some hundred jobs is far cheaper than a timer for each.
 */
export class Scheduler {
  readonly #ports: SchedulerPorts;
  readonly #waiting = new Set<Ticket>();
  readonly #running = new Set<Ticket>();
  #sequences = 0;
  #timer: NodeJS.Timeout | undefined;
  #wakeMs = Number.POSITIVE_INFINITY;
  #ticking = false;
  #admitted = 0;
  #queuedMs = 0;

  constructor(ports: SchedulerPorts) {
    this.#ports = ports;
  }

  /** Jobs being answered. */
  get running(): number {
    return this.#running.size;
  }

  /** Jobs in the queue. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Jobs that have left the queue since the start. */
  get admitted(): number {
    return this.#admitted;
  }

  /** Time that these spent in the queue, all together. */
  get queuedMs(): number {
    return this.#queuedMs;
  }

  /** Tokens of prompts and answers that the running sequences hold. */
  get cachedTokens(): number {
    let tokens = 0;
    for (const { job, given } of this.#running) tokens += job.promptTokens + given * job.sequences;
    return tokens;
  }

  /** Queues a job. The function given back takes it out again, if it is still there. */
  submit(job: Job): () => void {
    const ticket: Ticket = { job, given: 0, dueMs: Number.POSITIVE_INFINITY };
    this.#waiting.add(ticket);
    this.#admit(job.arrivalMs);
    this.#tick();
    return () => this.#cancel(ticket);
  }

  /** Forgets all jobs. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
    this.#running.clear();
  }

  /** Gives free slots to those that wait; `freeMs` is when they became free. */
  #admit(freeMs: number): void {
    for (const ticket of this.#waiting) {
      const { job } = ticket;
      // A job that is larger than the whole server runs alone rather than never.
      if (this.#sequences > 0 && this.#sequences + job.sequences > this.#ports.slots) return;
      this.#waiting.delete(ticket);
      this.#running.add(ticket);
      this.#changeLoad(job.sequences);
      // A late tick can free a slot for a time before the arrival.
      const admittedMs = Math.max(freeMs, job.arrivalMs);
      this.#admitted++;
      this.#queuedMs += admittedMs - job.arrivalMs;
      ticket.dueMs = this.#ports.timing.firstTokenMs(job, admittedMs);
      job.onAdmitted(admittedMs);
    }
  }

  #tick(): void {
    if (this.#ticking) return;
    this.#ticking = true;
    const nowMs = this.#ports.now();
    let nextMs = Number.POSITIVE_INFINITY;
    // Jobs admitted on the way stand at the end of the set, so this loop meets them too.
    for (const ticket of this.#running) {
      if (ticket.dueMs <= nowMs) this.#give(ticket, nowMs);
      if (this.#running.has(ticket) && ticket.dueMs < nextMs) nextMs = ticket.dueMs;
    }
    this.#ticking = false;
    this.#wakeAt(nextMs, nowMs);
  }

  #give(ticket: Ticket, nowMs: number): void {
    const { job } = ticket;
    const from = ticket.given;
    let lastDueMs = ticket.dueMs;
    while (ticket.dueMs <= nowMs && ticket.given < job.outputTokens) {
      lastDueMs = ticket.dueMs;
      ticket.given++;
      ticket.dueMs += this.#ports.timing.tokenGapMs(job, ticket.given, this.#sequences);
    }
    const done = ticket.given === job.outputTokens;
    if (done) this.#release(ticket, lastDueMs);
    job.onDue({ from, to: ticket.given, done, lateMs: nowMs - lastDueMs });
  }

  #release(ticket: Ticket, atMs: number): void {
    this.#running.delete(ticket);
    this.#changeLoad(-ticket.job.sequences);
    this.#admit(atMs);
  }

  #cancel(ticket: Ticket): void {
    this.#waiting.delete(ticket);
    if (!this.#running.has(ticket)) return;
    this.#release(ticket, this.#ports.now());
    this.#tick();
  }

  #changeLoad(sequences: number): void {
    this.#sequences += sequences;
    this.#ports.onLoad(this.#sequences);
  }

  #wakeAt(wakeMs: number, nowMs: number): void {
    if (wakeMs === this.#wakeMs && this.#timer !== undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wakeMs = wakeMs;
    if (wakeMs === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#tick();
      },
      Math.ceil(wakeMs - nowMs),
    );
  }
}
