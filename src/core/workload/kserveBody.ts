import { tensorrtllmOutputTokens } from '../sweep/optionDefaults.js';
import type { Endpoint } from '../sweep/scenario.js';
import type { RequestContent } from './requestBody.js';

/** What a request to Triton asks for. */
export interface KserveContent extends RequestContent {
  /** Asks for answers of exactly the length that is their limit. */
  readonly exactOutput?: boolean | undefined;
  /** Inputs of this request alone; they come after those of all. */
  readonly ownInputs?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * A request to Triton as genai-perf writes it into inputs.json: the model, and each input tensor's values by name.
 * Extra inputs come last, as further tensors; for vLLM those under `sampling_parameters` go into that tensor's JSON.
 */
export function kserveBody(endpoint: Endpoint, content: KserveContent): Record<string, unknown> {
  const { model, texts, maxTokens } = content;
  const { sampling_parameters: sampling, ...extra } = { ...endpoint.extraInputs, ...content.ownInputs };
  const stream = endpoint.streaming && { stream: [true] };
  const start = { model, text_input: texts };
  const exclude = { exclude_input_in_output: [true] };
  const isExact = content.exactOutput === true && maxTokens !== undefined;
  const tensors = Object.fromEntries(
    Object.entries(extra).map(([name, value]) => [name, Array.isArray(value) ? value : [value]]),
  );
  if (endpoint.backend === 'vllm') {
    const limits = maxTokens !== undefined && {
      max_tokens: `${maxTokens}`,
      ...(isExact && { min_tokens: `${maxTokens}` }),
    };
    const parameters = { ...limits, ...samplingParameters(sampling) };
    const hasParameters = Object.keys(parameters).length > 0;
    const samplingTensor = hasParameters && { sampling_parameters: [JSON.stringify(parameters)] };
    return { ...start, ...exclude, ...stream, ...samplingTensor, ...tensors };
  }
  return {
    ...start,
    max_tokens: [maxTokens ?? tensorrtllmOutputTokens],
    ...exclude,
    ...stream,
    ...(isExact && { min_length: [maxTokens] }),
    ...(sampling !== undefined && { sampling_parameters: [sampling] }),
    ...tensors,
  };
}

/** The limit of output tokens that a request to Triton holds; undefined when it holds none. */
export function kserveLimit(body: Readonly<Record<string, unknown>>): number | undefined {
  const [limit] = asArray(
    body['max_tokens'] ?? samplingParameters(asArray(body['sampling_parameters'])[0])['max_tokens'],
  );
  const tokens = typeof limit === 'string' ? Number(limit) : limit;
  return typeof tokens === 'number' && Number.isFinite(tokens) ? tokens : undefined;
}

const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** Sampling parameters as an object, whether they were given as one or as its JSON text. */
function samplingParameters(given: unknown): Record<string, unknown> {
  if (typeof given !== 'string') return isObject(given) ? given : {};
  try {
    const parsed: unknown = JSON.parse(given);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
