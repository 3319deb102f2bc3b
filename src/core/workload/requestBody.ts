import type { Endpoint } from '../sweep/scenario.js';
import type { RequestMedia } from './datasetEntry.js';

/** What a request asks for. */
export interface RequestContent extends RequestMedia {
  readonly model: string;
  /** One for chat, one or more for the others. */
  readonly texts: readonly string[];
  /** Limit of the answer's length; undefined leaves it to the server. */
  readonly maxTokens: number | undefined;
}

/** A workload that its endpoint cannot take; the message is one sentence for the user. */
export class WorkloadError extends Error {
  override readonly name = 'WorkloadError';
}

interface BodyShape {
  /** Whether the answer is text, which can be streamed and has a length. */
  readonly generates: boolean;
  readonly prompt: (texts: readonly string[]) => Record<string, unknown>;
}

const shapes: Readonly<Record<string, BodyShape>> = {
  chat: { generates: true, prompt: ([content]) => ({ messages: [{ role: 'user', content }] }) },
  completions: { generates: true, prompt: (texts) => ({ prompt: texts }) },
  embeddings: { generates: false, prompt: (texts) => ({ input: texts }) },
};

/**
 * Request body as genai-perf sends it. A stream is asked to end with its usage, so that nothing has to be counted
 * twice. Extra inputs come last: they may override any field, `stream_options` too.
 * @throws {WorkloadError} for an endpoint type without a body, or several texts in one chat request
 */
export function requestBody(endpoint: Endpoint, content: RequestContent): Record<string, unknown> {
  const shape = shapes[endpoint.endpointType];
  if (shape === undefined)
    throw new WorkloadError(
      `requests to a ${endpoint.endpointType} endpoint cannot be made; use ${Object.keys(shapes).join(', ')}`,
    );
  if (endpoint.endpointType === 'chat' && content.texts.length !== 1)
    throw new WorkloadError('a chat request holds one prompt: leave the batch size at 1, or use completions');
  const isStream = shape.generates && endpoint.streaming;
  const hasLimit = shape.generates && content.maxTokens !== undefined;
  return {
    model: content.model,
    ...shape.prompt(content.texts),
    ...(isStream && { stream: true, stream_options: { include_usage: true } }),
    ...(hasLimit && { max_tokens: content.maxTokens }),
    ...endpoint.extraInputs,
  };
}
