import { csvTable, markdownTable, type ReportTable } from '../../src/core/report/reportTable.js';
import type { TableColumn } from './tableColumn.js';
import type { TableRows } from './tableRows.js';

/** The measured rows of a table as it stands: its columns, its order. */
export function tableText(columns: readonly TableColumn[], rows: TableRows, format: 'csv' | 'markdown'): string {
  const table: ReportTable = {
    columns: columns.map(({ fullTitle, align }) => ({ title: fullTitle, align })),
    rows: Array.from(rows.measuredItems(), (item) => columns.map((column) => column.text(item))),
  };
  return format === 'csv' ? csvTable(table) : markdownTable(table);
}
