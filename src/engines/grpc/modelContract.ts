import { type Client, status } from '@grpc/grpc-js';
import type { ModelContract } from '../../core/workload/inferTensors.js';
import { callMethod, type GrpcCallError, type GrpcServer, openClient } from './callMethod.js';
import { kserveMethod, kserveType } from './kserveProtocol.js';

/** A small call of KServe's protocol: the type of its question and of its answer. */
const calls = {
  ServerMetadata: { asks: 'Nothing', answers: 'ServerMetadata' },
  ServerReady: { asks: 'Nothing', answers: 'Readiness' },
  ModelReady: { asks: 'ModelName', answers: 'Readiness' },
  ModelMetadata: { asks: 'ModelName', answers: 'ModelMetadata' },
  ModelConfig: { asks: 'ModelName', answers: 'ModelConfigReply' },
  RepositoryIndex: { asks: 'Nothing', answers: 'Index' },
} as const;

/** Asks small questions of KServe's protocol. */
export type AskKserve = (call: keyof typeof calls, question?: object) => Promise<Record<string, unknown>>;

/**
 * Opens a connection for questions, lets the work ask them, and closes it.
 * @throws what the work throws; questions throw {GrpcCallError}
 */
export async function withKserve<T>(server: GrpcServer, work: (ask: AskKserve) => Promise<T>): Promise<T> {
  const client = openClient(server);
  try {
    return await work((call, question = {}) => askOne(client, server, { call, question }));
  } finally {
    client.close();
  }
}

interface Question {
  readonly call: keyof typeof calls;
  readonly question: object;
}

async function askOne(client: Client, server: GrpcServer, { call, question }: Question) {
  const { asks, answers } = calls[call];
  const asked = kserveType(asks);
  const message = asked.encode(asked.fromObject(question)).finish();
  const answer = kserveType(answers).decode(await callMethod(client, server, kserveMethod(call), message));
  return kserveType(answers).toObject(answer, { longs: Number, defaults: true }) as Record<string, unknown>;
}

interface Metadata {
  readonly inputs: readonly { readonly name: string; readonly datatype: string; readonly shape: readonly number[] }[];
  readonly outputs: readonly { readonly name: string }[];
}

interface Config {
  readonly input: readonly { readonly name: string; readonly optional: boolean }[];
  readonly model_transaction_policy?: { readonly decoupled: boolean } | null;
}

/**
 * What a model takes and gives. Servers of the protocol other than Triton have no configuration to tell: there every
 * input may be left out, and one response is the whole answer.
 * @throws {GrpcCallError}
 */
export async function modelContract(ask: AskKserve, name: string): Promise<ModelContract> {
  const [metadata, reply] = await Promise.all([
    ask('ModelMetadata', { name }),
    ask('ModelConfig', { name }).catch((error: GrpcCallError) => {
      if (error.code === status.UNIMPLEMENTED) return undefined;
      throw error;
    }),
  ]);
  const { inputs, outputs } = metadata as unknown as Metadata;
  const config = reply?.['config'] as Config | undefined;
  const required = new Set(config?.input.filter(({ optional }) => !optional).map((input) => input.name));
  return {
    name,
    inputs: inputs.map(({ name: input, datatype, shape }) => ({
      name: input,
      datatype,
      shape,
      isOptional: !required.has(input),
    })),
    outputs: outputs.map((output) => output.name),
    isDecoupled: config?.model_transaction_policy?.decoupled ?? false,
  };
}
