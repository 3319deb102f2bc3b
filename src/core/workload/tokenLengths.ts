import type { Spread, TokenLength } from '../sweep/scenario.js';
import { type Random, standardNormal } from './random.js';

/** Normally distributed lengths, rounded to whole tokens (turns, pixels), at least 1. */
export function tokenLengths(random: Random, length: TokenLength, count: number): number[] {
  return Array.from({ length: count }, () => Math.max(1, Math.round(normal(random, length))));
}

/** Normally distributed delays in whole milliseconds, at least 0. */
export function delays(random: Random, delay: Spread, count: number): number[] {
  return Array.from({ length: count }, () => Math.max(0, Math.round(normal(random, delay))));
}

/** A number of the normal distribution; nothing is drawn where nothing spreads. */
export function normal(random: Random, { mean, stddev }: Spread): number {
  return stddev === 0 ? mean : mean + stddev * standardNormal(random);
}
