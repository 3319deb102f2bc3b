/** One fetch of one DCGM exporter. */
export interface GpuSample {
  /** `host/uuid`, with `/mig-id` behind it for a MIG instance: what a GPU is known by. */
  readonly gpu: string;
  /** When it was fetched, on the trace's clock (milliseconds since the Unix epoch). */
  readonly atMs: number;
  /** DCGM field → raw value of the exporter. */
  readonly values: Readonly<Record<string, number>>;
}

/** All samples of a scenario. */
export interface GpuSamples {
  readonly samples: readonly GpuSample[];
  /** Fetches that failed. */
  readonly gaps: number;
}
