import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { status } from '@grpc/grpc-js';
import * as protobuf from 'protobufjs';
import * as descriptor from 'protobufjs/ext/descriptor/index.js';
import { ServerError } from '../serverError.js';
import { callMethod, type GrpcCallError, type GrpcServer, isGrpcStatus, openClient } from './callMethod.js';
import { ReflectionError, reflectService } from './reflection.js';
import { refuseUnreachable } from './refuseUnreachable.js';

const whatToDo = 'name its gRPC port with --url';
const unreachable = new Set([status.UNAVAILABLE, status.DEADLINE_EXCEEDED]);

/** A gRPC method, as far as it has to be known to call it. */
export interface GrpcMethod {
  readonly requestType: protobuf.Type;
  /** Whether it answers by a stream. */
  readonly streams: boolean;
  /** Hex, of the files that declare it and what they import; the server's own when it was asked. */
  readonly sha256: string;
}

/** Which method, and what tells of it. */
export interface MethodQuestion {
  /** `package.Service/Method`. */
  readonly method: string;
  /** Absolute; undefined asks the server's reflection. */
  readonly protoFile?: string | undefined;
  readonly server: GrpcServer;
}

/**
 * Looks a method up in a .proto file, else by the server's reflection.
 * @throws {ServerError} when it is not to be found, or is fed by a stream
 */
export async function findMethod(question: MethodQuestion): Promise<GrpcMethod> {
  const [serviceName = '', methodName = ''] = question.method.split('/');
  const { protoFile, server } = question;
  const source = protoFile === undefined ? `the server at ${server.url}` : basename(protoFile);
  const { root, files } =
    protoFile === undefined ? await rootOfServer(server, serviceName) : await rootOfFile(protoFile);
  const service = servicesOf(root).find(({ fullName }) => fullName === `.${serviceName}`);
  if (service === undefined) {
    const names = servicesOf(root).map(({ fullName }) => fullName.slice(1));
    throw new ServerError(`${source} has no service "${serviceName}"; it has: ${names.join(', ') || 'none'}`);
  }
  const method = service.methods[methodName];
  if (method === undefined)
    throw new ServerError(
      `the service "${serviceName}" of ${source} has no method "${methodName}"; it has: ${Object.keys(service.methods).join(', ')}`,
    );
  method.resolve();
  if (method.requestStream === true)
    throw new ServerError(`the method "${methodName}" is fed by a stream: only methods of one request can be measured`);
  return {
    requestType: method.resolvedRequestType!,
    streams: method.responseStream === true,
    sha256: digestOf(files),
  };
}

/** All that declares a service. */
interface Declared {
  readonly root: protobuf.Root;
  /** Each file's bytes, in no order. */
  readonly files: readonly Uint8Array[];
}

function digestOf(files: readonly Uint8Array[]): string {
  const sha256 = (content: Uint8Array | string) => createHash('sha256').update(content).digest('hex');
  return sha256(files.map(sha256).sort().join());
}

function servicesOf(namespace: protobuf.NamespaceBase): protobuf.Service[] {
  return namespace.nestedArray.flatMap((inner) => {
    if (inner instanceof protobuf.Service) return [inner];
    return inner instanceof protobuf.Namespace ? servicesOf(inner) : [];
  });
}

/** Imports are looked for beside the file, and in the folders above it. */
async function rootOfFile(file: string): Promise<Declared> {
  const root = new protobuf.Root();
  const files: Uint8Array[] = [];
  root.resolvePath = (origin, target) => (origin === '' ? target : resolve(dirname(origin), target));
  // protobufjs' own way to read files does not survive being bundled.
  root.fetch = (path, callback) => {
    readNear(path, dirname(file)).then(
      (bytes) => {
        files.push(bytes);
        callback(null as unknown as Error, bytes.toString('utf8'));
      },
      (error: Error) => callback(error),
    );
  };
  try {
    await root.load(file, { keepCase: true });
    root.resolveAll();
    return { root, files };
  } catch (error) {
    throw new ServerError(`--grpc-proto ${basename(file)} cannot be used: ${(error as Error).message}`);
  }
}

async function readNear(path: string, folder: string): Promise<Buffer> {
  const imported = path.startsWith(folder) ? path.slice(folder.length + 1) : path;
  let above = folder;
  for (;;) {
    try {
      return await readFile(resolve(above, imported));
    } catch (error) {
      if (above === dirname(above)) throw error;
      above = dirname(above);
    }
  }
}

async function rootOfServer(server: GrpcServer, service: string): Promise<Declared> {
  const client = openClient(server);
  try {
    const { services, files, ask } = await reflectService(client, server, service);
    if (!services.includes(service))
      throw new ServerError(
        `the server at ${server.url} has no service "${service}"; it has: ${services.filter((name) => !name.startsWith('grpc.')).join(', ') || 'none'}`,
      );
    const known = new Map<string, FileFacts>();
    const declaring: Uint8Array[] = [];
    const open = [...files];
    for (let bytes = open.pop(); bytes !== undefined; bytes = open.pop()) {
      const file = descriptor.FileDescriptorProto.decode(bytes) as unknown as FileFacts;
      if (known.has(file.name)) continue;
      known.set(file.name, file);
      declaring.push(bytes);
      for (const needed of file.dependency.filter((name) => !known.has(name))) {
        const answer = await ask({ file_by_filename: needed });
        open.push(...(answer.file_descriptor_response?.file_descriptor_proto ?? []));
      }
    }
    const root = (protobuf.Root as unknown as FromDescriptor).fromDescriptor({ file: [...known.values()] });
    root.resolveAll();
    return { root, files: declaring };
  } catch (error) {
    if (error instanceof ServerError) throw error;
    if (error instanceof ReflectionError)
      throw new ServerError(`the server at ${server.url} has no reflection: name its .proto file with --grpc-proto`);
    server.signal?.throwIfAborted();
    return refuseUnreachable(server, error as GrpcCallError, whatToDo);
  } finally {
    client.close();
  }
}

/**
 * Makes sure that somebody speaks gRPC there, by a call that no server knows: those that speak gRPC say so.
 * @throws {ServerError}
 */
export async function requireGrpcServer(server: GrpcServer, method: string): Promise<void> {
  const client = openClient(server);
  try {
    await callMethod(client, server, `/${method.split('/')[0]}/NoSuchMethod`, new Uint8Array());
  } catch (thrown) {
    server.signal?.throwIfAborted();
    const error = thrown as GrpcCallError;
    if (!isGrpcStatus(error) || unreachable.has(error.code)) await refuseUnreachable(server, error, whatToDo);
  } finally {
    client.close();
  }
}

/** What the extension of protobufjs adds to `Root`. */
interface FromDescriptor {
  fromDescriptor(set: descriptor.IFileDescriptorSet): protobuf.Root;
}

interface FileFacts extends descriptor.IFileDescriptorProto {
  readonly name: string;
  readonly dependency: readonly string[];
}
