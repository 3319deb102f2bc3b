import { type Client, status } from '@grpc/grpc-js';
import * as protobuf from 'protobufjs';
import { type GrpcCallError, type GrpcServer, isGrpcStatus, metadataOf } from './callMethod.js';

/** gRPC's reflection service, as far as it is asked here, by names and field numbers; v1 and v1alpha differ in name only. */
const { root } = protobuf.parse(
  `syntax = "proto3";
  message Question { oneof which { string file_by_filename = 3; string file_containing_symbol = 4; string list_services = 7; } }
  message Answer {
    message Files { repeated bytes file_descriptor_proto = 1; }
    message Services { message Service { string name = 1; } repeated Service service = 1; }
    message Refusal { int32 error_code = 1; string error_message = 2; }
    Files file_descriptor_response = 4; Services list_services_response = 6; Refusal error_response = 7;
  }`,
  { keepCase: true },
);
const questionType = root.lookupType('Question');
const answerType = root.lookupType('Answer');
const paths = ['v1', 'v1alpha'].map((version) => `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`);
const timeoutMs = 5000;

interface Answer {
  readonly file_descriptor_response?: { readonly file_descriptor_proto: readonly Uint8Array[] };
  readonly list_services_response?: { readonly service: readonly { readonly name: string }[] };
  readonly error_response?: { readonly error_code: number; readonly error_message: string };
}

/** The server does not tell what its services are. */
export class ReflectionError extends Error {
  override readonly name = 'ReflectionError';
}

/**
 * Encoded file descriptors of the file that declares a service and of all that it imports, and the names of the
 * server's services.
 * @throws {ReflectionError} when the server has no reflection
 * @throws {GrpcCallError}
 */
export async function reflectService(client: Client, server: GrpcServer, service: string) {
  for (const path of paths) {
    const ask = (question: object) => askOnce(client, server, { path, question });
    const listed = await ask({ list_services: '' }).catch((error: GrpcCallError) => {
      if (error.code === status.UNIMPLEMENTED && isGrpcStatus(error)) return undefined;
      throw error;
    });
    if (listed === undefined) continue;
    const services = listed.list_services_response?.service.map(({ name }) => name) ?? [];
    const first = await ask({ file_containing_symbol: service });
    return { services, files: first.file_descriptor_response?.file_descriptor_proto ?? [], ask };
  }
  throw new ReflectionError('the server has no reflection');
}

interface AskedAt {
  readonly path: string;
  readonly question: object;
}

/** One question on a stream of its own. */
function askOnce(client: Client, server: GrpcServer, { path, question }: AskedAt): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asIs = (bytes: Buffer) => bytes;
    const options = { deadline: Date.now() + timeoutMs };
    const call = client.makeBidiStreamRequest(path, asIs, asIs, metadataOf(server), options);
    call.on('data', (bytes: Buffer) => {
      resolve(answerType.toObject(answerType.decode(bytes)) as Answer);
      call.end();
    });
    call.on('error', reject);
    call.on('end', () => reject(new ReflectionError('the server has no reflection')));
    call.write(Buffer.from(questionType.encode(questionType.fromObject(question)).finish()));
  });
}
