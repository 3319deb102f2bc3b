import type { Statistic } from '../metrics/families.js';
import { formatNumber } from '../metrics/format.js';
import type { RawRecords } from '../results/measurement.js';
import { csvRows } from './reportTable.js';
import {
  familiesOf,
  type NamedFamily,
  originOf,
  type ScenarioReport,
  statisticsOf,
  titleCase,
} from './scenarioReport.js';

/** genai-perf's columns, with the standard deviation, which it leaves out, behind them. */
const columns: readonly Statistic[] = [
  'avg',
  'min',
  'max',
  'p99',
  'p95',
  'p90',
  'p75',
  'p50',
  'p25',
  'p10',
  'p5',
  'p1',
  'std',
];

type Rows = string[][];

/** What stands behind the names of a row. */
interface Shape {
  readonly statistics: readonly Statistic[];
  readonly titles: readonly string[];
}
const sampled: Shape = { statistics: columns, titles: columns };
const single: Shape = { statistics: ['avg'], titles: ['Value'] };

/**
 * `profile_export_genai_perf.csv`: genai-perf's tables in its order, one below the other, with plain numbers and
 * rows for what was measured only; then a table that says where the numbers come from. Where there are several
 * models, or GPUs or servers, a second column names them.
 */
export function scenarioCsv(report: ScenarioReport): string {
  const { perfMetrics, gpuMetrics, serverMetrics = {} } = report.measurement;
  const models = subjectsOf(perfMetrics, 'Model');
  const gpus = subjectsOf(gpuMetrics, 'GPU');
  const servers = subjectsOf(serverMetrics, 'Server');
  const isSampled = ({ family }: NamedFamily) => family.statistics === 'all';
  const isSingle = (row: NamedFamily) => !isSampled(row);
  const tables: Rows[] = [
    table(familiesOf('perf').filter(isSampled), models, sampled),
    table(familiesOf('perf').filter(isSingle), models, single),
    table(familiesOf('gpu').filter(isSampled), gpus, sampled),
    table(familiesOf('gpu').filter(isSingle), gpus, single),
    table(familiesOf('server').filter(isSampled), servers, sampled),
    table(familiesOf('server').filter(isSingle), servers, single),
    [['Setting', 'Value'], ...originOf(report)],
  ];
  return tables
    .filter((rows) => rows.length > 1)
    .map(csvRows)
    .join('\r\n');
}

/** Who was measured: models, GPUs or servers. */
interface Subjects {
  readonly records: readonly (readonly [name: string, records: RawRecords<string>])[];
  /** Title of the column with their names; undefined when there is but one model. */
  readonly title: string | undefined;
}

function subjectsOf(
  recordsByName: Readonly<Record<string, RawRecords<string>>>,
  title: 'Model' | 'GPU' | 'Server',
): Subjects {
  const records = Object.entries(recordsByName);
  return { records, title: title === 'Model' && records.length === 1 ? undefined : title };
}

function table(families: readonly NamedFamily[], { records, title }: Subjects, { statistics, titles }: Shape): Rows {
  const named = (first: string, name: string | undefined) => (name === undefined ? [first] : [first, name]);
  const rows = families.flatMap((row) =>
    records.flatMap(([name, subject]) => {
      const found = statisticsOf(subject, row.name, statistics);
      if (found === undefined) return [];
      return [
        [...named(rowTitle(row), title && name), ...statistics.map((statistic) => formatNumber(found[statistic]))],
      ];
    }),
  );
  return [[...named('Metric', title), ...titles], ...rows];
}

function rowTitle({ name, family }: NamedFamily): string {
  const title = family.kind === 'server' ? family.title : titleCase(name);
  return `${title} (${family.unit === 'requests/sec' ? 'per sec' : family.unit})`;
}
