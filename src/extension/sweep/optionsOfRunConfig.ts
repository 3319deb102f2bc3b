import type { RunConfig } from '../../core/results/runConfig.js';
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
  const load = details.load;
  const file = text(input['file']);
  const all: Record<string, unknown> = {
    model: runConfig.models.length === 1 ? runConfig.models[0] : runConfig.models,
    url: details.url,
    'endpoint-type': details.endpointType,
    streaming: endpoint['streaming'] === true || undefined,
    'sweep-type': load.kind,
    'sweep-list': [load.kind === 'concurrency' ? load.concurrency : load.requestsPerSecond],
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
    'num-dataset-entries': swept.get('num_dataset_entries'),
    'random-seed': positive(input['random_seed']),
    'extra-inputs': nonEmpty(input['extra']),
    goodput: nonEmpty(input['goodput']),
    label: details.label,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function section(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
const above = (value: unknown, limit: number) => (typeof value === 'number' && value > limit ? value : undefined);
const positive = (value: unknown) => above(value, 0);
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const nonEmpty = (value: unknown) => (Object.keys(section(value)).length > 0 ? value : undefined);
