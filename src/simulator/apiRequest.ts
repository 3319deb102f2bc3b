import * as z from 'zod';
import { ApiError } from './apiError.js';
import type { SimulatorSettings } from './options.js';
import { countChatTokens, countTokens } from './tokens.js';

/** The endpoints that do a model's work. */
export type Endpoint = 'chat' | 'completions' | 'embeddings';

/** A valid request, reduced to what its answer depends on. */
export interface ApiRequest {
  readonly endpoint: Endpoint;
  readonly model: string;
  readonly stream: boolean;
  /** A stream ends with an event that holds the usage. */
  readonly includeUsage: boolean;
  /** Tokens of all its texts, chat template included. */
  readonly promptTokens: number;
  /** Texts to answer, each by a sequence of its own. */
  readonly texts: number;
  /** Most tokens per answer; undefined for no limit but the context. */
  readonly maxTokens: number | undefined;
  readonly minTokens: number;
  /** Goes on to the limit. */
  readonly ignoreEos: boolean;
  /** How the first text begins, so that a request can be found again. */
  readonly promptStart: string;
  /** For embeddings. */
  readonly encoding: 'float' | 'base64';
}

const tokenNumbers = z.array(z.number());
const texts = z.union([z.string(), z.array(z.string()).min(1), tokenNumbers.min(1), z.array(tokenNumbers).min(1)]);

const generation = {
  model: z.string(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  min_tokens: z.int().min(0).nullish(),
  ignore_eos: z.boolean().nullish(),
  n: z.literal(1, 'the simulator gives one answer per prompt').nullish(),
};

const contentPart = z.object({ type: z.string(), text: z.string().optional() });
const message = z.object({ role: z.string(), content: z.union([z.string(), z.array(contentPart)]).nullish() });

const chatBody = z.object({ ...generation, messages: z.array(message).min(1) });
const completionsBody = z.object({ ...generation, prompt: texts });
const embeddingsBody = z.object({
  model: z.string(),
  input: texts,
  encoding_format: z.enum(['float', 'base64']).nullish(),
});

/** Reads a request body. @throws {ApiError} 400 or 404, as the real API would. */
export function readApiRequest(endpoint: Endpoint, body: unknown, settings: SimulatorSettings): ApiRequest {
  const request = readers[endpoint](body);
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

const readers: Record<Endpoint, (body: unknown) => ApiRequest> = {
  chat(body) {
    const chat = check(chatBody, body);
    const contents = chat.messages.map(({ content }) => textOf(content));
    return {
      ...limitsOf(chat),
      endpoint: 'chat',
      promptTokens: countChatTokens(contents),
      texts: 1,
      ...start(contents),
    };
  },
  completions(body) {
    const completions = check(completionsBody, body);
    return { ...limitsOf(completions), endpoint: 'completions', ...measure(completions.prompt) };
  },
  embeddings(body) {
    const embeddings = check(embeddingsBody, body);
    return {
      ...limitsOf({ model: embeddings.model }),
      endpoint: 'embeddings',
      encoding: embeddings.encoding_format ?? 'float',
      ...measure(embeddings.input),
    };
  },
};

function check<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const { path, message: problem } = parsed.error.issues[0]!;
  const param = path.join('.');
  throw new ApiError(400, param === '' ? problem : `${param}: ${problem}`, param === '' ? {} : { param });
}

type GenerationBody = z.infer<z.ZodObject<typeof generation>>;

function limitsOf(body: GenerationBody) {
  return {
    model: body.model,
    stream: body.stream ?? false,
    includeUsage: body.stream_options?.include_usage ?? false,
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
    minTokens: body.min_tokens ?? 0,
    ignoreEos: body.ignore_eos ?? false,
    encoding: 'float' as const,
  };
}

function textOf(content: z.infer<typeof message>['content']): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map(({ text = '' }) => text).join(' ');
}

/** Counts a prompt in any of its four shapes: a text, texts, token numbers, lists of token numbers. */
function measure(prompt: z.infer<typeof texts>) {
  const list: (string | number[])[] =
    typeof prompt === 'string' ? [prompt] : typeof prompt[0] === 'number' ? [prompt as number[]] : (prompt as string[]);
  const promptTokens = list.reduce(
    (sum, text) => sum + (typeof text === 'string' ? countTokens(text) : text.length),
    0,
  );
  return { promptTokens, texts: list.length, ...start(list) };
}

function start(list: readonly (string | number[])[]): Pick<ApiRequest, 'promptStart'> {
  return { promptStart: String(list[0] ?? '').slice(0, 80) };
}
