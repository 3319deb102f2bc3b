import { answerFormatOf } from '../../core/sweep/endpointRules.js';
import type { DatasetEntry } from '../../core/workload/datasetEntry.js';
import { inferTensors, type ModelContract } from '../../core/workload/inferTensors.js';
import type { LoadJob } from '../../load/loadJob.js';
import { type GrpcCallError, reasonOf } from '../grpc/callMethod.js';
import { encodeInferRequest } from '../grpc/encodeInferRequest.js';
import { findMethod } from '../grpc/findMethod.js';
import { encodeJson } from '../grpc/messageFromJson.js';
import { modelContract, withKserve } from '../grpc/modelContract.js';
import { type ProfileJob, ScenarioFailedError } from '../profilingEngine.js';

/** The requests of a scenario. */
export interface ScenarioEntries {
  readonly entries: readonly DatasetEntry[];
  readonly warmupEntries: readonly DatasetEntry[];
}

/** Requests ready to be sent. */
export interface LoadRequests {
  /** The entries' bodies as JSON, as `profile_export.json` holds them. */
  readonly bodies: readonly Uint8Array[];
  /** What the load generator needs of them. */
  readonly load: Pick<LoadJob, 'url' | 'grpc' | 'bodies' | 'warmupBodies' | 'format' | 'places'>;
}

/**
 * Makes the bytes of a scenario's requests: JSON over HTTP, tensors over gRPC.
 * @throws {WorkloadError} for requests that a Triton model does not take
 * @throws {ScenarioFailedError} when Triton does not answer any more
 */
export async function loadRequests(job: ProfileJob, entries: ScenarioEntries): Promise<LoadRequests> {
  switch (job.scenario.endpoint.serviceKind) {
    case 'triton':
      return kserveRequests(job, entries);
    case 'dynamic_grpc':
      return messageRequests(job, entries);
    default:
      return httpRequests(job, entries);
  }
}

function httpRequests(
  { scenario: { endpoint } }: ProfileJob,
  { entries, warmupEntries }: ScenarioEntries,
): LoadRequests {
  const bodies = entries.map(({ body }) => jsonBytes(body));
  const warmupBodies = warmupEntries.map(({ body }) => jsonBytes(body));
  const load = {
    url: endpoint.url + endpoint.path,
    format: answerFormatOf(endpoint),
    places: endpoint.template?.answer,
    bodies,
  };
  return { bodies, load: { ...load, warmupBodies: orAbsent(warmupBodies) } };
}

async function kserveRequests(job: ProfileJob, { entries, warmupEntries }: ScenarioEntries): Promise<LoadRequests> {
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
        isDecoupled: contracts.some(({ isDecoupled }) => isDecoupled),
      },
      bodies: entries.map(encode),
      warmupBodies: orAbsent(warmupEntries.map(encode)),
      format: 'generate',
    },
  };
}

async function messageRequests(job: ProfileJob, { entries }: ScenarioEntries): Promise<LoadRequests> {
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

const jsonBytes = (value: unknown) => Buffer.from(JSON.stringify(value));

const orAbsent = <T>(list: readonly T[]) => (list.length > 0 ? list : undefined);
