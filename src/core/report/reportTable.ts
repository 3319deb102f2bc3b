import { stringify } from 'csv-stringify/browser/esm/sync';

/** A column of a report. */
export interface ReportColumn {
  /** With unit: `p99 Time To First Token (ms)`. */
  readonly title: string;
  /** The same in few characters, for narrow screens: `p99 TTFT (ms)`. */
  readonly shortTitle?: string;
  /** Numbers stand right, words left. */
  readonly align: 'left' | 'right';
}

/** A table as texts; an empty cell is a value that was not measured. */
export interface ReportTable {
  readonly columns: readonly ReportColumn[];
  /** As many cells per row as there are columns. */
  readonly rows: readonly (readonly string[])[];
}

/** The table without columns that are empty in every row; a table without rows keeps all. */
export function withoutEmptyColumns({ columns, rows }: ReportTable): ReportTable {
  const isKept = columns.map((_, index) => rows.length === 0 || rows.some((row) => row[index] !== ''));
  const kept = <Cell>(cells: readonly Cell[]) => cells.filter((_, index) => isKept[index]);
  return { columns: kept(columns), rows: rows.map(kept) };
}

/** Titles and rows as CSV, lines ended by CRLF as in genai-perf's files. */
export function csvTable({ columns, rows }: ReportTable): string {
  return csvRows([columns.map(({ title }) => title), ...rows]);
}

/** Rows as CSV, lines ended by CRLF; numbers stay plain numbers. */
export function csvRows(rows: readonly (readonly string[])[]): string {
  // Left to itself it quotes line breaks only where they are CRLF.
  return stringify(
    rows.map((row) => [...row]),
    { record_delimiter: 'windows', quoted_match: /[\r\n]/ },
  );
}

/** A GitHub-flavoured Markdown table; ends with a line feed. */
export function markdownTable({ columns, rows }: ReportTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const rule = columns.map(({ align }) => (align === 'right' ? '---:' : ':---'));
  const titles = columns.map(({ title }) => title);
  return [line(titles.map(markdownCell)), line(rule), ...rows.map((row) => line(row.map(markdownCell)))].join('');
}

function markdownCell(text: string): string {
  return text.replaceAll(/[\\|]/g, '\\$&').replaceAll(/\r\n|[\r\n]/g, ' ');
}
