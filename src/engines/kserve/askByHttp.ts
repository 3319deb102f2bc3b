import type { SmallResponse } from '../httpRequest.js';
import type { AskKserve, KserveCall, KserveCallError } from './inspectModels.js';

/** One small request below the server's address; a POST where it has a body. */
export type SendSmall = (path: string, json?: object) => Promise<SmallResponse>;

interface HttpCall {
  /** @param model as it stands in a path */
  readonly path: (model: string) => string;
  /** Sent by POST. */
  readonly body?: object;
  /** The answer as gRPC has it. */
  readonly fields: (answer: object) => Record<string, unknown>;
  /** What the absence of an answer says by itself. */
  readonly otherwise?: Record<string, unknown>;
}

const asIs = (answer: object) => ({ ...answer });

const calls: Readonly<Record<KserveCall, HttpCall>> = {
  ServerMetadata: { path: () => '/v2', fields: asIs },
  ModelReady: {
    path: (model) => `/v2/models/${model}/ready`,
    fields: () => ({ ready: true }),
    otherwise: { ready: false },
  },
  ModelMetadata: { path: (model) => `/v2/models/${model}`, fields: asIs },
  // Only Triton has configurations and an index to tell.
  ModelConfig: {
    path: (model) => `/v2/models/${model}/config`,
    fields: (config) => ({ config }),
    otherwise: {},
  },
  RepositoryIndex: { path: () => '/v2/repository/index', body: {}, fields: (models) => ({ models }) },
};

/** Asks KServe's questions by HTTP. */
export function askByHttp(send: SendSmall): AskKserve {
  return async (call, model = '') => {
    const { path, body, fields, otherwise } = calls[call];
    const { status, text } = await send(path(encodeURIComponent(model)), body);
    if (status === 200) return fields(text === '' ? {} : (parsed(text) ?? {}));
    if (otherwise !== undefined) return otherwise;
    throw Object.assign(new Error(text), { details: `HTTP ${status} ${text}`.trim() }) satisfies KserveCallError;
  };
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
