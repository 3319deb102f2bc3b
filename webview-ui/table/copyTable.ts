import { csvTable, markdownTable, type ReportTable } from '../../src/core/report/reportTable.js';
import type { TableColumn } from './tableColumn.js';
import type { MeasuredItem, TableItem } from './tableItem.js';

/** The measured rows of a table as it stands: its columns, its order. */
export function tableText(
  columns: readonly TableColumn[],
  items: readonly TableItem[],
  format: 'csv' | 'markdown',
): string {
  const measured = items.filter((item): item is MeasuredItem => item.kind === 'measured');
  const table: ReportTable = {
    columns: columns.map(({ fullTitle, align }) => ({ title: fullTitle, align })),
    rows: measured.map((item) => columns.map((column) => column.text(item))),
  };
  return format === 'csv' ? csvTable(table) : markdownTable(table);
}
