import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { SmallRequest } from '../httpRequest.js';

/** A server that is spoken to by gRPC. */
export interface GrpcServer {
  /** Scheme, host and port, such as `http://localhost:8001`. */
  readonly url: string;
  readonly headers: SmallRequest['headers'];
  readonly tls?: SmallRequest['tls'];
  readonly signal?: AbortSignal | undefined;
}

/** A call that ended with another status than OK; `code` is gRPC's. */
export type GrpcCallError = ServiceError;

const timeoutMs = 5000;
const plain = { serialize: (bytes: Buffer) => bytes, deserialize: (bytes: Buffer) => bytes };

/** Opens a connection for small calls beside the measurement; it has to be closed. */
export function openClient({ url, tls }: GrpcServer): Client {
  const { protocol, host, hostname, port } = new URL(url);
  const isSecure = protocol === 'https:';
  const ca = tls?.ca === undefined ? null : Buffer.from(tls.ca);
  const channel = isSecure
    ? credentials.createSsl(ca, null, null, { rejectUnauthorized: tls?.rejectUnauthorized ?? true })
    : credentials.createInsecure();
  return new Client(port === '' ? `${hostname}:${isSecure ? 443 : 80}` : host, channel, {
    // Each look is a fresh one, over no proxy, as the measurement's own connections are.
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_http_proxy': 0,
    'grpc.enable_retries': 0,
    'grpc.max_receive_message_length': -1,
  });
}

/** Metadata of a call: the user's headers. */
export function metadataOf({ headers = [] }: GrpcServer): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of headers) metadata.add(name.toLowerCase(), value);
  return metadata;
}

/**
 * One unary call with encoded messages.
 * @throws {GrpcCallError} or the signal's reason
 */
export function callMethod(client: Client, server: GrpcServer, path: string, message: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const { serialize, deserialize } = plain;
    const options = { deadline: Date.now() + timeoutMs };
    const call = client.makeUnaryRequest(
      path,
      serialize,
      deserialize,
      Buffer.from(message),
      metadataOf(server),
      options,
      (error, answer) => {
        server.signal?.removeEventListener('abort', abort);
        if (answer !== undefined) resolve(answer);
        else reject(server.signal?.aborted ? server.signal.reason : error);
      },
    );
    const abort = () => call.cancel();
    server.signal?.addEventListener('abort', abort, { once: true });
  });
}

/** False where the client made the status up, because an HTTP server's answer had none. */
export function isGrpcStatus({ details }: GrpcCallError): boolean {
  return !/HTTP status|without gRPC status/.test(details);
}

/** The socket's own word for it, where there is one. */
export function reasonOf({ code, details }: GrpcCallError): string {
  if (code === status.DEADLINE_EXCEEDED) return `no answer within ${timeoutMs / 1000} s`;
  return /E[A-Z]{5,}/.exec(details)?.[0] ?? (details || status[code]);
}
