import type { DatasetEntry } from '../../core/workload/datasetEntry.js';
import { inferTensors, type ModelContract } from '../../core/workload/inferTensors.js';
import { type GrpcCallError, reasonOf } from '../grpc/callMethod.js';
import { encodeInferRequest } from '../grpc/encodeInferRequest.js';
import { findMethod } from '../grpc/findMethod.js';
import { encodeJson } from '../grpc/messageFromJson.js';
import { withKserve } from '../grpc/withKserve.js';
import { modelContract } from '../kserve/inspectModels.js';
import { type ProfileJob, ScenarioFailedError } from '../profilingEngine.js';
import { jsonBytes, type LoadRequests, orAbsent, type ScenarioEntries } from './scenarioRequests.js';

/**
 * Triton's tensors in the bytes of ModelStreamInfer.
 * @throws {WorkloadError} for requests that a model does not take
 * @throws {ScenarioFailedError} when Triton does not answer any more
 */
export async function kserveRequests(
  job: ProfileJob,
  { entries, warmupEntries }: ScenarioEntries,
): Promise<LoadRequests> {
  const { endpoint } = job.scenario;
  const contracts = await withKserve({ ...job, url: endpoint.url }, (ask) =>
    Promise.all(endpoint.models.map((model) => modelContract(ask, model))),
  ).catch((error: GrpcCallError) => {
    throw new ScenarioFailedError(`${endpoint.url} does not tell any more what its models take (${reasonOf(error)})`);
  });
  const encode = (entry: DatasetEntry, place: number) => inferRequest(entry, `${place}`, contracts);
  return {
    bodies: entries.map(({ body }) => jsonBytes(tensorValues(body))),
    load: {
      url: endpoint.url,
      grpc: {
        kind: 'infer stream',
        path: endpoint.path,
        models: contracts.map(({ name, isDecoupled }) => ({ name, isDecoupled })),
      },
      bodies: entries.map(encode),
      warmupBodies: orAbsent(warmupEntries.map(encode)),
      format: 'generate',
    },
  };
}

/**
 * The messages of a dynamic gRPC method in its own bytes.
 * @throws {ScenarioFailedError} when the method cannot be found any more
 */
export async function messageRequests(job: ProfileJob, { entries }: ScenarioEntries): Promise<LoadRequests> {
  const { url, path } = job.scenario.endpoint;
  const question = { method: path.slice(1), protoFile: job.protoFile, server: { ...job, url } };
  const { requestType } = await findMethod(question).catch((error: Error) => {
    throw new ScenarioFailedError(error.message);
  });
  return {
    bodies: entries.map(({ body }) => jsonBytes(body)),
    load: {
      url,
      grpc: { kind: 'single', path },
      bodies: entries.map(({ body }, place) => encodeJson(requestType, body, `request ${place + 1}`)),
      format: 'generate',
    },
  };
}

function inferRequest({ model, body }: DatasetEntry, id: string, contracts: readonly ModelContract[]): Uint8Array {
  const contract = contracts.find(({ name }) => name === model)!;
  return encodeInferRequest({ model, id, tensors: inferTensors(body, contract) });
}

/** Tensors as perf_analyzer exports them: one value stands without its array, and the model is no tensor. */
function tensorValues({ model: _, ...tensors }: DatasetEntry['body']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, value]) => [
      name,
      Array.isArray(value) && value.length === 1 ? value[0] : value,
    ]),
  );
}
