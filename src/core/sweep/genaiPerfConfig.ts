import type { Scenario, Workload } from './scenario.js';
import { endpointTypes, isGrpc } from './support.js';

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
    custom: isGrpc(endpoint.serviceKind) ? unset : endpoint.path.slice(1) || '.',
    type: endpoint.endpointType,
    streaming: endpoint.streaming,
    grpc_method: endpoint.serviceKind === 'dynamic_grpc' ? endpoint.path.slice(1) : unset,
    service_kind: endpoint.serviceKind,
    output_format: endpoint.backend ?? endpointTypes[endpoint.endpointType].outputFormat,
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
    file: fileOf(workload),
    num_dataset_entries: workload.datasetEntries,
    random_seed: seed,
    audio: audioSection(workload),
    image: imageSection(workload),
    output_tokens: {
      mean: outputTokens?.mean ?? unset,
      deterministic: workload.exactOutput ?? false,
      stddev: outputTokens?.stddev ?? 0,
    },
    synthetic_tokens: inputTokens,
    prefix_prompt: { num: prefixPrompts.count, length: prefixPrompts.tokens },
    sessions: sessionSection(workload),
    prompt_source: inputFile === undefined ? 'synthetic' : inputFile.kind === 'trace' ? 'payload' : 'file',
    synthetic_files: [],
    payload_file: inputFile?.kind === 'trace' ? inputFile.path : unset,
  };
}

function fileOf({ inputFile }: Workload): string {
  if (inputFile === undefined) return unset;
  return inputFile.kind === 'trace' ? `payload:${inputFile.path}` : inputFile.path;
}

function audioSection({ audio }: Workload): Record<string, unknown> {
  return {
    batch_size: audio?.batchSize ?? 1,
    length: audio?.seconds ?? { mean: 0, stddev: 0 },
    format: 'wav',
    depths: audio?.depths ?? [16],
    sample_rates: audio?.sampleRates.map((hertz) => hertz / 1000) ?? [16],
    num_channels: audio?.channels ?? 1,
  };
}

function imageSection({ images }: Workload): Record<string, unknown> {
  return {
    width: images?.width ?? { mean: 0, stddev: 0 },
    height: images?.height ?? { mean: 0, stddev: 0 },
    batch_size: images?.batchSize ?? 1,
    format: images?.format ?? 'png',
  };
}

function sessionSection({ sessions, delayRatio = 1 }: Workload): Record<string, unknown> {
  return {
    num: sessions?.count ?? 0,
    turns: sessions?.turns ?? { mean: 1, stddev: 0 },
    turn_delay: { mean: 0, stddev: 0, ...sessions?.turnDelayMs, ratio: delayRatio },
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
