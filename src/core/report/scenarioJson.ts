import type { FamilyName, Statistic } from '../metrics/families.js';
import { metricFamilies } from '../metrics/families.js';
import { qualityFlags } from '../metrics/quality.js';
import type { Measurement, RawRecords } from '../results/measurement.js';
import { type FamilyStatistics, familiesOf, type ScenarioReport, statisticsOf } from './scenarioReport.js';

/** Order of genai-perf's JSON, which is neither that of its CSV nor of its records. */
const perfOrder: readonly FamilyName[] = [
  'request_throughput',
  'request_latency',
  'request_goodput',
  'request_count',
  'time_to_first_token',
  'time_to_second_token',
  'inter_token_latency',
  'output_token_throughput',
  'output_token_throughput_per_user',
  'output_sequence_length',
  'input_sequence_length',
];

const statisticOrder: readonly Statistic[] = [
  'avg',
  'p1',
  'p5',
  'p10',
  'p25',
  'p50',
  'p75',
  'p90',
  'p95',
  'p99',
  'min',
  'max',
  'std',
];

/**
 * `profile_export_genai_perf.json`: what was measured, in display units, under genai-perf's keys. Its format knows one
 * model; where there are several, their metrics stand by name under `models`. What is ours is under `genai_sweep`.
 */
export function scenarioJson(report: ScenarioReport): string {
  const { measurement, quality, scenario } = report;
  const telemetry = statisticsBySubject(measurement.gpuMetrics, 'gpu');
  const serverMetrics = statisticsBySubject(measurement.serverMetrics ?? {}, 'server');
  const document = {
    ...metricsByModel(measurement),
    ...(telemetry && { telemetry_stats: telemetry }),
    input_config: report.inputConfig,
    genai_sweep: {
      run_config: report.runConfigName,
      tool: report.tool,
      scenario,
      quality,
      flags: qualityFlags(quality),
      ...(serverMetrics && { server_metrics: serverMetrics }),
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

interface UnitStatistics extends FamilyStatistics {
  readonly unit: string;
}

function metricsByModel({ perfMetrics }: Measurement): Record<string, unknown> {
  const models = Object.entries(perfMetrics);
  const [first] = models;
  if (models.length === 1) return metricsOf(first![1]);
  return { models: Object.fromEntries(models.map(([model, records]) => [model, metricsOf(records)])) };
}

function metricsOf(records: RawRecords<string>): Record<string, UnitStatistics> {
  return Object.fromEntries(
    perfOrder.flatMap((name) => {
      const statistics = statisticsOf(records, name, statisticOrder);
      return statistics ? [[name, { unit: metricFamilies[name].unit, ...statistics }]] : [];
    }),
  );
}

/** Family → unit and GPUs or servers; undefined without any. */
function statisticsBySubject(
  recordsBySubject: Readonly<Record<string, RawRecords<string>>>,
  kind: 'gpu' | 'server',
): Record<string, unknown> | undefined {
  const families = familiesOf(kind).flatMap(({ name, family }) => {
    const bySubject = Object.entries(recordsBySubject).flatMap(([subject, records]) => {
      const statistics = statisticsOf(records, name, statisticOrder);
      return statistics ? [[subject, statistics] as const] : [];
    });
    return bySubject.length === 0 ? [] : [[name, { unit: family.unit, ...Object.fromEntries(bySubject) }] as const];
  });
  return families.length === 0 ? undefined : Object.fromEntries(families);
}
