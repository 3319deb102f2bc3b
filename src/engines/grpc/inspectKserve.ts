import { status } from '@grpc/grpc-js';
import type { ServerFingerprint } from '../../core/results/runConfigDetails.js';
import { inspectModels, type ModelsInspection } from '../kserve/inspectModels.js';
import { ServerError } from '../serverError.js';
import { type GrpcCallError, type GrpcServer, isGrpcStatus } from './callMethod.js';
import { refuseUnreachable } from './refuseUnreachable.js';
import { withKserve } from './withKserve.js';

/** What a server of KServe's protocol told of itself. */
export interface KserveInspection extends ModelsInspection {
  readonly fingerprint: ServerFingerprint;
}

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
    const fingerprint = { version: `${metadata['name']} ${metadata['version']}` };
    return { fingerprint, ...(await inspectModels(ask, { url: server.url, models })) };
  });
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
