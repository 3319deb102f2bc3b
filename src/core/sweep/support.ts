import type { AnswerFormat } from './answerFormat.js';

/** What is known of an endpoint type. */
export interface EndpointType {
  /** Service kind that follows from it. */
  readonly serviceKind: ServiceKind;
  /** Path below the server, without leading slash, `{model}` in it for the model's name; undefined where requests have none. */
  readonly path?: string;
  /** The path where the answer is asked for as a stream; absent where it is the same. */
  readonly streamPath?: string;
  /** genai-perf's name of its body format, as its files hold it. */
  readonly outputFormat: string;
  /** Shape of its answers; absent where they are no JSON over HTTP. */
  readonly answer?: AnswerFormat;
  /** Whether answers can be streamed. */
  readonly streaming: boolean;
  /** Whether a request can hold several texts. */
  readonly textBatch: boolean;
  /** Whether the answer is generated text, which has a length and tokens that follow each other. */
  readonly generates: boolean;
  /** What a request can hold beside text; absent for nothing. */
  readonly media?: 'images' | 'images and audio';
  /** A request is nothing but images: its answer is measured per image. */
  readonly perImage?: true;
  /** Its API knows no request without a limit of the answer's length. */
  readonly needsLimit?: true;
  /** Headers that its API wants, unless the user sends them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** False refuses it by name. */
  readonly supported: boolean;
}

/** The service kinds of genai-perf. */
export const serviceKinds = ['openai', 'triton', 'tensorrtllm_engine', 'dynamic_grpc'] as const;

/** How a server is spoken to. */
export type ServiceKind = (typeof serviceKinds)[number];

/** Service kinds that some engine speaks. */
export const supportedServiceKinds: readonly ServiceKind[] = ['openai', 'triton', 'dynamic_grpc'];

/** Whether a server of that kind is spoken to by gRPC. */
export function isGrpc(serviceKind: string | undefined): boolean {
  return serviceKind === 'triton' || serviceKind === 'dynamic_grpc';
}

const openai = (outputFormat: string, path: string) => ({ serviceKind: 'openai', outputFormat, path }) as const;
const generative = { streaming: true, generates: true } as const;
const single = { streaming: false, generates: false } as const;
const http = { supported: true } as const;
const multimodal = {
  ...openai('openai_multimodal', 'v1/chat/completions'),
  ...generative,
  ...http,
  answer: 'chat',
  textBatch: false,
  media: 'images and audio',
} as const;

const endpointTypeTable = {
  chat: {
    ...openai('openai_chat_completions', 'v1/chat/completions'),
    ...generative,
    ...http,
    answer: 'chat',
    textBatch: false,
  },
  completions: {
    ...openai('openai_completions', 'v1/completions'),
    ...generative,
    ...http,
    answer: 'completions',
    textBatch: true,
  },
  responses: {
    ...openai('openai_responses', 'v1/responses'),
    ...generative,
    ...http,
    answer: 'responses',
    textBatch: false,
    media: 'images',
  },
  messages: {
    ...openai('anthropic_messages', 'v1/messages'),
    ...generative,
    ...http,
    answer: 'messages',
    textBatch: false,
    media: 'images',
    needsLimit: true,
    headers: { 'anthropic-version': '2023-06-01' },
  },
  embeddings: {
    ...openai('openai_embeddings', 'v1/embeddings'),
    ...single,
    ...http,
    answer: 'embeddings',
    textBatch: true,
  },
  rankings: { ...openai('rankings', 'v1/ranking'), ...single, ...http, answer: 'rankings', textBatch: true },
  image_retrieval: {
    ...openai('image_retrieval', 'v1/infer'),
    ...single,
    ...http,
    answer: 'images',
    textBatch: false,
    media: 'images',
    perImage: true,
  },
  nvclip: {
    ...openai('nvclip', 'v1/embeddings'),
    ...single,
    ...http,
    answer: 'embeddings',
    textBatch: true,
    media: 'images',
  },
  multimodal,
  vision: multimodal,
  generate: {
    ...openai('triton_generate', 'v2/models/{model}/generate'),
    ...generative,
    ...http,
    streamPath: 'v2/models/{model}/generate_stream',
    answer: 'generate',
    textBatch: true,
  },
  huggingface_generate: {
    ...openai('huggingface_generate', '.'),
    ...generative,
    ...http,
    answer: 'huggingface',
    textBatch: true,
    media: 'images',
  },
  template: {
    serviceKind: 'openai',
    outputFormat: 'template',
    ...generative,
    ...http,
    answer: 'template',
    textBatch: true,
    media: 'images and audio',
  },
  kserve: { serviceKind: 'triton', outputFormat: 'tensorrtllm', ...generative, textBatch: false, supported: true },
  tensorrtllm_engine: {
    serviceKind: 'tensorrtllm_engine',
    outputFormat: 'tensorrtllm_engine',
    ...generative,
    textBatch: false,
    supported: false,
  },
  dynamic_grpc: {
    serviceKind: 'dynamic_grpc',
    outputFormat: 'dynamic_grpc',
    streaming: true,
    generates: false,
    textBatch: false,
    supported: true,
  },
} as const satisfies Record<string, EndpointType>;

/** Name of an endpoint type. */
export type EndpointTypeName = keyof typeof endpointTypeTable;

/** The endpoint types of genai-perf, and those that came up after it. */
export const endpointTypes: Readonly<Record<EndpointTypeName, EndpointType>> = endpointTypeTable;

/** All endpoint types, those that are only refused included. */
export const endpointTypeNames = Object.keys(endpointTypes) as [EndpointTypeName, ...EndpointTypeName[]];

/** Endpoint types that some engine can measure. */
export const supportedEndpointTypes = endpointTypeNames.filter((name) => endpointTypes[name].supported);

/** Endpoint type that a service kind has when none is named. */
export const defaultEndpointType: Readonly<Record<ServiceKind, EndpointTypeName>> = {
  openai: 'chat',
  triton: 'kserve',
  tensorrtllm_engine: 'tensorrtllm_engine',
  dynamic_grpc: 'dynamic_grpc',
};

/** An option that is understood but that no engine serves. */
export interface UnsupportedOption {
  /** Values that ask for nothing (genai-perf's defaults), and therefore pass. */
  readonly idle: readonly unknown[];
  /** Half a sentence. */
  readonly because: string;
}

const off = (because: string): UnsupportedOption => ({ idle: [false], because });

/** Refused by name, never ignored: an option that gets served loses its row. */
export const unsupportedOptions = {
  audioFormat: { idle: ['wav'], because: 'sounds are made as wav; mp3 files can be sent from an --input-file' },
  stabilityPercentage: { idle: [999], because: 'a scenario is one window, ended by its request count or time' },
  generatePlots: off('no plots are drawn'),
  tokenizerRevision: { idle: ['main'], because: 'a tokenizer is a local tokenizer.json, which has no revisions' },
  tokenizerTrustRemoteCode: off('no tokenizer code is ever run'),
} as const satisfies Record<string, UnsupportedOption>;
