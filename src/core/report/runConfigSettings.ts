import type { JsonObject } from '../results/json.js';
import type { RunConfig } from '../results/runConfig.js';

/** What a run config was asked to do, as far as reports show it; undefined where its checkpoint does not tell. */
export interface RunConfigSettings {
  /** Requests in flight. */
  readonly concurrency?: number | undefined;
  /** Requests per second. */
  readonly requestRate?: number | undefined;
  readonly datasetEntries?: number | undefined;
  /** Swept parameters and their values, in the order of the sweep. */
  readonly swept: Readonly<Record<string, number>>;
}

/** Reads them from our own details, or from what genai-perf noted of a run config that it measured. */
export function settingsOf(runConfig: RunConfig): RunConfigSettings {
  const { details } = runConfig;
  if (details === undefined) return genaiPerfSettings(runConfig);
  const { load, datasetEntries } = details;
  return {
    ...(load.kind === 'concurrency' ? { concurrency: load.concurrency } : { requestRate: load.requestsPerSecond }),
    datasetEntries,
    swept: Object.fromEntries(details.swept.map(({ name, value }) => [name, value])),
  };
}

/** A load that was not swept stands in the command only; without any, perf_analyzer keeps one request in flight. */
function genaiPerfSettings(runConfig: RunConfig): RunConfigSettings {
  const parameters = runConfig.getGenaiPerfParameters();
  const load = runConfig.getPerfAnalyzerParameters();
  const command = runConfig.getPerfAnalyzerCommand();
  const option = (name: string) => {
    const index = command.indexOf(name);
    return index === -1 ? undefined : numberOf(command[index + 1]);
  };
  const requestRate = numberOf(load['request_rate']) ?? option('--request-rate-range');
  const concurrency = numberOf(load['concurrency']) ?? option('--concurrency-range');
  const input = parameters['input'] as JsonObject | undefined;
  return {
    ...(requestRate === undefined ? { concurrency: concurrency ?? 1 } : { requestRate }),
    datasetEntries: numberOf(parameters['num_dataset_entries']) ?? numberOf(input?.['num_dataset_entries']),
    swept: {},
  };
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
