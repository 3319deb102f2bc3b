/** What is known of an endpoint type. */
export interface EndpointType {
  /** Service kind that follows from it. */
  readonly serviceKind: ServiceKind;
  /** Path below the server, without leading slash; undefined where requests have none. */
  readonly path?: string;
  /** genai-perf's name of its body format, as its files hold it. */
  readonly outputFormat: string;
  /** Whether answers can be streamed. */
  readonly streaming: boolean;
  /** Whether a request can hold several texts. */
  readonly textBatch: boolean;
  /** Whether the answer is generated text, which has a length and tokens that follow each other. */
  readonly generates: boolean;
  /** What a request can hold beside text; absent for nothing. */
  readonly media?: 'images' | 'images and audio';
  /** False refuses it by name. */
  readonly supported: boolean;
}

/** The service kinds of genai-perf. */
export const serviceKinds = ['openai', 'triton', 'tensorrtllm_engine', 'dynamic_grpc'] as const;

/** How a server is spoken to. */
export type ServiceKind = (typeof serviceKinds)[number];

/** Service kinds that some engine speaks. */
export const supportedServiceKinds: readonly ServiceKind[] = ['openai'];

const openai = (outputFormat: string, path: string) => ({ serviceKind: 'openai', outputFormat, path }) as const;
const generative = { streaming: true, generates: true } as const;
const single = { streaming: false, generates: false } as const;

const endpointTypeTable = {
  chat: {
    ...openai('openai_chat_completions', 'v1/chat/completions'),
    ...generative,
    textBatch: false,
    supported: true,
  },
  completions: { ...openai('openai_completions', 'v1/completions'), ...generative, textBatch: true, supported: true },
  embeddings: { ...openai('openai_embeddings', 'v1/embeddings'), ...single, textBatch: true, supported: true },
  rankings: { ...openai('rankings', 'v1/ranking'), ...single, textBatch: true, supported: false },
  image_retrieval: {
    ...openai('image_retrieval', 'v1/infer'),
    ...single,
    textBatch: false,
    media: 'images',
    supported: false,
  },
  nvclip: { ...openai('nvclip', 'v1/embeddings'), ...single, textBatch: true, media: 'images', supported: false },
  multimodal: {
    ...openai('openai_multimodal', 'v1/chat/completions'),
    ...generative,
    textBatch: false,
    media: 'images and audio',
    supported: false,
  },
  vision: {
    ...openai('openai_multimodal', 'v1/chat/completions'),
    ...generative,
    textBatch: false,
    media: 'images and audio',
    supported: false,
  },
  generate: {
    ...openai('triton_generate', 'v2/models/{model}/generate'),
    ...generative,
    textBatch: true,
    supported: false,
  },
  huggingface_generate: { ...openai('huggingface_generate', '.'), ...generative, textBatch: true, supported: false },
  kserve: { serviceKind: 'triton', outputFormat: 'tensorrtllm', ...generative, textBatch: false, supported: false },
  template: { serviceKind: 'triton', outputFormat: 'template', ...generative, textBatch: false, supported: false },
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
    ...single,
    textBatch: false,
    supported: false,
  },
} as const satisfies Record<string, EndpointType>;

/** Name of an endpoint type. */
export type EndpointTypeName = keyof typeof endpointTypeTable;

/** The endpoint types of genai-perf. */
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
  backend: { idle: [], because: 'it belongs to Triton, which no engine speaks yet' },
  grpcMethod: { idle: [], because: 'no engine speaks dynamic gRPC' },
  audioFormat: { idle: ['wav'], because: 'sounds are made as wav; mp3 files can be sent from an --input-file' },
  stabilityPercentage: { idle: [999], because: 'a scenario is one window, ended by its request count or time' },
  generatePlots: off('no plots are drawn'),
  tokenizerRevision: { idle: ['main'], because: 'a tokenizer is a local tokenizer.json, which has no revisions' },
  tokenizerTrustRemoteCode: off('no tokenizer code is ever run'),
} as const satisfies Record<string, UnsupportedOption>;
