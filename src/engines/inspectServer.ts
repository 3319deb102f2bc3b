import type { ServerFingerprint } from '../core/results/runConfigDetails.js';
import type { EndpointTypeName, ServiceKind } from '../core/sweep/support.js';
import type { ModelContract } from '../core/workload/inferTensors.js';
import type { GrpcMethod } from './grpc/findMethod.js';
import type { KserveInspection } from './grpc/inspectKserve.js';
import { httpRequest, type SmallRequest, type SmallResponse } from './httpRequest.js';
import { askByHttp } from './kserve/askByHttp.js';
import { inspectModels } from './kserve/inspectModels.js';
import { refuseListener } from './refuseListener.js';
import { ServerError } from './serverError.js';

/** What to look at before a sweep. */
export interface InspectionRequest {
  /** Scheme, host and port. */
  readonly url: string;
  /** Service kind that the user named; undefined lets the server tell. */
  readonly serviceKind?: ServiceKind | undefined;
  /** Endpoint type that the user named, where it has its usual path. */
  readonly endpointType?: EndpointTypeName | undefined;
  /** Where Triton answers by gRPC, when that is not `url`: the default address of HTTP is not that of gRPC. */
  readonly grpcUrl?: string | undefined;
  /** Method of dynamic gRPC. */
  readonly grpcMethod?: string | undefined;
  /** Absolute path of the .proto file that declares it; undefined asks the server. */
  readonly protoFile?: string | undefined;
  /** Models that the sweep will ask for; each has to be served. */
  readonly models: readonly string[];
  readonly headers: SmallRequest['headers'];
  readonly tls?: SmallRequest['tls'];
  readonly signal: AbortSignal;
}

/** What a server told of itself. */
export interface ServerInspection {
  readonly serviceKind: ServiceKind;
  /** How that was found, for the plan: `/v1/models answers`. */
  readonly foundBy: string;
  /** Names it serves; undefined when it has no list. */
  readonly servedModels: readonly string[] | undefined;
  readonly fingerprint: ServerFingerprint;
  /** What Triton's models take, in the order in which they were asked for; undefined for other servers. */
  readonly contracts?: readonly ModelContract[] | undefined;
  /** The method of dynamic gRPC; undefined for other servers. */
  readonly method?: GrpcMethod | undefined;
  /** True for the embedded simulator. */
  readonly simulated: boolean;
}

const timeoutMs = 5000;
const httpExpected = {
  protocol: 'HTTP/1.1',
  whatToDo: 'name its HTTP port with --url (Triton: usually 8000), or take --service-kind triton',
} as const;

/**
 * Looks at the server without sending it any work, so that a wrong address, key or model is found once, before the
 * first scenario.
 * @throws {ServerError}
 */
export async function inspectServer(request: InspectionRequest): Promise<ServerInspection> {
  if (request.serviceKind === 'triton') return inspectTriton(request, 'as named');
  if (request.serviceKind === 'dynamic_grpc') return inspectMethod(request);
  if (request.endpointType === 'generate') return inspectGenerate(request);
  const getIfThere = (path: string) => ask(request, path).catch(() => undefined);
  const models = await firstAnswer(request, '/v1/models');
  const list = models.status === 200 ? modelList(models.text) : undefined;
  const isOpenai = list !== undefined;
  if (!isOpenai && request.serviceKind === undefined) {
    // A Triton with one model that does not load is not ready, but there.
    const [ready, live] = await Promise.all([getIfThere('/v2/health/ready'), getIfThere('/v2/health/live')]);
    if (ready?.status === 200 || live?.status === 200) return inspectTriton(request, '/v2/health/ready answers');
    throw new ServerError(
      `${request.url} answers, but neither /v1/models nor /v2/health/ready does: name --service-kind and --endpoint-type`,
    );
  }
  if (list !== undefined) requireServed(request, list);
  const [version, metrics] = await Promise.all([getIfThere('/version'), getIfThere('/metrics')]);
  return {
    serviceKind: 'openai',
    foundBy: isOpenai ? '/v1/models answers' : 'as named',
    servedModels: list?.map(({ id }) => id),
    fingerprint: {
      version: versionOf(models, version),
      maxModelLength: list?.find(({ id }) => request.models.includes(id))?.maxModelLength,
      startedAt: startOf(metrics),
    },
    simulated: isSimulated(models),
  };
}

function ask(request: InspectionRequest, path: string, json?: object): Promise<SmallResponse> {
  return httpRequest({ ...request, headers: request.headers ?? [], url: request.url + path, json, timeoutMs });
}

