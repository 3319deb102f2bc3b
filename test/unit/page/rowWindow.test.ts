import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowHeightPx, rowsInSight, scrollTopFor, startOf, totalHeight } from '../../../webview-ui/table/rowWindow.js';

const sight = fc.record({
  rows: fc.integer({ min: 1, max: 12_000 }),
  scrollTopPx: fc.integer({ min: 0, max: 400_000 }),
  heightPx: fc.integer({ min: 0, max: 2000 }),
  open: fc.option(
    fc.record({ index: fc.integer({ min: 0, max: 12_000 }), extraPx: fc.integer({ min: 0, max: 900 }) }),
    {
      nil: undefined,
    },
  ),
});

test('every row that is in sight is drawn, and few others', () => {
  fc.assert(
    fc.property(sight, (seen) => {
      const { rows, scrollTopPx, heightPx, open } = seen;
      const { first, end } = rowsInSight(seen);
      expect(first).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(rows);
      const isSeen = (index: number) =>
        startOf(index + 1, open) > scrollTopPx && startOf(index, open) < scrollTopPx + heightPx;
      for (const index of [first - 1, end]) if (index >= 0 && index < rows) expect(isSeen(index)).toBe(false);
      expect(end - first).toBeLessThanOrEqual(heightPx / rowHeightPx + 11);
    }),
  );
});

test('scrolling to a row brings its beginning in sight, and all of it where there is room', () => {
  fc.assert(
    fc.property(sight, fc.nat(), (seen, number) => {
      const { rows, heightPx, open, scrollTopPx } = seen;
      const index = number % rows;
      const top = scrollTopFor(index, seen);
      const [start, end] = [startOf(index, open), startOf(index + 1, open)];
      expect(top).toBeLessThanOrEqual(start);
      if (end - start <= heightPx) expect(end).toBeLessThanOrEqual(top + heightPx);
      if (start >= scrollTopPx && end <= scrollTopPx + heightPx) expect(top).toBe(scrollTopPx);
    }),
  );
});

test('the open row makes the list higher by what it has more', () => {
  expect(totalHeight(10)).toBe(10 * rowHeightPx);
  expect(totalHeight(10, { index: 3, extraPx: 120 })).toBe(10 * rowHeightPx + 120);
  expect(startOf(3, { index: 3, extraPx: 120 })).toBe(3 * rowHeightPx);
});
