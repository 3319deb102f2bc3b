import { Option } from 'commander';
import { csvTable, markdownTable, type ReportTable } from '../../core/report/reportTable.js';
import type { CliIo } from '../cliIo.js';
import { renderTable } from '../table.js';
import { tableStyle } from '../terminal.js';

/** How tables can be printed; `json` is up to the command. */
export type TableFormat = 'table' | 'csv' | 'json' | 'markdown';

/** `--format`, for every command that prints tables. */
export function formatOption(): Option {
  const formats: readonly TableFormat[] = ['table', 'csv', 'json', 'markdown'];
  return new Option('--format <format>', 'how to print the result').choices(formats).default('table');
}

/** What to print, and how. */
export interface TablesToPrint {
  /** Empty ones are left out. */
  readonly tables: readonly ReportTable[];
  readonly format: Exclude<TableFormat, 'json'>;
  /** Marks the first row of the first table as the best one. */
  readonly highlightFirst?: boolean;
}

/** Tables for people or spreadsheets, an empty line between them. */
export function formatTables({ tables, format, highlightFirst = false }: TablesToPrint, io: CliIo): string {
  const style = tableStyle(io.stdout, io.env);
  const draw = {
    table: (table: ReportTable) =>
      renderTable(table, { ...style, highlightFirst: highlightFirst && table === tables[0] }),
    csv: csvTable,
    markdown: markdownTable,
  }[format];
  const drawn = tables.filter(({ rows }) => rows.length > 0).map((table) => draw(table));
  return drawn.join(format === 'csv' ? '\r\n' : '\n');
}
