import type { Endpoint } from './apiRequest.js';

/** What a path asks for. */
export interface ModelRoute {
  readonly endpoint: Endpoint;
  /** Model that the path names. */
  readonly model?: string;
  /** Where the path, not the body, decides whether the answer is a stream. */
  readonly stream?: boolean;
  /** Text Generation Inference's root, whose answer is an array. */
  readonly isRoot?: boolean;
}

const routes: Readonly<Record<string, ModelRoute>> = {
  '/v1/chat/completions': { endpoint: 'chat' },
  '/v1/completions': { endpoint: 'completions' },
  '/v1/responses': { endpoint: 'responses' },
  '/v1/messages': { endpoint: 'messages' },
  '/v1/embeddings': { endpoint: 'embeddings' },
  '/v1/ranking': { endpoint: 'nim rankings' },
  '/rerank': { endpoint: 'rerank' },
  '/v1/rerank': { endpoint: 'rerank' },
  '/v2/rerank': { endpoint: 'rerank' },
  '/v1/infer': { endpoint: 'images' },
  '/': { endpoint: 'tgi', isRoot: true },
  '/generate': { endpoint: 'tgi', stream: false },
  '/generate_stream': { endpoint: 'tgi', stream: true },
};

/** Where requests go that ask for a model's work; undefined for other paths. */
export function modelRouteOf(path: string): ModelRoute | undefined {
  const [, model, stream] = /^\/v2\/models\/([^/]+)\/generate(_stream)?$/.exec(path) ?? [];
  if (model === undefined) return routes[path];
  return { endpoint: 'triton generate', model: decodeURIComponent(model), stream: stream !== undefined };
}
