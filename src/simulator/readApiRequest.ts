import { ApiError } from './apiError.js';
import type { ApiRequest, Endpoint } from './apiRequest.js';
import type { SimulatorSettings } from './options.js';
import { requestReaders } from './requestReaders.js';

/**
 * Reads a request body.
 * @param pathModel the model that the path names
 * @throws {ApiError} 400 or 404, as the real API would.
 */
export function readApiRequest(
  endpoint: Endpoint,
  body: unknown,
  settings: SimulatorSettings,
  pathModel?: string,
): ApiRequest {
  const read = requestReaders[endpoint](body);
  const request = { ...read, model: pathModel ?? read.model ?? settings.models[0]! };
  if (!settings.models.includes(request.model))
    throw new ApiError(404, `The model \`${request.model}\` does not exist.`, {
      param: 'model',
      code: 'model_not_found',
    });
  const { maxTokens = 1, minTokens, promptTokens } = request;
  if (minTokens > maxTokens && request.maxTokens !== undefined)
    throw new ApiError(400, `min_tokens (${minTokens}) is greater than max_tokens (${maxTokens})`, {
      param: 'min_tokens',
    });
  if (promptTokens / request.texts + maxTokens > settings.contextTokens)
    throw new ApiError(
      400,
      `This model's maximum context length is ${settings.contextTokens} tokens, but the prompt has ${promptTokens} and ${maxTokens} are asked for.`,
      { param: 'max_tokens', code: 'context_length_exceeded' },
    );
  return request;
}
