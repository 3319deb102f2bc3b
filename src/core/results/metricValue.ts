import type { Metric } from '../metrics/tags.js';
import { columnOf, type Row, type RunConfigTable, subjectsOf } from './runConfigTable.js';

/**
 * A metric of a run config in display units, NaN when not measured. Performance metrics are those of the model;
 * GPU and server metrics are the mean of those GPUs or servers of the run config that have a value.
 */
export function metricValue(table: RunConfigTable, row: Row, which: { model: string; metric: Metric }): number {
  const { model, metric } = which;
  const { rawPerUnit, kind } = metric.family;
  if (kind === 'perf') return (columnOf(table, model, metric)?.[row.index] ?? Number.NaN) / rawPerUnit;
  const values = valuesBySubject(table, row, metric);
  return values.reduce((sum, { value }) => sum + value, 0) / values.length;
}

/** A GPU or server metric of each GPU or server of the run config that has it, in display units. */
export function valuesBySubject(
  table: RunConfigTable,
  row: Row,
  metric: Metric,
): { readonly subject: string; readonly value: number }[] {
  return subjectsOf(row, metric)
    .map((subject) => ({
      subject,
      value: (columnOf(table, subject, metric)?.[row.index] ?? Number.NaN) / metric.family.rawPerUnit,
    }))
    .filter(({ value }) => !Number.isNaN(value));
}
