import type { Metric } from './tags.js';

/** From a checkpoint's raw unit (ns, MiB, mJ, ratio, bytes/s) to the display unit. */
export function displayValue(metric: Metric, rawValue: number): number {
  return rawValue / metric.family.rawPerUnit;
}

/** From the display unit to a checkpoint's raw unit. */
export function rawValue(metric: Metric, value: number): number {
  return value * metric.family.rawPerUnit;
}

const statisticPrefix: Partial<Record<string, string>> = { avg: 'Avg.', min: 'Min', max: 'Max', std: 'Std.' };

/** Column title with statistic and unit, as in the founding document: `p99 Time To First Token (ms)`. */
export function metricTitle(metric: Metric): string {
  return `${metricTitleWithoutUnit(metric)} (${metric.family.unit})`;
}

/** Title with statistic, without unit: `Avg. GPU Power Limit`. */
export function metricTitleWithoutUnit({ family, statistic, familyName }: Metric): string {
  // Rates and counts of a whole scenario are one number, so "Avg." would say nothing; genai-perf keeps it for this one.
  const isPlain = family.kind !== 'gpu' && family.statistics === 'avg' && familyName !== 'output_token_throughput';
  return isPlain ? family.title : `${statisticPrefix[statistic] ?? statistic} ${family.title}`;
}

/**
 * A measured number as people read it: two decimals; below 0.1 three significant digits, so that a small
 * value never turns into 0.00. `undefined` and NaN (not measured) are an empty text.
 */
export function formatNumber(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '';
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size === 0) return '0.00';
  if (size >= 0.1) return value.toFixed(2);
  return size >= 1e-6 ? value.toFixed(2 - Math.floor(Math.log10(size))) : value.toExponential(2);
}

/** Thousands separated: `12476.00` → `12,476.00`. What is no plain decimal number stays as it is. */
export function withThousands(number: string): string {
  return number.replace(/^-?\d{4,}(?=\.|$)/, (whole) => whole.replaceAll(/\B(?=(\d{3})+$)/g, ','));
}
