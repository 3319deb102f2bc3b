import { expect, test } from 'vitest';
import {
  fractionDone,
  recentTokensPerSecond,
  scenarioMillisecondsLeft,
} from '../../../src/cli/progress/currentScenario.js';
import {
  advance,
  noProgress,
  type SweepProgress,
  sweepMillisecondsLeft,
} from '../../../src/cli/progress/sweepProgress.js';
import type { StopRule } from '../../../src/core/sweep/scenario.js';
import type { LoadProgress } from '../../../src/load/loadJob.js';
import { loadProgress, scriptedStops, scriptedSweep } from './scriptedSweep.js';

function running(stop: StopRule, changes: Partial<LoadProgress>, expectedRequests = 100) {
  const begun = advance(
    noProgress([stop]),
    { kind: 'measuring', index: 0, runConfig: 'm_run_config_0', artifactDirectory: '/a' },
    0,
  );
  return advance(begun, { kind: 'progress', index: 0, progress: loadProgress(changes), expectedRequests }, 1).current!;
}

const byCount: StopRule = { kind: 'request_count', requests: 100 };
const byInterval: StopRule = { kind: 'interval', milliseconds: 10_000 };
const byDefault: StopRule = { kind: 'default', requests: 100, minimumRequests: 10, maxMilliseconds: 8_000 };

test.each([
  ['failed requests count as ended', byCount, { completed: 20, failed: 5 }, 0.25],
  ['an interval is a matter of time', byInterval, { completed: 90, elapsedMs: 2_000 }, 0.2],
  ['the default ends by requests', byDefault, { completed: 90, elapsedMs: 2_000 }, 0.9],
  ['or by time, whichever is first', byDefault, { completed: 20, elapsedMs: 4_000 }, 0.5],
  ['but not before the least number of requests', byDefault, { completed: 5, elapsedMs: 9_000 }, 0.05],
  ['more than all is all', byCount, { completed: 130 }, 1],
  ['warm-up is no progress', byCount, { phase: 'warm-up', completed: 20 } as const, 0],
])('fraction: %s', (_what, stop, changes, fraction) => {
  expect(fractionDone(running(stop, changes))).toBeCloseTo(fraction);
});

test('time left goes on at the speed so far', () => {
  expect(scenarioMillisecondsLeft(running(byCount, { completed: 25, elapsedMs: 2_000 }))).toBeCloseTo(6_000);
  expect(scenarioMillisecondsLeft(running(byCount, { completed: 0 }))).toBeUndefined();
});

test('the token rate is that of the last five seconds, not of the whole window', () => {
  let progress: SweepProgress = noProgress([byCount]);
  for (let second = 0; second <= 20; second += 1) {
    const events = second <= 10 ? 0 : (second - 10) * 700;
    const load = loadProgress({ elapsedMs: second * 1000, events });
    progress = advance(progress, { kind: 'progress', index: 0, progress: load, expectedRequests: 100 }, second * 1000);
  }
  expect(recentTokensPerSecond(progress.current!)).toBeCloseTo(700);
});

test('answers that are not streamed have no token rate', () => {
  expect(recentTokensPerSecond(running(byCount, { recentTtftMs: undefined }))).toBeUndefined();
});

test('the sweep as a whole is estimated from the scenarios that are over', () => {
  let progress = noProgress(scriptedStops);
  const left: (number | undefined)[] = [];
  for (const { atMs, event } of scriptedSweep()) {
    progress = advance(progress, event, atMs);
    if (event.kind === 'progress' && event.progress.elapsedMs === 1500)
      left.push(sweepMillisecondsLeft(progress, atMs));
  }
  // Each scenario takes 3.15 s and is half done here; four, three … none are waiting. The fifth is further by its failed requests.
  expect(left.map((ms) => Math.round(ms! / 1000))).toEqual([14, 11, 8, 4, 2]);
  expect(progress).toMatchObject({ done: 6, current: undefined });
});
