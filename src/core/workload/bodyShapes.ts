import type { RankingsApi } from '../sweep/scenario.js';
import type { EndpointTypeName } from '../sweep/support.js';
import type { AudioClip, RequestMedia } from './datasetEntry.js';

/** What a request says. */
export interface BodyContent extends RequestMedia {
  /** One for chat, one or more for others, none where there are only images; a ranking's query and its passages. */
  readonly texts: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** How an endpoint type writes its requests. */
export interface BodyShape {
  readonly content: (content: BodyContent) => Fields;
  /** Absent where the path or nothing names the model. */
  readonly hasModel?: false;
  /** What asks for the answer as a stream. */
  readonly stream?: Fields;
  /** Where the limit of the answer's length stands; absent where there is none. */
  readonly limit?: readonly [name: string] | readonly [field: string, name: string];
  /** Field that takes further inputs, but for those named in `topLevel`; absent where all stand at the top. */
  readonly extraInputsIn?: string;
  readonly topLevel?: readonly string[];
}

/** A stream is asked to end with its usage, so that nothing has to be counted twice. */
const streamWithUsage = { stream: true, stream_options: { include_usage: true } };
const stream = { stream: true };

const userMessage = (content: unknown) => [{ role: 'user', content }];
/** Text alone is written as text: every server takes that. */
const textOr = (parts: (content: BodyContent) => unknown[]) => (content: BodyContent) =>
  content.images?.length ? parts(content) : content.texts[0];

const chatParts = ({ texts, images = [], audios = [] }: BodyContent) => [
  ...texts.map((text) => ({ type: 'text', text })),
  ...images.map((url) => ({ type: 'image_url', image_url: { url } })),
  ...audios.map(({ base64, format }: AudioClip) => ({ type: 'input_audio', input_audio: { data: base64, format } })),
];

const responsesParts = ({ texts, images = [] }: BodyContent) => [
  ...texts.map((text) => ({ type: 'input_text', text })),
  ...images.map((url) => ({ type: 'input_image', image_url: url, detail: 'auto' })),
];

const messagesParts = ({ texts, images = [] }: BodyContent) => [
  ...images.map((url) => ({ type: 'image', source: imageSource(url) })),
  ...texts.map((text) => ({ type: 'text', text })),
];

function imageSource(url: string): Fields {
  const [, mediaType, data] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? [];
  return data === undefined ? { type: 'url', url } : { type: 'base64', media_type: mediaType, data };
}

const multimodal: BodyShape = {
  content: (content) => ({ messages: userMessage(chatParts(content)) }),
  stream: streamWithUsage,
  limit: ['max_tokens'],
};

/** Bodies as genai-perf sends them, and as the published descriptions of the newer APIs have them. */
export const bodyShapes: Readonly<Partial<Record<EndpointTypeName, BodyShape>>> = {
  chat: {
    content: ({ texts }) => ({ messages: userMessage(texts[0]) }),
    stream: streamWithUsage,
    limit: ['max_tokens'],
  },
  completions: { content: ({ texts }) => ({ prompt: texts }), stream: streamWithUsage, limit: ['max_tokens'] },
  multimodal,
  vision: multimodal,
  responses: {
    content: (content) => {
      const input = textOr(responsesParts)(content);
      return { input: typeof input === 'string' ? input : userMessage(input) };
    },
    stream,
    limit: ['max_output_tokens'],
  },
  messages: {
    content: (content) => ({ messages: userMessage(textOr(messagesParts)(content)) }),
    stream,
    limit: ['max_tokens'],
  },
  embeddings: { content: ({ texts }) => ({ input: texts }) },
  nvclip: { content: ({ texts, images = [] }) => ({ input: [...texts, ...images] }) },
  image_retrieval: {
    content: ({ images = [] }) => ({ input: images.map((url) => ({ type: 'image_url', url })) }),
    hasModel: false,
  },
  generate: {
    // Without it, vLLM's backend gives the prompt back as part of a whole answer, and it would count as output.
    content: ({ texts }) => ({ text_input: texts, exclude_input_in_output: true }),
    hasModel: false,
    stream,
    limit: ['max_tokens'],
  },
  huggingface_generate: {
    content: ({ texts, images = [] }) => ({ inputs: [...images.map((url) => `![](${url})`), ...texts].join(' ') }),
    stream,
    limit: ['parameters', 'max_new_tokens'],
    extraInputsIn: 'parameters',
    topLevel: ['model', 'inputs', 'stream', 'parameters'],
  },
};

/** The bodies of the three ranking APIs. */
export const rankingShapes: Readonly<Record<RankingsApi, BodyShape>> = {
  nim: {
    content: ({ texts: [query, ...passages] }) => ({
      query: { text: query },
      passages: passages.map((text) => ({ text })),
    }),
  },
  tei: { content: ({ texts: [query, ...texts] }) => ({ query, texts }), hasModel: false },
  cohere: { content: ({ texts: [query, ...documents] }) => ({ query, documents }) },
};
