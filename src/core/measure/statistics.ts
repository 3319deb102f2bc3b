import { type Statistic, statistics } from '../metrics/families.js';

const percentOf: Readonly<Partial<Record<Statistic, number>>> = {
  p1: 1,
  p5: 5,
  p10: 10,
  p25: 25,
  p50: 50,
  p75: 75,
  p90: 90,
  p95: 95,
  p99: 99,
};

/**
 * The thirteen statistics as numpy computes them: population standard deviation, linear percentiles.
 * @param values at least one, no NaN; they are sorted in place
 */
export function describe(values: Float64Array): Record<Statistic, number> {
  values.sort();
  const avg = mean(values);
  const std = Math.sqrt(mean(values.map((value) => (value - avg) ** 2)));
  const known: Partial<Record<Statistic, number>> = { avg, min: values[0]!, max: values.at(-1)!, std };
  return Object.fromEntries(
    statistics.map((statistic) => [statistic, known[statistic] ?? percentile(values, percentOf[statistic]!)]),
  ) as Record<Statistic, number>;
}

/** Arithmetic mean; NaN for no values. */
export function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/**
 * Linear percentile, equal to numpy's to the last bit: from the middle on numpy interpolates from the upper neighbour.
 * @param sorted ascending, at least one
 * @param percent 0 to 100
 */
export function percentile(sorted: Float64Array, percent: number): number {
  const place = (sorted.length - 1) * (percent / 100);
  const below = Math.floor(place);
  const lower = sorted[below]!;
  const upper = sorted[Math.min(below + 1, sorted.length - 1)]!;
  const share = place - below;
  const step = upper - lower;
  return share < 0.5 ? lower + step * share : upper - step * (1 - share);
}
