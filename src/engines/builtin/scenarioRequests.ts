import type { DatasetEntry } from '../../core/workload/datasetEntry.js';
import type { LoadJob } from '../../load/loadJob.js';

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

/** A body as it is sent. */
export const jsonBytes = (value: unknown) => Buffer.from(JSON.stringify(value));

/** A list, or undefined for an empty one. */
export const orAbsent = <T>(list: readonly T[]) => (list.length > 0 ? list : undefined);
