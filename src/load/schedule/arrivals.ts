import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RequestRateLoad } from '../../core/sweep/scenario.js';

/**
 * When requests leave in an open loop: milliseconds after the begin of the window, ascending, without end.
 * Instants are absolute, so that lateness of one request never moves the others.
 */
export function* arrivals(
  { requestsPerSecond, distribution }: RequestRateLoad,
  seed: number,
): Generator<number, never> {
  const meanGapMs = 1000 / requestsPerSecond;
  if (distribution === 'constant') for (let request = 0; ; request++) yield request * meanGapMs;
  const random = xoroshiro128plus(seed);
  for (let dueMs = 0; ; dueMs -= Math.log(1 - uniformFloat64(random)) * meanGapMs) yield dueMs;
}
