import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortDescending } from '../../../src/core/results/genaiPerf/listSort.js';
import recorded from '../../fixtures/cpython/list-sort.json' with { type: 'json' };

type Recorded = (typeof recorded)[number];

/** The comparison of make.py beside the fixture, with its count and checksum of what was compared. */
function comparison({ keys, seed, noise }: Recorded) {
  const disagreement = (a: number, b: number) => (a * 7919 + b * 104729 + seed * 31) % 1024;
  const compared = { comparisons: 0, checksum: 0 };
  const isLess = (a: number, b: number): boolean => {
    compared.comparisons++;
    compared.checksum = (compared.checksum * 31 + a * 1009 + b) % 1_000_003;
    if (disagreement(a, b) < noise) return disagreement(b, a) % 2 === 0;
    return (keys[a] ?? 0) < (keys[b] ?? 0);
  };
  return { isLess, compared };
}

describe("CPython's list.sort(reverse=True)", () => {
  it('is repeated comparison by comparison, also when comparisons contradict each other', () => {
    expect(recorded.length).toBeGreaterThan(80);
    for (const sort of recorded) {
      const { isLess, compared } = comparison(sort);
      const list = sort.keys.map((_, at) => at);
      sortDescending(list, isLess);
      const { order, comparisons, checksum } = sort;
      expect({ order: list, ...compared }).toEqual({ order, comparisons, checksum });
    }
  });

  it('sorts, best first, and keeps the order of ties', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 300 }), (keys) => {
        const list = keys.map((key, at) => ({ key, at }));
        const expected = list.toSorted((a, b) => b.key - a.key || a.at - b.at);
        sortDescending(list, (a, b) => a.key < b.key);
        expect(list).toEqual(expected);
      }),
    );
  });

  it('loses and invents nothing, whatever the comparison says', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.func(fc.boolean()), (length, isLess) => {
        const list = Array.from({ length }, (_, at) => at);
        sortDescending(list, isLess);
        expect(list.toSorted((a, b) => a - b)).toEqual(Array.from({ length }, (_, at) => at));
      }),
    );
  });
});
