import type { Scenario } from './scenario.js';
import { type EndpointTypeName, endpointTypes } from './support.js';

/** How genai-perf's files write "not set". */
const unset = '';

/** A scenario as `genai_perf_config` of a run config: what genai-perf's own classes read. */
export interface GenaiPerfConfig {
  readonly _parameters: Readonly<Record<string, unknown>>;
}

/**
 * The scenario in genai-perf's words, with the values that were applied. The header is always unset: it may be a
 * secret.
 */
export function genaiPerfConfig(scenario: Scenario): GenaiPerfConfig {
  return {
    _parameters: {
      endpoint: endpointSection(scenario),
      input: inputSection(scenario),
      tokenizer: tokenizerSection(scenario),
      ...sweptParameters(scenario),
    },
  };
}

/** The `endpoint` section, without addresses. */
export function endpointSection({ endpoint }: Scenario): Record<string, unknown> {
  return {
    model_selection_strategy: endpoint.modelSelection,
    backend: endpoint.backend ?? 'tensorrtllm',
    custom: endpoint.path.slice(1) || '.',
    type: endpoint.endpointType,
    streaming: endpoint.streaming,
    grpc_method: unset,
    service_kind: endpoint.serviceKind,
    output_format: endpointTypes[endpoint.endpointType as EndpointTypeName].outputFormat,
  };
}

/** The `input` section. */
export function inputSection({ endpoint, workload, goodput, seed }: Scenario): Record<string, unknown> {
  const { inputTokens, outputTokens, prefixPrompts, inputFile } = workload;
  return {
    batch_size: workload.batchSize,
    extra: orUnset(endpoint.extraInputs),
    goodput: orUnset(goodput),
    header: unset,
    file: inputFile?.path ?? unset,
    num_dataset_entries: workload.datasetEntries,
    random_seed: seed,
    audio: {
      batch_size: 1,
      length: { mean: 0, stddev: 0 },
      format: 'wav',
      depths: [16],
      sample_rates: [16],
      num_channels: 1,
    },
    image: { width: { mean: 0, stddev: 0 }, height: { mean: 0, stddev: 0 }, batch_size: 1, format: 'png' },
    output_tokens: { mean: outputTokens?.mean ?? unset, deterministic: false, stddev: outputTokens?.stddev ?? 0 },
    synthetic_tokens: inputTokens,
    prefix_prompt: { num: prefixPrompts.count, length: prefixPrompts.tokens },
    sessions: { num: 0, turns: { mean: 1, stddev: 0 }, turn_delay: { mean: 0, ratio: 1, stddev: 0 } },
    prompt_source: inputFile === undefined ? 'synthetic' : 'file',
    synthetic_files: [],
    payload_file: unset,
  };
}

/** The `tokenizer` section. */
export function tokenizerSection({ tokenizer }: Scenario): Record<string, unknown> {
  return { name: tokenizer, revision: 'main', trust_remote_code: false, _enable_debug_logging: true };
}

/**
 * genai-perf keeps these two at the top where they are swept, and its report then looks for them in every run config
 * of the checkpoint. So they always stand there.
 */
function sweptParameters({ workload }: Scenario): Record<string, number> {
  return {
    ...(workload.inputFile === undefined && { input_sequence_length: workload.inputTokens.mean }),
    num_dataset_entries: workload.datasetEntries,
  };
}

function orUnset(values: Readonly<Record<string, unknown>>): unknown {
  return Object.keys(values).length === 0 ? unset : values;
}
