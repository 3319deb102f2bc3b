import { status } from '@grpc/grpc-js';
import type { AskKserve, KserveCall } from '../kserve/inspectModels.js';
import { callMethod, type GrpcCallError, type GrpcServer, openClient } from './callMethod.js';
import { kserveMethod, kserveType } from './kserveProtocol.js';

/** The types of a call's question and of its answer. */
const calls: Readonly<Record<KserveCall, { readonly asks: string; readonly answers: string }>> = {
  ServerMetadata: { asks: 'Nothing', answers: 'ServerMetadata' },
  ModelReady: { asks: 'ModelName', answers: 'Readiness' },
  ModelMetadata: { asks: 'ModelName', answers: 'ModelMetadata' },
  ModelConfig: { asks: 'ModelName', answers: 'ModelConfigReply' },
  RepositoryIndex: { asks: 'Nothing', answers: 'Index' },
};

/**
 * Opens a connection for questions, lets the work ask them, and closes it.
 * @throws what the work throws; questions throw {GrpcCallError}
 */
export async function withKserve<T>(server: GrpcServer, work: (ask: AskKserve) => Promise<T>): Promise<T> {
  const client = openClient(server);
  const ask: AskKserve = async (call, model) => {
    const { asks, answers } = calls[call];
    const [asked, told] = [kserveType(asks), kserveType(answers)];
    const message = asked.encode(asked.fromObject(model === undefined ? {} : { name: model })).finish();
    try {
      const answer = told.decode(await callMethod(client, server, kserveMethod(call), message));
      return told.toObject(answer, { longs: Number, defaults: true }) as Record<string, unknown>;
    } catch (error) {
      // Only Triton has configurations to tell.
      if (call === 'ModelConfig' && (error as GrpcCallError).code === status.UNIMPLEMENTED) return {};
      throw error;
    }
  };
  try {
    return await work(ask);
  } finally {
    client.close();
  }
}
