import type { Endpoint } from '../sweep/scenario.js';
import { endpointTypes } from '../sweep/support.js';
import { type BodyContent, type BodyShape, bodyShapes, rankingShapes } from './bodyShapes.js';
import { filledTemplate } from './requestTemplate.js';

/** What a request asks for. */
export interface RequestContent extends BodyContent {
  readonly model: string;
  /** Limit of the answer's length; undefined leaves it to the server. */
  readonly maxTokens: number | undefined;
}

/** A workload that its endpoint cannot take; the message is one sentence for the user. */
export class WorkloadError extends Error {
  override readonly name = 'WorkloadError';
}

type Body = Record<string, unknown>;

/**
 * Request body as genai-perf sends it. Extra inputs come last: they may override any field.
 * @throws {WorkloadError} for an endpoint type without a body, or content that it cannot take
 */
export function requestBody(endpoint: Endpoint, content: RequestContent): Body {
  const problem = contentProblem(endpoint, content);
  if (problem !== undefined) throw new WorkloadError(problem);
  if (endpoint.template !== undefined)
    return { ...filledTemplate(endpoint.template.body, content, endpoint.streaming), ...endpoint.extraInputs };
  const shape = shapeOf(endpoint);
  const [field, name] = limitOf(endpoint, shape);
  const body: Body = {
    ...(shape.hasModel !== false && { model: content.model }),
    ...shape.content(content),
    ...(endpoint.streaming && shape.stream),
  };
  if (content.maxTokens !== undefined && field !== undefined)
    body[field] = name === undefined ? content.maxTokens : { [name]: content.maxTokens };
  return withExtraInputs(body, endpoint.extraInputs, shape);
}

/**
 * The output length that a body asks for, extra inputs applied; undefined where it asks for none.
 * @param maxTokens what was wanted of it
 */
export function outputLimit(endpoint: Endpoint, body: Body, maxTokens: number | undefined): number | undefined {
  if (maxTokens === undefined) return undefined;
  if (endpoint.template !== undefined) return maxTokens;
  const limit = limitOf(endpoint, shapeOf(endpoint)).reduce<unknown>((part, name) => (part as Body)[name], body);
  return typeof limit === 'number' ? limit : undefined;
}

function shapeOf({ endpointType, rankingsApi }: Endpoint): BodyShape {
  const shape = endpointType === 'rankings' ? rankingShapes[rankingsApi ?? 'nim'] : bodyShapes[endpointType];
  if (shape !== undefined) return shape;
  const known = [...Object.keys(bodyShapes), 'rankings'].join(', ');
  throw new WorkloadError(`requests to a ${endpointType} endpoint cannot be made; use ${known}`);
}

/** Where the limit of the answer's length stands, from the outside in; empty where there is none. */
function limitOf({ outputTokensField }: Endpoint, { limit }: BodyShape): readonly string[] {
  return outputTokensField === undefined ? (limit ?? []) : [outputTokensField];
}

/** Generation options of some APIs live in a field of their own. */
function withExtraInputs(body: Body, extraInputs: Endpoint['extraInputs'], shape: BodyShape): Body {
  const { extraInputsIn: field, topLevel = [] } = shape;
  if (field === undefined) return { ...body, ...extraInputs };
  const isTop = ([name]: [string, unknown]) => topLevel.includes(name);
  const entries = Object.entries(extraInputs);
  const top = Object.fromEntries(entries.filter(isTop));
  const inner = {
    ...(body[field] as Body | undefined),
    ...(top[field] as Body | undefined),
    ...Object.fromEntries(entries.filter((entry) => !isTop(entry))),
  };
  return { ...body, ...top, ...(Object.keys(inner).length > 0 && { [field]: inner }) };
}

/** Why the endpoint cannot take this content; undefined when it can. */
function contentProblem({ endpointType, extraInputs }: Endpoint, content: RequestContent): string | undefined {
  const { textBatch, media, perImage, needsLimit } = endpointTypes[endpointType];
  const { texts, images = [], audios = [] } = content;
  if (!textBatch && texts.length > 1)
    return `requests of ${endpointType} hold one prompt: leave the batch size at 1, or use completions`;
  if (perImage && images.length === 0) return `requests of ${endpointType} hold images, and there are none to send`;
  if (!perImage && texts.length + images.length === 0) return `requests of ${endpointType} need a text`;
  if (images.length > 0 && media === undefined)
    return `requests of ${endpointType} hold no images: use multimodal, or leave them out`;
  if (audios.length > 0 && media !== 'images and audio')
    return `requests of ${endpointType} hold no audio: use multimodal, or leave it out`;
  if (endpointType === 'rankings' && texts.length < 2)
    return 'requests of rankings need a query and passages: name a folder with queries.jsonl and passages.jsonl';
  const hasLimit = content.maxTokens !== undefined || extraInputs['max_tokens'] !== undefined;
  return needsLimit && !hasLimit ? `requests of ${endpointType} need --output-tokens-mean` : undefined;
}
