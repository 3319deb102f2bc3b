import type { IncomingHttpHeaders } from 'node:http2';
import type { Failure } from '../answer/responseOutput.js';
import { socketFailure } from '../http/errorKind.js';

/** Names of gRPC's status codes, by number. */
const statusNames = [
  'ok',
  'cancelled',
  'unknown',
  'invalid argument',
  'deadline exceeded',
  'not found',
  'already exists',
  'permission denied',
  'resource exhausted',
  'failed precondition',
  'aborted',
  'out of range',
  'unimplemented',
  'internal',
  'unavailable',
  'data loss',
  'unauthenticated',
];

/**
 * What headers or trailers say of the end of a call.
 * @returns `ok`, a failure, or undefined when they say nothing
 */
export function statusIn(headers: IncomingHttpHeaders): 'ok' | Failure | undefined {
  const http = Number(headers[':status'] ?? 200);
  const code = headers['grpc-status'];
  if (code === undefined)
    return http === 200 ? undefined : { kind: `http ${http}`, message: 'The server does not answer by gRPC.' };
  if (Number(code) === 0) return 'ok';
  const name = statusNames[Number(code)] ?? `status ${code}`;
  return { kind: `grpc ${name}`, message: decoded(String(headers['grpc-message'] ?? '')) };
}

/** The failure of a connection or a stream that broke. */
export function brokenStream(error: Error | undefined): Failure {
  if (error === undefined)
    return { kind: 'connection closed', message: 'The server closed the connection without an answer.' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code.startsWith('ERR_HTTP2')) return { kind: 'http/2 error', message: error.message };
  return socketFailure(error);
}

/** gRPC writes messages percent-encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
