import { Option } from 'commander';
import { csvTable, markdownTable, type ReportTable } from '../../core/report/reportTable.js';
import type { CliIo } from '../cliIo.js';
import { renderTable } from '../table.js';
import { terminalWidth, usesColor } from '../terminal.js';

/** How tables can be printed; `json` is up to the command. */
export type TableFormat = 'table' | 'csv' | 'json' | 'markdown';

/** `--format`, for every command that prints tables. */
export function formatOption(): Option {
  const formats: readonly TableFormat[] = ['table', 'csv', 'json', 'markdown'];
  return new Option('--format <format>', 'how to print the result').choices(formats).default('table');
}

/** Tables in one of the formats for people and spreadsheets, an empty line between them; empty tables are left out. */
export function formatTables(tables: readonly ReportTable[], format: 'table' | 'csv' | 'markdown', io: CliIo): string {
  const draw = {
    table: (table: ReportTable) =>
      renderTable(table, { width: terminalWidth(io.stdout) ?? Infinity, color: usesColor(io.stdout, io.env) }),
    csv: csvTable,
    markdown: markdownTable,
  }[format];
  return tables
    .filter(({ rows }) => rows.length > 0)
    .map(draw)
    .join(format === 'csv' ? '\r\n' : '\n');
}
