import pc from 'picocolors';
import type { ReportTable } from '../core/report/reportTable.js';
import { shownRows } from './tableCells.js';
import { type LaidOutColumn, layOut, type TableLayout } from './tableLayout.js';
import type { Paint } from './terminal.js';
import { cutEnd, cutStart, padEnd, padStart, textWidth } from './textWidth.js';

/** How a table is drawn. */
export interface TableOptions {
  /** Columns of the terminal; `Infinity` where lines may be of any length. */
  readonly width: number;
  readonly color: boolean;
  /** Marks the first row as the best one. */
  readonly highlightFirst?: boolean;
}

const mark = '✓ ';

/**
 * A table for the terminal, ended by a line feed: titles on several lines where that saves width, in short form where
 * it is narrow; a list of rows where it is too narrow for a table.
 */
export function renderTable(table: ReportTable, { width, color, highlightFirst = false }: TableOptions): string {
  const drawing = { paint: pc.createColors(color), highlightFirst };
  const layout = layOut(table, highlightFirst ? width - mark.length : width);
  const lines = layout === undefined ? listLines(table, { ...drawing, width }) : tableLines(layout, drawing);
  return lines.map((line) => `${line}\n`).join('');
}

interface Drawing {
  readonly paint: Paint;
  readonly highlightFirst: boolean;
}

function tableLines({ columns, gap, rows }: TableLayout, { paint, highlightFirst }: Drawing): string[] {
  const indent = highlightFirst ? ' '.repeat(mark.length) : '';
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => padded(cell, columns[index]!, index))
      .join(gap)
      .trimEnd();
  const titles = columns[0]!.titleLines.map((_, height) => line(columns.map(({ titleLines }) => titleLines[height]!)));
  const rule = columns.map(({ width }) => '─'.repeat(width)).join(gap);
  return [
    ...titles.map((title) => indent + paint.bold(title)),
    indent + paint.dim(rule),
    ...rows.map((row, index) => {
      const isBest = highlightFirst && index === 0;
      return isBest ? paint.green(mark) + paint.bold(line(row)) : indent + line(row);
    }),
  ];
}

/** The ends of names tell them apart; of sentences, the beginning says most. */
function padded(cell: string, { align, width }: LaidOutColumn, index: number): string {
  if (align === 'right') return padStart(cell, width);
  return padEnd(index === 0 ? cutStart(cell, width) : cutEnd(cell, width), width);
}

/** One value per line; what there is nothing to say of is left out. */
function listLines(table: ReportTable, { width, paint, highlightFirst }: Drawing & { width: number }): string[] {
  const { columns } = table;
  const rows = shownRows(table, 'full');
  const titles = columns.map(({ title, shortTitle }) => shortTitle ?? title);
  const titleWidth = Math.max(...titles.map(textWidth));
  const isNumber = columns.map(({ align }) => align === 'right');
  const valueWidth = Math.max(
    0,
    ...rows.flatMap((row) => row.map((text, column) => (isNumber[column] ? textWidth(text) : 0))),
  );
  return rows.flatMap(([name, ...values], index) => {
    const head = cutEnd(highlightFirst && index === 0 ? mark + name : name!, width);
    const lines = values.flatMap((value, position) => {
      const column = position + 1;
      const text = isNumber[column] ? padStart(value, valueWidth) : value;
      return text === '' ? [] : [cutEnd(`  ${padEnd(titles[column]!, titleWidth)}  ${text}`, width)];
    });
    return [paint.bold(head), ...lines];
  });
}
