import type { MetricFamily } from '../../metrics/families.js';
import { isMetricTag, metricOf } from '../../metrics/tags.js';
import { PythonError } from './pythonError.js';
import { divide, subtract } from './pythonNumber.js';
import { pythonRepr } from './pythonText.js';
import type { PythonNumber } from './pythonValue.js';

/** Whether the original has a class for records of this tag. */
export function requireRecordTag(tag: string): void {
  if (!isMetricTag(tag)) throw new PythonError('KeyError', pythonRepr(tag));
}

/** Lengths, counts and what a card merely has count as "more is better" in the original. */
export function isHigherBetter(tag: string): boolean {
  return metricOf(tag).family.direction !== 'lower';
}

/**
 * What the original divides raw values by before it shows them: ten to the power of its "reduction factor". For GB and
 * KB/s that factor is the conversion itself, so the shown value is almost the raw one.
 */
const divisorByUnit: Partial<Record<string, PythonNumber>> = {
  ms: 1_000_000n,
  MJ: 1_000_000n,
  GB: 1.0024173525630236, // 10 ** 0.001048576
  'KB/s': 1.0022511482929128, // 10 ** (1 / 1024)
};

function divisorOf(family: MetricFamily): PythonNumber {
  const isRatioAsPercent = family.unit === '%' && family.rawPerUnit !== 1;
  return isRatioAsPercent ? 0.01 : (divisorByUnit[family.unit] ?? 1n);
}

/** A raw value as the original's tables show it. */
export function shownValue(tag: string, raw: PythonNumber): number {
  return divide(raw, divisorOf(metricOf(tag).family));
}

/** `mine - theirs` of two records: above 0 when mine is better. */
export function advantage(tag: string, mine: PythonNumber, theirs: PythonNumber): PythonNumber {
  return isHigherBetter(tag) ? subtract(mine, theirs) : subtract(theirs, mine);
}
