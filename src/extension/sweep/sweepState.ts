import type { SweptValue } from '../../core/sweep/scenario.js';
import type { SweepEvent, SweepSummary } from '../../runner/sweepEvents.js';

/** A scenario of a sweep that is running. */
export interface ScenarioState {
  /** `concurrency=8`. */
  readonly title: string;
  readonly swept: readonly SweptValue[];
  readonly state: 'waiting' | 'running' | 'measured' | 'skipped' | 'failed';
  /** Once it has one. */
  readonly runConfig?: string | undefined;
  /** Why it failed, one sentence. */
  readonly reason?: string | undefined;
}

/** A sweep from its first event to its last. */
export interface SweepState {
  /** Absolute path. */
  readonly checkpointPath: string;
  readonly scenarios: readonly ScenarioState[];
  /** Requests of the scenario that is running. */
  readonly completedRequests: number;
  /** Expected of it; 0 where only time will tell. */
  readonly expectedRequests: number;
  readonly summary?: SweepSummary | undefined;
}

/** The state after an event; undefined before the sweep has begun. */
export function advance(state: SweepState | undefined, event: SweepEvent): SweepState | undefined {
  if (event.kind === 'started') {
    const scenarios = event.scenarios.map(
      ({ label, swept }): ScenarioState => ({ title: label, swept, state: 'waiting' }),
    );
    return { checkpointPath: event.checkpoint, scenarios, completedRequests: 0, expectedRequests: 0 };
  }
  if (state === undefined) return undefined;
  switch (event.kind) {
    case 'measuring':
      return withScenario(
        { ...state, completedRequests: 0, expectedRequests: 0 },
        { index: event.index, state: 'running', runConfig: event.runConfig },
      );
    case 'progress':
      return {
        ...state,
        // Warm-up requests do not count.
        completedRequests: event.progress.phase === 'warm-up' ? 0 : event.progress.completed,
        expectedRequests: event.expectedRequests,
      };
    case 'measured':
    case 'skipped':
      return withScenario(state, { index: event.index, state: event.kind, runConfig: event.runConfig });
    case 'failed':
      return withScenario(state, { index: event.index, state: 'failed', reason: event.reason });
    case 'finished':
      return { ...state, summary: event.summary };
    case 'warning':
      return state;
  }
}

/** Scenarios that are over, however they ended. */
export function doneCount({ scenarios }: SweepState): number {
  return scenarios.filter(({ state }) => state !== 'waiting' && state !== 'running').length;
}

/** The scenario that is being measured; undefined between two. */
export function runningScenario({ scenarios }: SweepState): ScenarioState | undefined {
  return scenarios.find(({ state }) => state === 'running');
}

/** Where a sweep is, in the fewest words: `3/6 concurrency=8`. */
export function progressText(state: SweepState): string {
  const running = runningScenario(state);
  const total = state.scenarios.length;
  if (running === undefined) return `${doneCount(state)}/${total}`;
  return `${state.scenarios.indexOf(running) + 1}/${total} ${running.title}`;
}

function withScenario(
  state: SweepState,
  { index, ...changes }: Partial<ScenarioState> & { readonly index: number },
): SweepState {
  return {
    ...state,
    scenarios: state.scenarios.map((scenario, position) =>
      position === index ? { ...scenario, ...changes } : scenario,
    ),
  };
}
