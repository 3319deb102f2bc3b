import { type MetricTag, metrics } from '../../metrics/tags.js';
import type { ResultsView } from '../resultsView.js';
import type { GenaiPerfRunConfigContent } from './genaiPerfRunConfig.js';
import type { RecordValues } from './runMeasurement.js';

/**
 * The run configs of normal results as this mode reads them, in insertion order: pass them to
 * `GenaiPerfResults.fromRunConfigs` for the order that genai-perf would give. Values are read from the columns of the
 * metrics that are asked for. All numbers count as floats, and those that are not finite as not measured.
 */
export function runConfigsOfResults(results: ResultsView): readonly GenaiPerfRunConfigContent[] {
  const columns = new ColumnCache(results);
  return results.inInsertionOrder.map(({ name, models, gpus }, row) => {
    const recordsOf = (subject: string): [string, RecordValues] => [subject, columns.records(subject, row)];
    return { name, perfMetrics: new Map(models.map(recordsOf)), gpuMetrics: new Map(gpus.map(recordsOf)) };
  });
}

/** Copies each column once, when it is first asked for. */
class ColumnCache {
  private readonly columns = new Map<string, Map<string, Float64Array>>();

  constructor(private readonly results: ResultsView) {}

  /** One row of a model or GPU. */
  records(subject: string, row: number): RecordValues {
    const get = (tag: string) => {
      const value = this.column(subject, tag)[row];
      return value === undefined || Number.isNaN(value) ? undefined : value;
    };
    const keys = () => metrics.map(({ tag }) => tag).filter((tag) => get(tag) !== undefined);
    return { get, keys };
  }

  private column(subject: string, tag: string): Float64Array {
    return this.columns.get(subject)?.get(tag) ?? this.copied(subject, tag);
  }

  private copied(subject: string, tag: string): Float64Array {
    const known = this.columns.get(subject) ?? new Map<string, Float64Array>();
    const column = this.results.column(subject, tag as MetricTag);
    this.columns.set(subject, known.set(tag, column));
    return column;
  }
}
