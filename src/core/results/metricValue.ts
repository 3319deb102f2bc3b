import type { Metric } from '../metrics/tags.js';
import { columnOf, type Row, type RunConfigTable } from './runConfigTable.js';

/**
 * A metric of a run config in display units, NaN when not measured. Performance metrics are those of the model;
 * GPU metrics are the mean of those GPUs of the run config that have a value.
 */
export function metricValue(table: RunConfigTable, row: Row, which: { model: string; metric: Metric }): number {
  const { model, metric } = which;
  const { rawPerUnit, kind } = metric.family;
  if (kind === 'perf') return (columnOf(table, model, metric)?.[row.index] ?? Number.NaN) / rawPerUnit;
  const values = gpuValues(table, row, metric);
  return values.reduce((sum, { value }) => sum + value, 0) / values.length;
}

/** A GPU metric of each GPU of the run config that has it, in display units. */
export function gpuValues(table: RunConfigTable, row: Row, metric: Metric): { gpu: string; value: number }[] {
  return row.gpus
    .map((gpu) => ({
      gpu,
      value: (columnOf(table, gpu, metric)?.[row.index] ?? Number.NaN) / metric.family.rawPerUnit,
    }))
    .filter(({ value }) => !Number.isNaN(value));
}
