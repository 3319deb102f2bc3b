import type { StopRule } from '../../core/sweep/scenario.js';
import type { ScenarioLabel, SweepEvent } from '../../runner/sweepEvents.js';
import { type CurrentScenario, fractionDone, scenarioMillisecondsLeft, withLoad } from './currentScenario.js';

/** Where a sweep stands, as far as its events told. */
export interface SweepProgress {
  readonly scenarios: readonly ScenarioLabel[];
  /** One per scenario, in their order. */
  readonly stops: readonly StopRule[];
  /** Scenarios that are measured, skipped or failed. */
  readonly done: number;
  /** How long each measured scenario took. */
  readonly durationsMs: readonly number[];
  readonly current?: CurrentScenario | undefined;
}

/** Before the first event. */
export function noProgress(stops: readonly StopRule[]): SweepProgress {
  return { scenarios: [], stops, done: 0, durationsMs: [] };
}

/** Where the sweep stands after one more event. */
export function advance(before: SweepProgress, event: SweepEvent, nowMs: number): SweepProgress {
  switch (event.kind) {
    case 'started':
      return { ...before, scenarios: event.scenarios };
    case 'measuring':
      return { ...before, current: begin(before, event.index, nowMs) };
    case 'progress': {
      const current = before.current?.index === event.index ? before.current : begin(before, event.index, nowMs);
      return { ...before, current: withLoad(current, event.progress, event.expectedRequests) };
    }
    case 'measured': {
      const tookMs = before.current === undefined ? [] : [nowMs - before.current.startedAtMs];
      return end(before, [...before.durationsMs, ...tookMs]);
    }
    case 'skipped':
    case 'failed':
      return end(before, before.durationsMs);
    case 'finished':
      return { ...before, current: undefined };
    case 'warning':
      return before;
  }
}

function begin(progress: SweepProgress, index: number, nowMs: number): CurrentScenario {
  const stop = progress.stops[index];
  return { index, label: labelOf(progress, index), stop, startedAtMs: nowMs, expectedRequests: 0, recent: [] };
}

function end(before: SweepProgress, durationsMs: readonly number[]): SweepProgress {
  return { ...before, done: before.done + 1, durationsMs, current: undefined };
}

/** How the scenario is named to people. */
export function labelOf(progress: SweepProgress, index: number): string {
  return progress.scenarios[index]?.label || `scenario ${index + 1}`;
}

/** How long the whole sweep is likely to go on; undefined while too little is known. */
export function sweepMillisecondsLeft(progress: SweepProgress, nowMs: number): number | undefined {
  const { current, durationsMs, scenarios, done } = progress;
  if (current === undefined) return undefined;
  const currentLeftMs = scenarioMillisecondsLeft(current);
  if (currentLeftMs === undefined) return undefined;
  const waiting = scenarios.length - done - 1;
  if (waiting <= 0) return currentLeftMs;
  // The first moments of a scenario tell little of its length.
  const currentMs = fractionDone(current) > 0.1 ? [nowMs - current.startedAtMs + currentLeftMs] : [];
  const lengthsMs = [...durationsMs, ...currentMs];
  if (lengthsMs.length === 0) return undefined;
  return currentLeftMs + (waiting * lengthsMs.reduce((sum, length) => sum + length, 0)) / lengthsMs.length;
}
