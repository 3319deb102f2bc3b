import type { EngineName } from './engineNames.js';
import type { Endpoint, Load, SweptValue } from './scenario.js';

/** Values that name a scenario, as they stand in folder names and in the skip line: `concurrency1-batch_size4`. */
export function scenarioLabel(values: readonly SweptValue[]): string {
  return values.map(({ name, value }) => `${name}${value}`).join('-');
}

/** The same for people: `concurrency=1, batch_size=4`. */
export function scenarioTitle(values: readonly SweptValue[]): string {
  return values.map(({ name, value }) => `${name}=${value}`).join(', ');
}

/** A load as a value that names a scenario. */
export function loadValue(load: Load): SweptValue {
  return load.kind === 'concurrency'
    ? { name: 'concurrency', value: load.concurrency }
    : { name: 'request_rate', value: load.requestsPerSecond };
}

/** Name of a run config; `id` counts from 0 in each checkpoint. */
export function runConfigName(model: string, id: number): string {
  return `${model}_run_config_${id}`;
}

/** What is said of a scenario that is already in the checkpoint. */
export function skipMessage(runConfig: string, values: readonly SweptValue[]): string {
  return `${runConfig}:${scenarioLabel(values)} found in checkpoint - skipping profiling...`;
}

/** Characters that some file system refuses, or that would make another folder of it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: file systems refuse them
const unsafe = /[/\\:*?"<>|\u0000-\u001f\u007f]/g;

/** What names a scenario's folder beside its endpoint. */
export interface ArtifactNaming {
  /** What names the scenario, see `scenarioLabel`. */
  readonly label: string;
  readonly engine: EngineName;
}

/**
 * Folder of a scenario's artifacts: `<model>-<service kind>-<backend or endpoint type>-<label>`, and the engine where
 * it is not this program, so that no engine overwrites what another one measured.
 */
export function artifactName(endpoint: Endpoint, { label, engine }: ArtifactNaming): string {
  const model = `${endpoint.models[0]}${endpoint.models.length > 1 ? '_multi' : ''}`;
  const parts = [model, endpoint.serviceKind, endpoint.backend ?? endpoint.endpointType, label];
  if (engine !== 'builtin') parts.push(engine);
  return parts.join('-').replace(unsafe, '_').replace(/^\./, '_');
}
