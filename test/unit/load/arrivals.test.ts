import { describe, expect, test } from 'vitest';
import { arrivals } from '../../../src/load/schedule/arrivals.js';

const take = (iterator: Iterator<number, never>, count: number) =>
  Array.from({ length: count }, () => iterator.next().value);

describe('arrivals', () => {
  test('at a constant rate are exact multiples of the gap, however many', () => {
    const times = take(
      arrivals({ kind: 'request_rate', requestsPerSecond: 3, distribution: 'constant' }, { seed: 1, requests: 1000 }),
      300_001,
    );
    expect(times.slice(0, 3)).toEqual([0, 1000 / 3, 2000 / 3]);
    expect(times[300_000]).toBeCloseTo(100_000_000, 6);
  });

  test('of a Poisson process have exponential gaps', () => {
    const times = take(
      arrivals(
        { kind: 'request_rate', requestsPerSecond: 100, distribution: 'poisson' },
        { seed: 7, requests: 100_000 },
      ),
      100_001,
    );
    const gaps = times.slice(1).map((time, at) => time - times[at]!);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(mean).toBeGreaterThan(9.9);
    expect(mean).toBeLessThan(10.1);
    expect(Math.sqrt(variance) / mean).toBeCloseTo(1, 1);
    // The share of gaps above the mean is 1/e.
    expect(gaps.filter((gap) => gap > 10).length / gaps.length).toBeCloseTo(Math.exp(-1), 2);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
  });
});
