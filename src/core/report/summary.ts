import { formatNumber, metricTitle } from '../metrics/format.js';
import { qualityFlags } from '../metrics/quality.js';
import { metricOf, type PerfTag } from '../metrics/tags.js';
import type { ResultsView } from '../results/resultsView.js';
import type { RunConfig } from '../results/runConfig.js';
import { csvTable, type ReportColumn, type ReportTable, withoutEmptyColumns } from './reportTable.js';
import { type RunConfigSettings, settingsOf } from './runConfigSettings.js';
import { gpuColumns, imageColumns, performanceColumns, type SummaryColumn } from './summaryColumns.js';

/** The two tables of a sweep. */
export interface SummaryTables {
  /** A row per run config; per run config and model where models differ. */
  readonly performance: ReportTable;
  /** A row per GPU and run config; no rows without telemetry. */
  readonly gpu: ReportTable;
}

/** What the tables show. */
export interface SummaryOptions {
  /** Names of the run configs that get rows; absent for all. */
  readonly runConfigs?: readonly string[];
  /** Of the rows; absent for that of the results. */
  readonly order?: readonly RunConfig[];
  /** Adds a column with what to know before believing a row, unless there is nothing to say. */
  readonly flags?: boolean;
  /** Leaves out columns in which no row has a value: for people, while files keep all columns. */
  readonly measuredOnly?: boolean;
}

/** A row of the performance table. */
interface Line {
  readonly runConfig: RunConfig;
  readonly model: string;
  readonly settings: RunConfigSettings;
}

interface LineColumn extends ReportColumn {
  readonly cell: (line: Line) => string;
  /** The column is left out when all its cells are empty. */
  readonly optional?: true;
}

const number = (title: string, shortTitle: string, value: (line: Line) => number | undefined): LineColumn => ({
  title,
  shortTitle,
  align: 'right',
  cell: (line) => String(value(line) ?? ''),
});

const leadingColumns: readonly LineColumn[] = [
  { title: 'Config Name', shortTitle: 'Config', align: 'left', cell: ({ runConfig }) => runConfig.name },
  { title: 'Model', align: 'left', optional: true, cell: ({ model }) => model },
  { ...number('Concurrency', 'Conc.', ({ settings }) => settings.concurrency), optional: true },
  { ...number('Request Rate', 'Rate', ({ settings }) => settings.requestRate), optional: true },
  number('ISL', 'ISL', measuredInputLength),
  number('Num Dataset Entries', 'Entries', ({ settings }) => settings.datasetEntries),
  { ...number('Batch Size', 'Batch', ({ settings }) => settings.swept['batch_size']), optional: true },
];

/** Shown where not all are the same: engines measure alike, but not equally well. */
const engineColumn: LineColumn = { title: 'Engine', align: 'left', cell: ({ runConfig }) => runConfig.engine };

const metricColumn = ({ tag, shortTitle }: SummaryColumn<PerfTag>): LineColumn => ({
  title: metricTitle(metricOf(tag)),
  shortTitle,
  align: 'right',
  cell: ({ runConfig, model }) => formatNumber(runConfig.getModelPerfMetricValue(model, tag)),
});
const metricColumns: readonly LineColumn[] = [
  ...performanceColumns.map(metricColumn),
  ...imageColumns.map((column): LineColumn => ({ ...metricColumn(column), optional: true })),
];

const flagsColumn: LineColumn = {
  title: 'Flags',
  align: 'left',
  optional: true,
  cell: ({ runConfig: { details } }) =>
    details === undefined
      ? ''
      : qualityFlags(details.quality)
          .map(({ label }) => label)
          .join(', '),
};

/** The tables of the summary CSV, with its columns and formats, best run config first. */
export function summaryTables(results: ResultsView, options: SummaryOptions = {}): SummaryTables {
  const wanted = options.runConfigs && new Set(options.runConfigs);
  const runConfigs = (options.order ?? results.runConfigs).filter(({ name }) => wanted?.has(name) ?? true);
  const shown = options.measuredOnly ? withoutEmptyColumns : (table: ReportTable) => table;
  return {
    performance: shown(performanceTable(runConfigs, options.flags ?? false)),
    gpu: shown(gpuTable(runConfigs)),
  };
}

/** `analyze_export_genai_perf.csv`: both tables, an empty line between them. */
export function summaryCsv({ performance, gpu }: SummaryTables): string {
  return `${csvTable(performance)}\r\n${csvTable(gpu)}`;
}

function performanceTable(runConfigs: readonly RunConfig[], flags: boolean): ReportTable {
  const lines: Line[] = runConfigs.flatMap((runConfig) => {
    const settings = settingsOf(runConfig);
    return runConfig.models.map((model) => ({ runConfig, model, settings }));
  });
  const models = new Set(lines.map(({ model }) => model));
  const engines = new Set(runConfigs.map(({ engine }) => engine.split(' ')[0]));
  const isShown = (column: LineColumn) => {
    if (column.title === 'Model') return models.size > 1;
    if (column === engineColumn) return engines.size > 1;
    return !column.optional || lines.some((line) => column.cell(line) !== '');
  };
  const columns = [...leadingColumns, engineColumn, ...metricColumns, ...(flags ? [flagsColumn] : [])].filter(isShown);
  return { columns, rows: lines.map((line) => columns.map(({ cell }) => cell(line))) };
}

/** A measurement of length, so it has the load's decimals, but it is read as a setting. */
function measuredInputLength({ runConfig, model }: Line): number | undefined {
  const tokens = runConfig.getModelPerfMetricValue(model, 'input_sequence_length_p99');
  return tokens === undefined ? undefined : Math.round(tokens);
}

/** All GPUs that any run config has, one after another, so that the scenarios of a GPU can be compared. */
function gpuTable(runConfigs: readonly RunConfig[]): ReportTable {
  const byNumber = new Intl.Collator('en', { numeric: true }).compare;
  const gpus = [...new Set(runConfigs.flatMap((runConfig) => runConfig.gpus))].sort(byNumber);
  const rowsOf = (gpu: string) =>
    runConfigs
      .filter((runConfig) => runConfig.gpus.includes(gpu))
      .map((runConfig) => [
        runConfig.name,
        gpu,
        ...gpuColumns.map(({ tag }) => formatNumber(runConfig.getGpuMetricValue(gpu, tag))),
      ]);
  const columns: ReportColumn[] = [
    { title: 'Config Name', shortTitle: 'Config', align: 'left' },
    { title: 'GPU', align: 'left' },
    ...gpuColumns.map(({ tag, shortTitle }) => ({
      title: metricTitle(metricOf(tag)),
      shortTitle,
      align: 'right' as const,
    })),
  ];
  return { columns, rows: gpus.flatMap(rowsOf) };
}
