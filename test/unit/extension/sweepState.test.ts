import { describe, expect, it } from 'vitest';
import { advance, doneCount, progressText, type SweepState } from '../../../src/extension/sweep/sweepState.js';
import type { SweepEvent } from '../../../src/runner/sweepEvents.js';

const label = (value: number) => ({
  label: `concurrency=${value}`,
  swept: [{ name: 'concurrency' as const, value }],
});
const started: SweepEvent = {
  kind: 'started',
  checkpoint: '/w/checkpoint.json',
  figures: [],
  scenarios: [1, 2, 4].map(label),
};

function stateAfter(...events: SweepEvent[]): SweepState {
  return events.reduce<SweepState | undefined>(advance, undefined)!;
}

describe('a sweep as it runs', () => {
  it('knows where it is', () => {
    const skipped: SweepEvent = { kind: 'skipped', index: 0, runConfig: 'a', message: '' };
    const measuring: SweepEvent = { kind: 'measuring', index: 1, runConfig: 'b', artifactDirectory: '/w/b' };
    const state = stateAfter(started, skipped, measuring);
    expect(progressText(state)).toBe('2/3 concurrency=2');
    expect(doneCount(state)).toBe(1);
    const failed = advance(state, { kind: 'failed', index: 1, reason: 'HTTP 503' })!;
    expect(failed.scenarios.map(({ state: how }) => how)).toEqual(['skipped', 'failed', 'waiting']);
    expect(failed.scenarios[1]?.reason).toBe('HTTP 503');
    expect(progressText(failed)).toBe('2/3');
  });

  it('does not count warm-up requests', () => {
    const progress = { completed: 7, failed: 0, inFlight: 1, events: 0, elapsedMs: 5, recentTtftMs: undefined };
    const tell = (phase: 'warm-up' | 'measuring') =>
      stateAfter(started, { kind: 'progress', index: 0, progress: { ...progress, phase }, expectedRequests: 10 });
    expect(tell('warm-up').completedRequests).toBe(0);
    expect(tell('measuring').completedRequests).toBe(7);
  });

  it('is nothing before its first event', () => {
    expect(advance(undefined, { kind: 'warning', message: 'x' })).toBeUndefined();
  });
});
