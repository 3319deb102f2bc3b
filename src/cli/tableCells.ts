import { withThousands } from '../core/metrics/format.js';
import type { ReportTable } from '../core/report/reportTable.js';

/** How numbers are written: with all their decimals, or with those that are seen at a glance. */
export type NumberStyle = 'full' | 'compact';

/**
 * The rows of a table as a terminal shows them: no control characters, which it would obey, thousands apart, and a
 * dash in a column of numbers where nothing was measured.
 */
export function shownRows({ columns, rows }: ReportTable, style: NumberStyle): string[][] {
  return rows.map((row) =>
    row.map((cell, index) => {
      const text = cell.replaceAll(/\p{Cc}+/gu, ' ');
      if (columns[index]!.align === 'left') return text;
      return text === '' ? '–' : withThousands(style === 'compact' ? compact(text) : text);
    }),
  );
}

/** `779.75` → `779.8`, `12476.00` → `12476`; whole numbers and small ones stay. */
function compact(text: string): string {
  if (!/^-?\d{3,}\.\d+$/.test(text)) return text;
  const value = Number(text);
  return value.toFixed(Math.abs(value) >= 1000 ? 0 : 1);
}
