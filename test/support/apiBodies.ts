import * as z from 'zod';

/**
 * Strict forms of request bodies, after the published descriptions of the APIs: OpenAI's and Anthropic's references,
 * NVIDIA's NIM pages, Cohere's rerank, Text Embeddings Inference and Text Generation Inference, Triton's generate
 * extension. A field that an API does not know is an error, as is a wrong type.
 */
const model = z.string().min(1);
const text = z.string().min(1);
const dataUrl = z.string().regex(/^(data:image\/(png|jpeg);base64,[A-Za-z0-9+/]+=*|https?:\/\/\S+)$/);
const base64 = z.base64().min(1);
const tokens = z.int().positive();

const sampling = {
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().min(0).max(1).optional(),
};
const streamed = { stream: z.boolean().optional() };
const openaiStreamed = { ...streamed, stream_options: z.strictObject({ include_usage: z.boolean() }).optional() };
/** Not OpenAI's own, but vLLM's, SGLang's and llama.cpp's. */
const exactLength = { ignore_eos: z.boolean().optional(), min_tokens: tokens.optional() };
const openai = { model, ...openaiStreamed, ...sampling, ...exactLength, max_tokens: tokens.optional() };

const chatPart = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text }),
  z.strictObject({
    type: z.literal('image_url'),
    image_url: z.strictObject({ url: dataUrl, detail: z.enum(['auto', 'low', 'high']).optional() }),
  }),
  z.strictObject({
    type: z.literal('input_audio'),
    input_audio: z.strictObject({ data: base64, format: z.enum(['wav', 'mp3']) }),
  }),
]);
const chatMessage = <Content extends z.ZodType>(content: Content) =>
  z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content });

const responsesPart = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('input_text'), text }),
  z.strictObject({ type: z.literal('input_image'), image_url: dataUrl, detail: z.enum(['auto', 'low', 'high']) }),
]);

const messagesPart = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text }),
  z.strictObject({
    type: z.literal('image'),
    source: z.discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('base64'),
        media_type: z.enum(['image/png', 'image/jpeg', 'image/gif', 'image/webp']),
        data: base64,
      }),
      z.strictObject({ type: z.literal('url'), url: z.url() }),
    ]),
  }),
]);

/** The body of each API, by the endpoint type that sends it; rankings by their API. */
export const apiBodies = {
  chat: z.strictObject({ ...openai, messages: z.array(chatMessage(text)).min(1) }),
  multimodal: z.strictObject({ ...openai, messages: z.array(chatMessage(z.array(chatPart).min(1))).min(1) }),
  vision: z.strictObject({ ...openai, messages: z.array(chatMessage(z.array(chatPart).min(1))).min(1) }),
  completions: z.strictObject({ ...openai, prompt: z.array(text).min(1) }),
  responses: z.strictObject({
    model,
    ...streamed,
    ...sampling,
    ...exactLength,
    max_output_tokens: tokens.optional(),
    input: z.union([text, z.array(chatMessage(z.array(responsesPart).min(1))).min(1)]),
  }),
  messages: z.strictObject({
    model,
    ...streamed,
    ...sampling,
    ...exactLength,
    max_tokens: tokens,
    messages: z.array(chatMessage(z.union([text, z.array(messagesPart).min(1)]))).min(1),
  }),
  embeddings: z.strictObject({
    model,
    input: z.array(text).min(1),
    encoding_format: z.enum(['float', 'base64']).optional(),
    dimensions: z.int().positive().optional(),
  }),
  nvclip: z.strictObject({
    model,
    input: z.array(text).min(1),
    encoding_format: z.enum(['float', 'base64']).optional(),
  }),
  image_retrieval: z.strictObject({
    input: z.array(z.strictObject({ type: z.literal('image_url'), url: dataUrl })).min(1),
  }),
  generate: z.strictObject({
    text_input: z.array(text).min(1),
    exclude_input_in_output: z.boolean().optional(),
    ...streamed,
    ...exactLength,
    ...sampling,
    max_tokens: tokens.optional(),
  }),
  huggingface_generate: z.strictObject({
    // The server ignores it; genai-perf sends it.
    model: model.optional(),
    inputs: text,
    ...streamed,
    parameters: z
      .strictObject({
        max_new_tokens: tokens.optional(),
        do_sample: z.boolean().optional(),
        details: z.boolean().optional(),
        temperature: z.number().positive().optional(),
        ignore_eos: z.boolean().optional(),
      })
      .optional(),
  }),
  nim: z.strictObject({
    model,
    query: z.strictObject({ text }),
    passages: z.array(z.strictObject({ text })).min(1).max(512),
    truncate: z.enum(['NONE', 'END']).optional(),
  }),
  tei: z.strictObject({
    query: text,
    texts: z.array(text).min(1),
    raw_scores: z.boolean().optional(),
    return_text: z.boolean().optional(),
    truncate: z.boolean().optional(),
  }),
  cohere: z.strictObject({
    model,
    query: text,
    documents: z.array(text).min(1).max(1000),
    top_n: z.int().positive().optional(),
  }),
} as const satisfies Record<string, z.ZodType>;

/** One of them. */
export type ApiName = keyof typeof apiBodies;
