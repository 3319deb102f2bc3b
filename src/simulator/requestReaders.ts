import * as z from 'zod';
import { check, type Endpoint, type ReadBody } from './apiRequest.js';
import { countChatTokens, countTokens, imageTokens } from './tokens.js';

const tokenNumbers = z.array(z.number());
const texts = z.union([z.string(), z.array(z.string()).min(1), tokenNumbers.min(1), z.array(tokenNumbers).min(1)]);

const limits = {
  max_tokens: z.int().min(1).nullish(),
  min_tokens: z.int().min(0).nullish(),
  ignore_eos: z.boolean().nullish(),
};
const generation = {
  model: z.string(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  ...limits,
  n: z.literal(1, 'the simulator gives one answer per prompt').nullish(),
};

const contentPart = z.object({ type: z.string(), text: z.string().optional() });
const content = z.union([z.string(), z.array(contentPart)]).nullish();
const message = z.object({ role: z.string(), content });
const messages = z.array(message).min(1);

const chatBody = z.object({ ...generation, messages });
const completionsBody = z.object({ ...generation, prompt: texts });
const responsesBody = z.object({
  model: z.string(),
  stream: z.boolean().nullish(),
  input: z.union([z.string(), messages]),
  max_output_tokens: z.int().min(1).nullish(),
  min_tokens: limits.min_tokens,
  ignore_eos: limits.ignore_eos,
});
const messagesBody = z.object({ ...generation, max_tokens: z.int().min(1), messages });
const generateBody = z.object({
  ...limits,
  text_input: z.union([z.string(), z.array(z.string()).min(1)]),
  stream: z.boolean().nullish(),
});
const tgiBody = z.object({
  inputs: z.string(),
  stream: z.boolean().nullish(),
  parameters: z.object({ max_new_tokens: z.int().min(1).nullish(), ignore_eos: limits.ignore_eos }).nullish(),
});
const embeddingsBody = z.object({
  model: z.string(),
  input: texts,
  encoding_format: z.enum(['float', 'base64']).nullish(),
});
const nimRankingsBody = z.object({
  model: z.string(),
  query: z.object({ text: z.string() }),
  passages: z.array(z.object({ text: z.string() })).min(1),
});
const teiRankingsBody = z.object({ query: z.string(), texts: z.array(z.string()).min(1) });
const cohereRankingsBody = z.object({
  model: z.string(),
  query: z.string(),
  documents: z.array(z.string()).min(1),
});
const imagesBody = z.object({
  input: z.array(z.object({ type: z.literal('image_url'), url: z.string().min(1) })).min(1),
});

/** Readers of the bodies. @throws {ApiError} 400 */
export const requestReaders: Record<Endpoint, (body: unknown) => ReadBody> = {
  chat(body) {
    const chat = check(chatBody, body);
    return { ...limitsOf(chat), ...conversation(chat.messages) };
  },
  completions(body) {
    const completions = check(completionsBody, body);
    return { ...limitsOf(completions), ...measure(completions.prompt) };
  },
  responses(body) {
    const { input, max_output_tokens, ...rest } = check(responsesBody, body);
    const asked = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
    return { ...limitsOf({ ...rest, max_tokens: max_output_tokens }), ...conversation(asked) };
  },
  messages(body) {
    const asked = check(messagesBody, body);
    return { ...limitsOf(asked), ...conversation(asked.messages) };
  },
  'triton generate'(body) {
    const asked = check(generateBody, body);
    return { ...limitsOf(asked), ...measure(asked.text_input) };
  },
  tgi(body) {
    const { inputs, stream, parameters } = check(tgiBody, body);
    const asked = { stream, max_tokens: parameters?.max_new_tokens, ignore_eos: parameters?.ignore_eos };
    const withoutImages = inputs.replace(/!\[\]\([^)]*\) ?/g, '');
    const images = (inputs.match(/!\[\]\(/g) ?? []).length;
    return { ...limitsOf(asked), ...measure(withoutImages, images) };
  },
  embeddings(body) {
    const { model, input, encoding_format } = check(embeddingsBody, body);
    const isImage = (text: unknown) => typeof text === 'string' && text.startsWith('data:image/');
    const all = Array.isArray(input) ? (input as unknown[]) : [input];
    const images = all.filter(isImage).length;
    const read = images === 0 ? measure(input) : measure(all.filter((text) => !isImage(text)) as string[], images);
    return { ...limitsOf({ model }), ...read, texts: read.texts + images, encoding: encoding_format ?? 'float' };
  },
  'nim rankings'(body) {
    const { model, query, passages } = check(nimRankingsBody, body);
    return ranking(
      model,
      query.text,
      passages.map(({ text }) => text),
    );
  },
  rerank(body) {
    if (typeof body === 'object' && body !== null && 'texts' in body) {
      const { query, texts: passages } = check(teiRankingsBody, body);
      return { ...ranking(undefined, query, passages), isTei: true };
    }
    const { model, query, documents } = check(cohereRankingsBody, body);
    return ranking(model, query, documents);
  },
  images(body) {
    const { input } = check(imagesBody, body);
    return { ...limitsOf({}), ...measure([], input.length), texts: input.length };
  },
};

interface Limits {
  readonly model?: string | undefined;
  readonly stream?: boolean | null | undefined;
  readonly stream_options?: { readonly include_usage?: boolean | undefined } | null | undefined;
  readonly max_completion_tokens?: number | null | undefined;
  readonly max_tokens?: number | null | undefined;
  readonly min_tokens?: number | null | undefined;
  readonly ignore_eos?: boolean | null | undefined;
}

function limitsOf(body: Limits) {
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

function conversation(asked: z.infer<typeof messages>) {
  const contents = asked.map(({ content: said }) => textOf(said));
  const parts = asked.flatMap(({ content: said }) => (Array.isArray(said) ? said : []));
  const images = parts.filter(isImagePart).length;
  return {
    promptTokens: countChatTokens(contents) + images * imageTokens,
    texts: 1,
    images,
    sounds: parts.filter(({ type }) => type === 'input_audio').length,
    messages: asked.length,
    ...start(contents),
  };
}

const isImagePart = ({ type }: z.infer<typeof contentPart>) => type.includes('image');

function textOf(said: z.infer<typeof content>): string {
  if (typeof said === 'string') return said;
  return (said ?? []).flatMap(({ text = [] }) => text).join(' ');
}

function ranking(model: string | undefined, query: string, passages: readonly string[]): ReadBody {
  const all = measure([query, ...passages]);
  return { ...limitsOf({ model }), ...all, texts: passages.length };
}

/** Counts a prompt in any of its four shapes: a text, texts, token numbers, lists of token numbers. */
function measure(prompt: z.infer<typeof texts>, images = 0) {
  const list: (string | number[])[] =
    typeof prompt === 'string' ? [prompt] : typeof prompt[0] === 'number' ? [prompt as number[]] : (prompt as string[]);
  const promptTokens = list.reduce(
    (sum, text) => sum + (typeof text === 'string' ? countTokens(text) : text.length),
    images * imageTokens,
  );
  return { promptTokens, texts: list.length, images, sounds: 0, messages: 0, ...start(list) };
}

function start(list: readonly (string | number[])[]): { promptStart: string } {
  return { promptStart: String(list[0] ?? '').slice(0, 80) };
}
