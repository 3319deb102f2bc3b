import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describe, percentile } from '../../../src/core/measure/statistics.js';
import type { Statistic } from '../../../src/core/metrics/families.js';
import { statistics } from '../../../src/core/metrics/families.js';

interface Case {
  readonly values: number[];
  readonly expected: Record<Statistic, number>;
}
const { cases } = JSON.parse(
  readFileSync(new URL('../../fixtures/numpy/statistics.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

test(`${cases.length} samples have numpy's statistics, percentiles to the last bit`, () => {
  for (const { values, expected } of cases) {
    const found = describe(Float64Array.from(values));
    expect(Object.keys(found)).toEqual([...statistics]);
    const { avg, std, ...exact } = found;
    const { avg: numpyAvg, std: numpyStd, ...numpyExact } = expected;
    expect(exact).toEqual(numpyExact);
    for (const [ours, numpys] of [
      [avg, numpyAvg],
      [std, numpyStd],
    ])
      expect(Math.abs(ours! - numpys!)).toBeLessThanOrEqual(1e-12 * Math.abs(numpys!));
  }
});

test('percentiles stay inside the samples and never fall', () => {
  const samples = fc.array(fc.double({ noNaN: true, min: -1e15, max: 1e15 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(
      samples,
      fc.float({ min: 0, max: 100, noNaN: true }),
      fc.float({ min: 0, max: 100, noNaN: true }),
      (values, a, b) => {
        const sorted = Float64Array.from(values).sort();
        const [low, high] = [percentile(sorted, Math.min(a, b)), percentile(sorted, Math.max(a, b))];
        expect(low).toBeGreaterThanOrEqual(sorted[0]!);
        expect(high).toBeLessThanOrEqual(sorted.at(-1)!);
        // One rounding of the interpolation may turn around two percentiles that are all but equal.
        expect(low - high).toBeLessThanOrEqual(1e-12 * (sorted.at(-1)! - sorted[0]!));
      },
    ),
  );
});
