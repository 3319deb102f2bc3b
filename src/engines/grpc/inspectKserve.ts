import { status } from '@grpc/grpc-js';
import type { ServerFingerprint } from '../../core/results/runConfigDetails.js';
import type { ModelContract } from '../../core/workload/inferTensors.js';
import { ServerError } from '../serverError.js';
import { type GrpcCallError, type GrpcServer, isGrpcStatus } from './callMethod.js';
import { type AskKserve, modelContract, withKserve } from './modelContract.js';
import { refuseUnreachable } from './refuseUnreachable.js';

/** What a server of KServe's protocol told of itself. */
export interface KserveInspection {
  readonly fingerprint: ServerFingerprint;
  /** Models it could serve; undefined when it has no list. */
  readonly servedModels: readonly string[] | undefined;
  /** Of the models that were asked for, in their order. */
  readonly contracts: readonly ModelContract[];
}

/** Characters of why a model is not ready: Python's tracebacks are longer. */
const longestState = 160;

/**
 * Looks at a server of KServe's protocol by gRPC: is it there, is it ready, does it have the models, what do they take.
 * @throws {ServerError}
 */
export function inspectKserve(server: GrpcServer, models: readonly string[]): Promise<KserveInspection> {
  return withKserve(server, async (ask) => {
    const metadata = await ask('ServerMetadata').catch((error: GrpcCallError) => refuse(server, error));
    if (metadata === undefined)
      throw new ServerError(
        `the server at ${server.url} speaks gRPC, but not KServe's protocol: name the gRPC port of Triton (usually 8001) with --url`,
      );
    const index = await ask('RepositoryIndex').catch(() => undefined);
    const served = index && (index['models'] as readonly IndexEntry[]);
    const contracts = [];
    for (const model of models) contracts.push(await readyModel(ask, server, { model, served }));
    return {
      fingerprint: { version: `${metadata['name']} ${metadata['version']}` },
      servedModels: served && [...new Set(served.map(({ name }) => name))],
      contracts,
    };
  });
}

interface IndexEntry {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
}

interface WantedModel {
  readonly model: string;
  readonly served: readonly IndexEntry[] | undefined;
}

async function readyModel(ask: AskKserve, { url }: GrpcServer, { model, served }: WantedModel): Promise<ModelContract> {
  const entry = served?.find(({ name }) => name === model);
  if (served !== undefined && entry === undefined)
    throw new ServerError(`the server at ${url} does not serve "${model}"; it serves: ${namesOf(served)}`);
  const { ready } = await ask('ModelReady', { name: model }).catch((error: GrpcCallError) => {
    throw new ServerError(`the server at ${url} does not serve "${model}": ${error.details}`);
  });
  if (ready === true) return modelContract(ask, model);
  const state = [entry?.state, entry?.reason].filter((part) => part !== undefined && part !== '').join(': ');
  const shown = state.length > longestState ? `${state.slice(0, longestState - 1)}…` : state;
  throw new ServerError(
    `the model "${model}" at ${url} is not ready${shown === '' ? '' : ` (${shown})`}: wait until the server has loaded it, or look into its log`,
  );
}

function namesOf(served: readonly IndexEntry[]): string {
  return [...new Set(served.map(({ name }) => name))].join(', ') || 'nothing';
}

/** Turns the first call's error into what the user should know; undefined when only the method is unknown. */
async function refuse(server: GrpcServer, error: GrpcCallError): Promise<undefined> {
  server.signal?.throwIfAborted();
  if (error.code === status.UNIMPLEMENTED && isGrpcStatus(error)) return undefined;
  if (error.code === status.UNAUTHENTICATED || error.code === status.PERMISSION_DENIED)
    throw new ServerError(
      `the server at ${server.url} refuses access (${error.details}): name the variable that holds its key with --api-key-env, or send --header`,
    );
  return refuseUnreachable(
    server,
    error,
    "name Triton's gRPC port (usually 8001) with --url, or take --endpoint-type generate",
  );
}
