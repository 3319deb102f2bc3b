import type { RunConfig } from '../../core/results/runConfig.js';
import type { RunConfigDetails } from '../../core/results/runConfigDetails.js';
import type { ConfigObject } from './sweepSource.js';

/**
 * The options that measure a run config again, as far as its checkpoint tells them; undefined for one of genai-perf, whose
 * checkpoint names no server. How many requests were sent is not told, so the defaults decide.
 */
export function optionsOfRunConfig(runConfig: RunConfig): ConfigObject | undefined {
  const { details } = runConfig;
  if (details === undefined) return undefined;
  const parameters = runConfig.getGenaiPerfParameters();
  const endpoint = section(parameters['endpoint']);
  const input = section(parameters['input']);
  const prompt = section(input['synthetic_tokens']);
  const output = section(input['output_tokens']);
  const prefix = section(input['prefix_prompt']);
  const swept = new Map(details.swept.map(({ name, value }) => [name, value]));
  const { load } = details;
  const file = text(input['file']);
  const all: Record<string, unknown> = {
    model: runConfig.models.length === 1 ? runConfig.models[0] : runConfig.models,
    url: details.url,
    'endpoint-type': details.endpointType,
    streaming: endpoint['streaming'] === true || undefined,
    ...sweepOf(details),
    'request-distribution':
      load.kind === 'request_rate' && load.distribution === 'poisson' ? load.distribution : undefined,
    'input-file': file,
    'synthetic-input-tokens-mean': file === undefined ? number(prompt['mean']) : undefined,
    'synthetic-input-tokens-stddev': positive(prompt['stddev']),
    'output-tokens-mean': number(output['mean']),
    'output-tokens-stddev': positive(output['stddev']),
    'num-prefix-prompts': positive(prefix['num']),
    'prefix-prompt-length': positive(prefix['num']) && number(prefix['length']),
    'batch-size-text': swept.get('batch_size') ?? above(input['batch_size'], 1),
    'output-tokens-mean-deterministic': output['deterministic'] === true || undefined,
    'num-dataset-entries': isSchedule(details) ? undefined : swept.get('num_dataset_entries'),
    ...sessionOptions(section(input['sessions'])),
    ...mediaOptions(input),
    'random-seed': positive(input['random_seed']),
    'extra-inputs': nonEmpty(input['extra']),
    goodput: nonEmpty(input['goodput']),
    label: details.label,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** The scenario as a sweep of one value; a schedule has no load of its own, so its length stands for it. */
function sweepOf(details: RunConfigDetails): ConfigObject {
  const { load, datasetEntries } = details;
  if (isSchedule(details))
    return { 'sweep-type': 'num_dataset_entries', 'sweep-list': [datasetEntries], 'fixed-schedule': true };
  const value = load.kind === 'concurrency' ? load.concurrency : load.requestsPerSecond;
  return { 'sweep-type': load.kind, 'sweep-list': [value] };
}

function isSchedule({ load }: RunConfigDetails): boolean {
  return load.kind === 'request_rate' && load.distribution === 'schedule';
}

function sessionOptions(sessions: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const turns = section(sessions['turns']);
  const delay = section(sessions['turn_delay']);
  const ratio = number(delay['ratio']);
  const common = { 'session-delay-ratio': ratio === 1 ? undefined : ratio };
  if (positive(sessions['num']) === undefined) return common;
  return {
    ...common,
    'num-sessions': sessions['num'],
    'session-turns-mean': above(turns['mean'], 1),
    'session-turns-stddev': positive(turns['stddev']),
    'session-turn-delay-mean': positive(delay['mean']),
    'session-turn-delay-stddev': positive(delay['stddev']),
  };
}

function mediaOptions(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const [image, audio] = [section(input['image']), section(input['audio'])];
  const [width, height, length] = [section(image['width']), section(image['height']), section(audio['length'])];
  return {
    ...(positive(width['mean']) && {
      'image-width-mean': width['mean'],
      'image-width-stddev': positive(width['stddev']),
      'image-height-mean': height['mean'],
      'image-height-stddev': positive(height['stddev']),
      'image-format': image['format'],
      'batch-size-image': above(image['batch_size'], 1),
    }),
    ...(positive(length['mean']) && {
      'audio-length-mean': length['mean'],
      'audio-length-stddev': positive(length['stddev']),
      'audio-depths': audio['depths'],
      'audio-sample-rates': audio['sample_rates'],
      'audio-num-channels': above(audio['num_channels'], 1),
      'batch-size-audio': above(audio['batch_size'], 1),
    }),
  };
}

function section(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
const above = (value: unknown, limit: number) => (typeof value === 'number' && value > limit ? value : undefined);
const positive = (value: unknown) => above(value, 0);
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const nonEmpty = (value: unknown) => (Object.keys(section(value)).length > 0 ? value : undefined);
