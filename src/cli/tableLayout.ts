import type { ReportColumn, ReportTable } from '../core/report/reportTable.js';
import { type NumberStyle, shownRows } from './tableCells.js';
import { textWidth, wrapWords } from './textWidth.js';

/** A column as it will stand there. */
export interface LaidOutColumn {
  readonly align: ReportColumn['align'];
  readonly width: number;
  /** Title in lines of at most `width` columns of the terminal, as many for all columns, empty ones first. */
  readonly titleLines: readonly string[];
}

/** A table that fits: columns, the space between them, and the texts to put there. */
export interface TableLayout {
  readonly columns: readonly LaidOutColumn[];
  readonly gap: string;
  /** Words may be longer than their column. */
  readonly rows: readonly (readonly string[])[];
}

interface Style {
  readonly titles: 'full' | 'short';
  /** Most lines that a title may take. */
  readonly lines: number;
  readonly gap: number;
  readonly numbers: NumberStyle;
  /** Words longer than this may be cut to it: `…config_12`. */
  readonly cutTo: number;
}

/** From roomy to tight; the first that fits is taken. Names of models are long, and ends of them will do. */
const styles: readonly Style[] = [
  { titles: 'full', lines: 2, gap: 2, numbers: 'full', cutTo: Infinity },
  { titles: 'full', lines: 3, gap: 2, numbers: 'full', cutTo: Infinity },
  { titles: 'full', lines: 3, gap: 2, numbers: 'full', cutTo: 24 },
  { titles: 'full', lines: 4, gap: 2, numbers: 'full', cutTo: 24 },
  { titles: 'short', lines: 2, gap: 2, numbers: 'full', cutTo: 24 },
  { titles: 'short', lines: 3, gap: 2, numbers: 'full', cutTo: 24 },
  { titles: 'short', lines: 3, gap: 2, numbers: 'compact', cutTo: 24 },
  { titles: 'short', lines: 3, gap: 1, numbers: 'compact', cutTo: 24 },
  { titles: 'short', lines: 3, gap: 1, numbers: 'compact', cutTo: 10 },
];

/** The roomiest layout of at most `width` columns of the terminal; undefined when there is none. */
export function layOut(table: ReportTable, width: number): TableLayout | undefined {
  for (const style of styles) {
    const layout = tryLayout(table, width, style);
    if (layout !== undefined) return layout;
  }
  return undefined;
}

function tryLayout(table: ReportTable, width: number, style: Style): TableLayout | undefined {
  const { columns } = table;
  const rows = shownRows(table, style.numbers);
  const titles = columns.map(({ title, shortTitle }) => (style.titles === 'short' ? (shortTitle ?? title) : title));
  const titleWidths = titles.map((title) => narrowest(title, style.lines));
  const widths = titleWidths.map((least, column) => Math.max(least, ...rows.map((row) => textWidth(row[column]!))));
  let excess = sum(widths) + style.gap * (columns.length - 1) - width;
  columns.forEach(({ align }, column) => {
    if (align === 'right') return;
    const spare = widths[column]! - Math.max(titleWidths[column]!, style.cutTo);
    const cut = Math.max(0, Math.min(spare, excess));
    widths[column]! -= cut;
    excess -= cut;
  });
  if (excess > 0) return undefined;
  const wrapped = titles.map((title, column) => wrapWords(title, widths[column]!));
  const height = Math.max(...wrapped.map(({ length }) => length));
  return {
    gap: ' '.repeat(style.gap),
    rows,
    columns: columns.map(({ align }, column) => {
      const lines = wrapped[column]!;
      return { align, width: widths[column]!, titleLines: [...Array(height - lines.length).fill(''), ...lines] };
    }),
  };
}

/** The least width at which a title takes no more than so many lines. */
function narrowest(title: string, lines: number): number {
  let width = Math.max(...title.split(' ').map(textWidth));
  while (wrapWords(title, width).length > lines) width += 1;
  return width;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
