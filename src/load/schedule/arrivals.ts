import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RequestRateLoad } from '../../core/sweep/scenario.js';

/**
 * When requests leave in an open loop: milliseconds after the begin of the window, ascending, without end.
 * Instants are absolute, so that lateness of one request never moves the others. Poisson gaps are drawn for a whole
 * scenario and scaled to its rate: a hundred of them alone would miss it by a tenth, and every scenario by another.
 * @param requests that a scenario is expected to send, at least 1
 */
export function* arrivals(
  { requestsPerSecond, distribution }: RequestRateLoad,
  { seed, requests }: { readonly seed: number; readonly requests: number },
): Generator<number, never> {
  const meanGapMs = 1000 / requestsPerSecond;
  if (distribution === 'constant') for (let request = 0; ; request++) yield request * meanGapMs;
  const random = xoroshiro128plus(seed);
  for (let startMs = 0; ; startMs += requests * meanGapMs) {
    const gaps = Float64Array.from({ length: requests }, () => -Math.log(1 - uniformFloat64(random)));
    const scaleMs = (requests * meanGapMs) / gaps.reduce((sum, gap) => sum + gap, 0);
    let dueMs = startMs;
    for (const gap of gaps) {
      yield dueMs;
      dueMs += gap * scaleMs;
    }
  }
}

/** The times of a schedule, and then never. */
export function* scheduled(timesMs: readonly number[]): Generator<number, never> {
  yield* timesMs;
  for (;;) yield Number.POSITIVE_INFINITY;
}
