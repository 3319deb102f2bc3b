import { formatNumber } from '../../core/metrics/format.js';
import { type MetricTag, metricOf } from '../../core/metrics/tags.js';
import type { MetricRecord } from '../../core/results/metricRecord.js';
import type { RunConfig } from '../../core/results/runConfig.js';

/** A model or a GPU with its metrics. */
export interface RecordSubject {
  readonly kind: 'model' | 'gpu';
  readonly name: string;
  readonly metrics: readonly RecordMetric[];
}

/** A metric with its statistics. */
export interface RecordMetric {
  /** Unique: subject and family. */
  readonly id: string;
  /** `Time To First Token`. */
  readonly title: string;
  readonly unit: string;
  readonly statistics: readonly RecordStatistic[];
}

/** One record: a number that was measured. */
export interface RecordStatistic {
  readonly id: string;
  readonly subject: string;
  readonly tag: MetricTag;
  /** `p99`, `avg` … */
  readonly statistic: string;
  /** In the display unit. */
  readonly value: number;
  /** `182.10`. */
  readonly text: string;
  readonly unit: string;
}

/**
 * Records of a run config: models first, then GPUs, each with its metrics in table order.
 * @param filter words that have to stand in the metric's title, its statistic or its tag, in any order; empty for all
 */
export function listRecords(runConfig: RunConfig, filter: string): RecordSubject[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const subjects = [
    ...Object.entries(runConfig.getAllPerfMetrics()).map(([name, records]) => ({
      kind: 'model' as const,
      name,
      records,
    })),
    ...Object.entries(runConfig.getAllGpuMetrics()).map(([name, records]) => ({ kind: 'gpu' as const, name, records })),
  ];
  return subjects
    .map(({ kind, name, records }) => ({ kind, name, metrics: metricsOf(name, records.filter(matching(words))) }))
    .filter(({ metrics }) => metrics.length > 0 || words.length === 0);
}

function matching(words: readonly string[]) {
  return ({ title, tag }: MetricRecord): boolean => {
    const text = `${title} ${tag}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function metricsOf(subject: string, records: readonly MetricRecord[]): RecordMetric[] {
  const byFamily = new Map<string, MetricRecord[]>();
  for (const record of records) {
    const { familyName } = metricOf(record.tag);
    byFamily.set(familyName, [...(byFamily.get(familyName) ?? []), record]);
  }
  return [...byFamily].map(([familyName, own]) => {
    const { family } = metricOf(own[0]!.tag);
    const statistics = own.map(({ tag, statistic, value }) => ({
      id: `${subject} ${tag}`,
      subject,
      tag,
      statistic,
      value,
      text: formatNumber(value),
      unit: family.unit,
    }));
    return { id: `${subject} ${familyName}`, title: family.title, unit: family.unit, statistics };
  });
}
