import type { OutgoingHttpHeaders } from 'node:http2';
import { findAddress } from '../http/findAddress.js';
import { requestTarget } from '../http/requestTarget.js';
import type { GrpcCall, LoadJob } from '../loadJob.js';
import type { Transport } from '../transport.js';
import { GrpcConnection } from './grpcConnection.js';
import { makeTakeInferResponse } from './inferResponse.js';
import { framed } from './messageReader.js';
import { takeAnyResponse } from './responseForm.js';

/**
 * gRPC over Node's HTTP/2, each request on a connection that no other shares at that time, so that no answer waits
 * behind another.
 * @throws {TypeError} for an address that cannot be used
 */
export async function grpcTransport(job: LoadJob): Promise<Transport> {
  const target = requestTarget(job.url);
  const call = job.grpc!;
  const settings = {
    target,
    address: await findAddress(target),
    tls: job.tls ?? {},
    headers: callHeaders(call, job.headers),
    isOneStream: call.kind === 'infer stream',
    takeResponse: call.kind === 'infer stream' ? makeTakeInferResponse(call.models) : takeAnyResponse,
    keepText: job.keepText,
  };
  return {
    protocol: 'gRPC',
    toMessage: framed,
    connect: (owner) => new GrpcConnection(settings, owner),
  };
}

function callHeaders({ path }: GrpcCall, headers: LoadJob['headers']): OutgoingHttpHeaders {
  return {
    'user-agent': 'genai-sweep',
    ...Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    ':method': 'POST',
    ':path': path,
    te: 'trailers',
    'content-type': 'application/grpc',
    'grpc-accept-encoding': 'identity',
  };
}
