import { answerFormatOf } from '../../core/sweep/endpointRules.js';
import type { ProfileJob } from '../profilingEngine.js';
import { jsonBytes, type LoadRequests, orAbsent, type ScenarioEntries } from './scenarioRequests.js';

/**
 * Makes the bytes of a scenario's requests: JSON over HTTP, tensors over gRPC.
 * @throws {WorkloadError} for requests that a Triton model does not take
 * @throws {ScenarioFailedError} when Triton does not answer any more
 */
export async function loadRequests(job: ProfileJob, entries: ScenarioEntries): Promise<LoadRequests> {
  const { serviceKind } = job.scenario.endpoint;
  if (serviceKind !== 'triton' && serviceKind !== 'dynamic_grpc') return httpRequests(job, entries);
  // Loaded where it is used: a program for HTTP starts sooner without it.
  const { kserveRequests, messageRequests } = await import('./grpcRequests.js');
  return serviceKind === 'triton' ? kserveRequests(job, entries) : messageRequests(job, entries);
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
