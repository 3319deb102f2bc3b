import { Command } from 'commander';
import { formatNumber, metricTitleWithoutUnit } from '../../core/metrics/format.js';
import { type Metric, type MetricTag, metricOf, UnknownTagError } from '../../core/metrics/tags.js';
import type { ReportTable } from '../../core/report/reportTable.js';
import { UnknownRunConfigError } from '../../core/results/resultsError.js';
import type { RunConfig } from '../../core/results/runConfig.js';
import { type CliIo, UsageError } from '../cliIo.js';
import { readCheckpointArgument } from './checkpointArgument.js';
import { formatOption, formatTables, type TableFormat } from './tableFormat.js';

interface RecordsFlags {
  readonly tag: readonly string[];
  readonly checkpoint: string;
  readonly format: TableFormat;
}

/** A value of a run config, or the lack of one. */
interface Line {
  /** Model, GPU or server. */
  readonly subject: string;
  readonly metric: Metric;
  /** In display units; undefined when not measured. */
  readonly value: number | undefined;
}

/** `genai-sweep records`: what was measured in one run config. */
export function recordsCommand(io: CliIo): Command {
  return new Command('records')
    .description('Prints the records of a run config: every metric and statistic that was measured.')
    .argument('<run config>', 'its name, such as gpt2_run_config_0')
    .option('--tag <tag>', 'only this record, such as time_to_first_token_p99; repeat for several', collected, [])
    .option('--checkpoint <path>', 'checkpoint.json, or the folder it lies in', 'checkpoint.json')
    .addOption(formatOption())
    .action((name: string, flags: RecordsFlags) => records(name, flags, io));
}

async function records(name: string, flags: RecordsFlags, io: CliIo): Promise<void> {
  const tags = flags.tag.map(tagOf);
  const { results } = await readCheckpointArgument(flags.checkpoint, io);
  const runConfig = results.get(name);
  if (runConfig === undefined) {
    const names = results.inInsertionOrder.map((other) => other.name);
    throw new UsageError(new UnknownRunConfigError(name, names).message);
  }
  const lines = tags.length === 0 ? measured(runConfig) : asked(runConfig, tags);
  if (flags.format === 'json') io.stdout.write(`${JSON.stringify(lines.map(jsonOf), null, 2)}\n`);
  else io.stdout.write(formatTables({ tables: [tableOf(lines)], format: flags.format }, io));
  if (flags.format === 'table') io.stdout.write(`\nMeasured by ${runConfig.engine}.\n`);
}

function measured(runConfig: RunConfig): Line[] {
  const bySubject = [
    runConfig.getAllPerfMetrics(),
    runConfig.getAllGpuMetrics(),
    runConfig.getAllServerMetrics(),
  ].flatMap(Object.entries<readonly { readonly tag: MetricTag; readonly value: number }[]>);
  return bySubject.flatMap(([subject, all]) =>
    all.map(({ tag, value }) => ({ subject, metric: metricOf(tag), value })),
  );
}

/** Who has a metric, and what one of them is called in JSON. */
const whose: Readonly<
  Record<
    Metric['family']['kind'],
    { readonly subjects: (runConfig: RunConfig) => readonly string[]; readonly key: 'model' | 'gpu' | 'server' }
  >
> = {
  perf: { subjects: ({ models }) => models, key: 'model' },
  gpu: { subjects: ({ gpus }) => gpus, key: 'gpu' },
  server: { subjects: ({ servers }) => servers, key: 'server' },
};

/** One line per model, GPU or server for each tag, measured or not. */
function asked(runConfig: RunConfig, tags: readonly MetricTag[]): Line[] {
  return tags.flatMap((tag) => {
    const metric = metricOf(tag);
    const { subjects, key } = whose[metric.family.kind];
    return subjects(runConfig).map((subject) => ({
      subject,
      metric,
      value: runConfig.getMetricValue({ tag, [key]: subject }),
    }));
  });
}

function tableOf(lines: readonly Line[]): ReportTable {
  return {
    columns: [
      { title: 'Model/GPU/Server', shortTitle: 'Of', align: 'left' },
      { title: 'Record', align: 'left' },
      { title: 'Value', align: 'right' },
      { title: 'Unit', align: 'left' },
      { title: 'Tag', align: 'left' },
    ],
    rows: lines.map(({ subject, metric, value }) => [
      subject,
      metricTitleWithoutUnit(metric),
      formatNumber(value),
      metric.family.unit,
      metric.tag,
    ]),
  };
}

function jsonOf({ subject, metric, value }: Line): object {
  const { tag, family } = metric;
  return { [whose[family.kind].key]: subject, tag, value: value ?? null, unit: family.unit };
}

function tagOf(text: string): MetricTag {
  try {
    return metricOf(text).tag;
  } catch (error) {
    if (error instanceof UnknownTagError) throw new UsageError(error.message);
    throw error;
  }
}

function collected(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}
