import type { TokenLength } from '../sweep/scenario.js';
import { type Random, standardNormal } from './random.js';

/** Normally distributed lengths, rounded to whole tokens, at least 1. */
export function tokenLengths(random: Random, { mean, stddev }: TokenLength, count: number): number[] {
  return Array.from({ length: count }, () => {
    const deviation = stddev === 0 ? 0 : stddev * standardNormal(random);
    return Math.max(1, Math.round(mean + deviation));
  });
}
