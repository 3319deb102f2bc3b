import type { StopRule } from '../../core/sweep/scenario.js';
import type { LoadProgress } from '../../load/loadJob.js';

/** The scenario that is being measured. */
export interface CurrentScenario {
  /** From 0. */
  readonly index: number;
  readonly label: string;
  readonly stop: StopRule | undefined;
  readonly startedAtMs: number;
  readonly expectedRequests: number;
  readonly load?: LoadProgress | undefined;
  /** Counters of the last seconds, oldest first: what the token rate is taken from. */
  readonly recent: readonly { readonly elapsedMs: number; readonly events: number }[];
}

const rateWindowMs = 5000;

/** The scenario with its newest counters. */
export function withLoad(current: CurrentScenario, load: LoadProgress, expectedRequests: number): CurrentScenario {
  const { elapsedMs, events } = load;
  const isRecent = (sample: { elapsedMs: number }) =>
    sample.elapsedMs <= elapsedMs && sample.elapsedMs >= elapsedMs - rateWindowMs;
  const recent = load.phase === 'measuring' ? [...current.recent.filter(isRecent), { elapsedMs, events }] : [];
  return { ...current, load, expectedRequests, recent };
}

/** Requests that ended, well or not. */
export function endedRequests({ load }: CurrentScenario): number {
  return load?.phase === 'measuring' ? load.completed + load.failed : 0;
}

/** Token events per second over the last seconds; undefined where answers are not streamed. */
export function recentTokensPerSecond({ load, recent }: CurrentScenario): number | undefined {
  if (load?.recentTtftMs === undefined) return undefined;
  const first = recent.length > 1 ? recent[0]! : { elapsedMs: 0, events: 0 };
  const spanMs = load.elapsedMs - first.elapsedMs;
  return spanMs > 0 ? ((load.events - first.events) * 1000) / spanMs : undefined;
}

/** How far the scenario is, 0 to 1, by requests or by time, as its stop rule says. */
export function fractionDone(current: CurrentScenario): number {
  const { stop, expectedRequests, load } = current;
  if (load?.phase !== 'measuring') return 0;
  const byRequests = expectedRequests > 0 ? endedRequests(current) / expectedRequests : 0;
  const limitMs = timeLimitMs(stop, endedRequests(current), load.elapsedMs);
  const byTime = limitMs === undefined ? 0 : load.elapsedMs / limitMs;
  return Math.min(1, stop?.kind === 'interval' ? byTime : Math.max(byRequests, byTime));
}

/** How long the scenario is likely to go on; undefined before anything is known, 0 when it is about to end. */
export function scenarioMillisecondsLeft(current: CurrentScenario): number | undefined {
  const fraction = fractionDone(current);
  if (current.load === undefined || fraction === 0) return undefined;
  return current.load.elapsedMs / fraction - current.load.elapsedMs;
}

/** When time ends the window; undefined where requests alone do, or their least number is not there yet. */
function timeLimitMs(stop: StopRule | undefined, ended: number, elapsedMs: number): number | undefined {
  if (stop?.kind === 'interval') return stop.milliseconds;
  if (stop?.kind !== 'default') return undefined;
  const goesOn = elapsedMs > stop.maxMilliseconds && ended < stop.minimumRequests;
  return goesOn ? undefined : stop.maxMilliseconds;
}
