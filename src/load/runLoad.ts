import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Trace } from '../core/measure/trace.js';
import { clockShiftMs } from './clock.js';
import type { LoadJob, LoadProgress, RunLoad } from './loadJob.js';
import { mergeProgress } from './progressReport.js';
import { mergeTraces, type Part } from './record/mergeTraces.js';
import { threadsFor } from './threadsFor.js';
import { countersBytes } from './threadTeam.js';
import type { ParentMessage, WorkerMessage, WorkerStart } from './workerMessages.js';

/** The threads of a team begin so much after all are ready, so that the word has reached each. */
const startDelayMs = 5;

/** Makes a `runLoad` whose threads run the given file. */
export function makeRunLoad(workerFile: URL): RunLoad {
  return async (job, { signal, onProgress }) => {
    signal.throwIfAborted();
    const crew = new Crew(job, { workerFile, onProgress });
    const abort = () => crew.fail(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await crew.trace;
    } finally {
      signal.removeEventListener('abort', abort);
      const ended = crew.end();
      // Nobody may write any more to a file that its owner is about to close.
      if (job.raw !== undefined) await ended;
    }
  };
}

interface CrewOptions {
  readonly workerFile: URL;
  readonly onProgress: ((progress: LoadProgress) => void) | undefined;
}

/** The threads that run one job, seen from their parent. */
class Crew {
  readonly trace: Promise<Trace>;
  private readonly workers: readonly Worker[];
  private readonly parts: Part[] = [];
  private readonly progress: LoadProgress[] = [];
  private ready = 0;
  private resolve: (trace: Trace) => void = () => {};
  private reject: (reason: unknown) => void = () => {};

  constructor(
    private readonly job: LoadJob,
    private readonly options: CrewOptions,
  ) {
    this.trace = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    const members = threadsFor(job, availableParallelism());
    const counters = new SharedArrayBuffer(countersBytes);
    this.workers = Array.from({ length: members }, (_, member) => this.startWorker({ job, member, members, counters }));
  }

  fail(reason: unknown): void {
    this.reject(reason);
  }

  /** Resolves when all threads are gone. */
  async end(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private startWorker(start: WorkerStart): Worker {
    const worker = new Worker(this.options.workerFile, { workerData: start });
    worker.on('message', (message: WorkerMessage) => this.take(message, start.member));
    worker.on('error', (error) => this.fail(error));
    worker.on('exit', (code) => {
      if (this.parts[start.member] !== undefined) return;
      this.fail(new Error(`A thread of the load generator ended early (exit code ${code}).`));
    });
    return worker;
  }

  private take(message: WorkerMessage, member: number): void {
    switch (message.kind) {
      case 'progress':
        this.progress[member] = message.progress;
        // Once per round, with the latest word of each.
        if (member === 0) this.options.onProgress?.(mergeProgress(Object.values(this.progress)));
        break;
      case 'ready':
        this.ready++;
        if (this.ready === this.workers.length) {
          this.tellAll({ kind: 'begin', startMs: performance.now() + clockShiftMs() + startDelayMs });
        }
        break;
      case 'stop':
        this.tellAll(message);
        break;
      case 'trace':
        this.parts[member] = message;
        if (Object.keys(this.parts).length === this.workers.length)
          this.resolve(mergeTraces(this.parts, this.job.stop));
    }
  }

  private tellAll(message: ParentMessage): void {
    for (const worker of this.workers) worker.postMessage(message);
  }
}

/** Runs one job in threads of its own, so that nothing else in the process delays their clock readings. */
export const runLoad: RunLoad = makeRunLoad(new URL('./loadWorker.js', import.meta.url));
