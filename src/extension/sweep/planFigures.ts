import type { SweepPlan } from '../../core/sweep/plan.js';
import type { StopRule } from '../../core/sweep/scenario.js';

/** What a plan comes to. */
export interface PlanFigures {
  readonly scenarios: number;
  /** At most; undefined where only time will tell. */
  readonly requests: number | undefined;
  /** Of measuring, at the longest; undefined where a scenario waits for its last answer. */
  readonly longestMs: number | undefined;
}

/** Sums a plan up. */
export function planFigures({ scenarios }: SweepPlan): PlanFigures {
  return {
    scenarios: scenarios.length,
    requests: sum(scenarios.map(({ requests }) => requests)),
    longestMs: sum(scenarios.map(({ scenario }) => longestMs(scenario.stop))),
  };
}

/** Time after which a scenario ends even when requests are missing; undefined when it waits for all of them. */
export function longestMs(stop: StopRule): number | undefined {
  if (stop.kind === 'interval') return stop.milliseconds;
  return stop.kind === 'default' ? stop.maxMilliseconds : undefined;
}

/** A length of time in words, for people who decide whether to wait: `45 s`, `3 min`, `1 h 20 min`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** The first values of a list, and that there are more: `1, 2, 4, 8, 16 …`. */
export function firstValues(values: readonly number[], most = 8): string {
  const shown = values.slice(0, most).join(', ');
  return values.length > most ? `${shown} … ${values.at(-1)}` : shown;
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce((total, value) => (total === undefined || value === undefined ? undefined : total + value), 0);
}
