import { refuseListener } from '../refuseListener.js';
import { ServerError } from '../serverError.js';
import { type GrpcCallError, type GrpcServer, isGrpcStatus, reasonOf } from './callMethod.js';

/**
 * Says in one sentence why a server does not answer by gRPC.
 * @param whatToDo said of an HTTP server
 * @throws {ServerError}
 * @throws the signal's reason when aborted
 */
export async function refuseUnreachable(server: GrpcServer, error: GrpcCallError, whatToDo: string): Promise<never> {
  const { url } = server;
  await refuseListener(server, { protocol: 'HTTP/2', whatToDo });
  if (!isGrpcStatus(error)) throw new ServerError(`the server at ${url} speaks HTTP/2, but not gRPC: ${whatToDo}`);
  throw new ServerError(`no server answers by gRPC at ${url} (${reasonOf(error)}): start it, or name another --url`);
}
