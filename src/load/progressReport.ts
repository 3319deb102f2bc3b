import { performance } from 'node:perf_hooks';
import type { Dispatcher } from './dispatcher.js';
import type { LoadProgress } from './loadJob.js';
import type { Recorder } from './record/recorder.js';

const periodMs = 200;
const latestRequests = 64;

/** Tells five times a second how far a run has come. */
export class ProgressReport {
  private readonly timer: NodeJS.Timeout | undefined;
  private phase: LoadProgress['phase'] = 'warm-up';
  private startMs = performance.now();

  constructor(
    private readonly dispatcher: Dispatcher,
    private recorder: Recorder,
    private readonly onProgress: ((progress: LoadProgress) => void) | undefined,
  ) {
    if (onProgress !== undefined) this.timer = setInterval(() => this.tell(), periodMs);
  }

  /** The window begins. */
  measure(recorder: Recorder, startMs: number): void {
    this.phase = 'measuring';
    this.recorder = recorder;
    this.startMs = startMs;
    // At once: whatever is to watch the window beside the load begins with it.
    this.tell();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private tell(): void {
    const { recorder, dispatcher } = this;
    const inFlight = dispatcher.outputsInFlight();
    this.onProgress?.({
      phase: this.phase,
      completed: recorder.completed,
      failed: recorder.failed,
      inFlight: dispatcher.inFlight,
      events: inFlight.reduce((sum, { events }) => sum + events, recorder.events),
      elapsedMs: performance.now() - this.startMs,
      recentTtftMs: median([...inFlight.map(({ ttftMs }) => ttftMs), ...recorder.latestTtftsMs(latestRequests)]),
    });
  }
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** The progress of several threads that share a job, as one. */
export function mergeProgress(all: readonly LoadProgress[]): LoadProgress {
  const sum = (name: 'completed' | 'failed' | 'inFlight' | 'events') =>
    all.reduce((total, progress) => total + progress[name], 0);
  return {
    phase: all.some(({ phase }) => phase === 'measuring') ? 'measuring' : 'warm-up',
    completed: sum('completed'),
    failed: sum('failed'),
    inFlight: sum('inFlight'),
    events: sum('events'),
    elapsedMs: Math.max(...all.map(({ elapsedMs }) => elapsedMs)),
    recentTtftMs: median(all.flatMap(({ recentTtftMs }) => recentTtftMs ?? [])),
  };
}
