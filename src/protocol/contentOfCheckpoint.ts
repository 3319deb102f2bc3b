import type { Checkpoint } from '../core/checkpoint/checkpoint.js';
import { errorRate, qualityFlags } from '../core/metrics/quality.js';
import { isMetricTag, metrics } from '../core/metrics/tags.js';
import { settingsOf } from '../core/report/runConfigSettings.js';
import type { ResultsView } from '../core/results/resultsView.js';
import type { RunConfig } from '../core/results/runConfig.js';
import type { ColumnData, RecordData, ResultsContent, RunConfigRows, UnmeasuredScenario } from './pageContent.js';
import { initialView, type ViewState } from './viewState.js';

/** What the page gets beside what stands in the checkpoint. */
export interface ContentOptions {
  /** Its columns are sent along. */
  readonly view: ViewState | null;
  /** Planned scenarios that have not been tried; those that failed stand in the checkpoint. */
  readonly planned?: readonly UnmeasuredScenario[] | undefined;
  /** Default: the library's. */
  readonly errorRateLimit: number;
  readonly runnable: ResultsContent['runnable'];
}

/** A checkpoint as the page gets it, with the columns that it shows first. */
export function contentOfCheckpoint(checkpoint: Checkpoint, options: ContentOptions): ResultsContent {
  const { results } = checkpoint;
  const runConfigs = results.inInsertionOrder;
  const details = runConfigs.flatMap((runConfig) => runConfig.details ?? []);
  const rows = rowsOf(runConfigs);
  const failed = checkpoint.failedScenarios.map(
    ({ identity, swept, reason, failedAt }): UnmeasuredScenario => ({
      id: identity,
      swept: swept.map((each) => ({ ...each })),
      failure: reason,
      failedAt,
    }),
  );
  return {
    state: 'results',
    models: [...results.models],
    endpointType: details[0]?.endpointType ?? genaiPerfEndpointType(runConfigs[0]),
    sweptParameters: rows.parameters.filter(({ isSwept }) => isSwept).map(({ name }) => name),
    measuredAt:
      details
        .map(({ quality }) => quality.windowEnd)
        .sort()
        .at(-1) ?? null,
    simulated: details.some(({ simulated }) => simulated === true),
    rows,
    unmeasured: [...failed, ...(options.planned ?? [])],
    measuredTags: [...results.models, ...results.gpus, ...results.servers].map((subject) => ({
      subject,
      tags: [...results.measuredTags(subject)],
    })),
    columns: columnsOf(results, firstColumns(results, options.view ?? initialView)),
    notices: [...checkpoint.notices],
    errorRateLimit: options.errorRateLimit,
    runnable: options.runnable,
  };
}

/** Columns by name; those without a value are left out. */
export function columnsOf(
  results: ResultsView,
  wanted: readonly { readonly subject: string; readonly tag: string }[],
): ColumnData[] {
  return wanted.flatMap(({ subject, tag }) => {
    if (!isMetricTag(tag)) return [];
    const values = results.column(subject, tag);
    return values.every(Number.isNaN) ? [] : [{ subject, tag, values }];
  });
}

/** All records of a run config, by model, by GPU, then by server. */
export function recordsOf(runConfig: RunConfig): RecordData[] {
  const all = [
    ...Object.entries(runConfig.getAllPerfMetrics()),
    ...Object.entries(runConfig.getAllGpuMetrics()),
    ...Object.entries(runConfig.getAllServerMetrics()),
  ];
  return all.flatMap(([subject, records]) => records.map(({ tag, rawValue }) => ({ subject, tag, value: rawValue })));
}

/** Parameters in the order of the page's columns. */
const parameterNames = [
  'concurrency',
  'request_rate',
  'input_sequence_length',
  'num_dataset_entries',
  'batch_size',
] as const;

function rowsOf(runConfigs: readonly RunConfig[]): RunConfigRows {
  const models = shareSets(runConfigs.map((runConfig) => runConfig.models));
  const gpus = shareSets(runConfigs.map((runConfig) => runConfig.gpus));
  const servers = shareSets(runConfigs.map((runConfig) => runConfig.servers));
  const details = runConfigs.map((runConfig) => runConfig.details);
  return {
    names: runConfigs.map(({ name }) => name),
    modelSets: models.sets,
    modelSetOfRow: models.ofRow,
    gpuSets: gpus.sets,
    gpuSetOfRow: gpus.ofRow,
    serverSets: servers.sets,
    serverSetOfRow: servers.ofRow,
    engines: runConfigs.map(({ engine }) => engine),
    errorRates: Float64Array.from(details, (each) => (each === undefined ? 0 : errorRate(each.quality))),
    parameters: parametersOf(runConfigs),
    flags: details.flatMap((each, row) =>
      each === undefined ? [] : qualityFlags(each.quality).map(({ label, text }) => ({ row, label, text })),
    ),
  };
}

/** A parameter counts as swept when it was, or, where the checkpoint does not tell, when it differs between run configs. */
function parametersOf(runConfigs: readonly RunConfig[]): RunConfigRows['parameters'] {
  const settings = runConfigs.map(settingsOf);
  const settingOf = (name: (typeof parameterNames)[number], row: number) => {
    const { swept, concurrency, requestRate, datasetEntries } = settings[row]!;
    const fixed = { concurrency, request_rate: requestRate, num_dataset_entries: datasetEntries };
    return swept[name] ?? (name in fixed ? fixed[name as keyof typeof fixed] : undefined) ?? Number.NaN;
  };
  const all = parameterNames.map((name) => {
    const values = Float64Array.from(settings, (_, row) => settingOf(name, row));
    const named = settings.some(({ swept }) => name in swept);
    return { name, values, named, varies: new Set(values.filter((value) => !Number.isNaN(value))).size > 1 };
  });
  const isTold = all.some(({ named }) => named);
  return all
    .filter(({ values }) => values.some((value) => !Number.isNaN(value)))
    .map(({ name, values, named, varies }) => ({ name, isSwept: isTold ? named : varies, values }));
}

function shareSets(all: readonly (readonly string[])[]): { sets: string[][]; ofRow: number[] } {
  const indexes = new Map<string, number>();
  const sets: string[][] = [];
  const ofRow = all.map((set) => {
    const key = JSON.stringify(set);
    const known = indexes.get(key);
    if (known !== undefined) return known;
    indexes.set(key, sets.length);
    return sets.push([...set]) - 1;
  });
  return { sets, ofRow };
}

function firstColumns(results: ResultsView, view: ViewState): { subject: string; tag: string }[] {
  const named = [...view.objectives, ...view.constraints].map(({ tag }) => tag);
  const { performanceColumns, gpuColumns, serverColumns } = view;
  const tags = new Set([
    ...initialView.performanceColumns,
    ...performanceColumns,
    ...gpuColumns,
    ...serverColumns,
    ...named,
  ]);
  const kindOf = new Map<string, string>(metrics.map(({ tag, family }) => [tag, family.kind]));
  const subjectsOf = (kind: string | undefined) =>
    kind === 'gpu' ? results.gpus : kind === 'server' ? results.servers : results.models;
  return [...tags].flatMap((tag) => subjectsOf(kindOf.get(tag)).map((subject) => ({ subject, tag })));
}

function genaiPerfEndpointType(runConfig: RunConfig | undefined): string | null {
  const endpoint = runConfig?.getGenaiPerfParameters()['endpoint'];
  const type = typeof endpoint === 'object' && endpoint !== null && 'type' in endpoint ? endpoint['type'] : undefined;
  return typeof type === 'string' ? type : null;
}