/** What the server says to the first question; @throws {ServerError} where nobody answers by HTTP, or not to us. */
async function firstAnswer(request: InspectionRequest, path: string): Promise<SmallResponse> {
  const { url, signal } = request;
  const answer = await ask(request, path).catch(async (error: unknown) => {
    signal.throwIfAborted();
    await refuseListener(request, httpExpected);
    throw new ServerError(`no server answers at ${url} (${reasonOf(error)}): start it, or name another --url`);
  });
  if (answer.status === 401 || answer.status === 403)
    throw new ServerError(
      `the server at ${url} refuses access (HTTP ${answer.status}): name the variable that holds its key with --api-key-env, or send --header`,
    );
  return answer;
}

/** Triton by HTTP: the generate extension needs a model with text_input and text_output. */
async function inspectGenerate(request: InspectionRequest): Promise<ServerInspection> {
  const { url, models } = request;
  const server = await firstAnswer(request, '/v2');
  const told = server.status === 200 ? (parseJson(server.text) as Record<string, unknown> | undefined) : undefined;
  if (typeof told?.['name'] !== 'string')
    throw new ServerError(
      `the server at ${url} speaks HTTP, but not KServe's protocol: name the HTTP port of Triton (usually 8000) with --url, or another --endpoint-type`,
    );
  const found = await inspectModels(
    askByHttp((path, json) => ask(request, path, json)),
    { url, models },
  );
  const fingerprint = { version: `${told['name']} ${told['version']}` };
  return { ...found, fingerprint, serviceKind: 'openai', foundBy: '/v2 answers', simulated: isSimulated(server) };
}

function isSimulated({ headers }: SmallResponse): boolean {
  return String(headers['server'] ?? '').startsWith('genai-sweep-simulator');
}

async function inspectTriton(request: InspectionRequest, foundBy: string): Promise<ServerInspection> {
  const { url, grpcUrl = url, headers, tls, signal, models } = request;
  // Loaded where it is used, like all of gRPC: a program for HTTP starts sooner without it.
  const { inspectKserve } = await import('./grpc/inspectKserve.js');
  const found: KserveInspection = await inspectKserve({ url: grpcUrl, headers, tls, signal }, models);
  return { ...found, serviceKind: 'triton', foundBy, simulated: false };
}

async function inspectMethod(request: InspectionRequest): Promise<ServerInspection> {
  const { url, headers, tls, signal, grpcMethod = '', protoFile } = request;
  const server = { url, headers, tls, signal };
  const { findMethod, requireGrpcServer } = await import('./grpc/findMethod.js');
  const method = await findMethod({ method: grpcMethod, protoFile, server });
  if (protoFile !== undefined) await requireGrpcServer(server, grpcMethod);
  const facts = { servedModels: undefined, fingerprint: {}, simulated: false };
  return { ...facts, serviceKind: 'dynamic_grpc', foundBy: 'as named', method };
}

interface ServedModel {
  readonly id: string;
  readonly maxModelLength: number | undefined;
}

/** The list of an OpenAI-compatible server; undefined when the text is none. */
function modelList(text: string): ServedModel[] | undefined {
  const data = (parseJson(text) as { data?: unknown } | undefined)?.data;
  if (!Array.isArray(data)) return undefined;
  return (data as Record<string, unknown>[]).flatMap((model) => {
    if (typeof model?.['id'] !== 'string') return [];
    // vLLM says max_model_len; llama.cpp puts the trained context into meta.
    const meta = model['meta'] as Record<string, unknown> | undefined;
    const length = model['max_model_len'] ?? meta?.['n_ctx_train'];
    return [{ id: model['id'], maxModelLength: typeof length === 'number' ? length : undefined }];
  });
}

function requireServed({ url, models }: InspectionRequest, list: readonly ServedModel[]): void {
  const served = list.map(({ id }) => id);
  const missing = models.find((model) => !served.includes(model));
  if (missing === undefined || served.length === 0) return;
  throw new ServerError(`the server at ${url} does not serve "${missing}"; it serves: ${served.join(', ')}`);
}

function versionOf(models: SmallResponse, version: SmallResponse | undefined): string | undefined {
  const told = version?.status === 200 ? (parseJson(version.text) as Record<string, unknown> | undefined) : undefined;
  const server = models.headers['server'];
  const number = typeof told?.['version'] === 'string' ? told['version'] : undefined;
  // Some servers say the same in both places.
  return [...new Set([server, number])].filter((part) => part !== undefined).join(' ') || undefined;
}

/** vLLM, SGLang and everything else that exports Prometheus' process collector tell when they started. */
function startOf(metrics: SmallResponse | undefined): string | undefined {
  if (metrics?.status !== 200) return undefined;
  const seconds = /^process_start_time_seconds(?:\{[^}]*\})?\s+([\d.eE+]+)/m.exec(metrics.text)?.[1];
  return seconds === undefined ? undefined : new Date(Number(seconds) * 1000).toISOString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
