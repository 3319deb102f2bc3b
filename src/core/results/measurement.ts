import type { GpuTag, PerfTag, ServerTag } from '../metrics/tags.js';

/** Records by tag, in raw units (ns, MiB, mJ, ratio, bytes/s: `MetricFamily.rawPerUnit`); a tag that was not measured is absent. */
export type RawRecords<Tag extends string> = Readonly<Partial<Record<Tag, number>>>;

/** What one scenario's measurement gave: the content of a run config. */
export interface Measurement {
  /** Model name → its performance records. At least one model. */
  readonly perfMetrics: Readonly<Record<string, RawRecords<PerfTag>>>;
  /** GPU name (`gpu0`) → its telemetry records; empty without telemetry. */
  readonly gpuMetrics: Readonly<Record<string, RawRecords<GpuTag>>>;
  /** Server (`localhost:8000`, by its metrics page) → what it told of itself; absent or empty without. */
  readonly serverMetrics?: Readonly<Record<string, RawRecords<ServerTag>>> | undefined;
}
