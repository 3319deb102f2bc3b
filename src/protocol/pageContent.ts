import * as z from 'zod/mini';

const float64Array = z.custom<Float64Array>((value) => value instanceof Float64Array);
const swept = z.array(z.object({ name: z.string(), value: z.number() }));

/** Raw values (ns, MiB, mJ: `MetricFamily.rawPerUnit`) of one metric by row, NaN where not measured. */
export const columnData = z.object({
  /** A model, or a GPU for GPU metrics. */
  subject: z.string(),
  tag: z.string(),
  values: float64Array,
});

/** One metric of one run config in raw units (ns, MiB, mJ). */
export const recordData = z.object({
  /** A model, or a GPU for GPU metrics. */
  subject: z.string(),
  tag: z.string(),
  value: z.number(),
});

/** Run configs in insertion order; every list and array is by row unless it says otherwise. */
export const runConfigRows = z.object({
  names: z.array(z.string()),
  /** Different sets of models; `modelSetOfRow` points into it. */
  modelSets: z.array(z.array(z.string())),
  modelSetOfRow: z.array(z.number()),
  gpuSets: z.array(z.array(z.string())),
  gpuSetOfRow: z.array(z.number()),
  /** Servers that told of themselves. */
  serverSets: z.array(z.array(z.string())),
  serverSetOfRow: z.array(z.number()),
  /** What measured, with its version: `builtin 1.0.0`. */
  engines: z.array(z.string()),
  /** Share of failed requests, 0 to 1. */
  errorRates: float64Array,
  /** What was set: `concurrency`, `request_rate`, `num_dataset_entries`, `batch_size`, `input_sequence_length`. NaN where unknown. */
  parameters: z.array(z.object({ name: z.string(), isSwept: z.boolean(), values: float64Array })),
  /** What a reader must know before believing a row. */
  flags: z.array(z.object({ row: z.number(), label: z.string(), text: z.string() })),
});

/** A planned scenario without measurement. */
export const unmeasuredScenario = z.object({
  /** Of a failed one: its identity in the checkpoint. Of a planned one: any text that is unique. */
  id: z.string(),
  swept,
  /** Why it failed, one sentence; null when it was never tried. */
  failure: z.nullable(z.string()),
  /** ISO 8601, UTC; null when it was never tried. */
  failedAt: z.nullable(z.string()),
});

/** A sweep with everything the page needs at once. */
export const resultsContent = z.object({
  state: z.literal('results'),
  models: z.array(z.string()),
  /** `chat`, `completions` …; null where the checkpoint does not tell. */
  endpointType: z.nullable(z.string()),
  /** Swept parameters by name, such as `concurrency`. */
  sweptParameters: z.array(z.string()),
  /** End of the latest measurement, ISO 8601, UTC; null where unknown. */
  measuredAt: z.nullable(z.string()),
  /** Whether the embedded simulator answered any of it. */
  simulated: z.boolean(),
  rows: runConfigRows,
  /** Failed scenarios, then planned ones. */
  unmeasured: z.array(unmeasuredScenario),
  /** Tags with at least one value, by model or GPU. */
  measuredTags: z.array(z.object({ subject: z.string(), tags: z.array(z.string()) })),
  /** Some of the columns; the others come with the request `columns`. */
  columns: z.array(columnData),
  /** What a reader of this checkpoint should know, one sentence each. */
  notices: z.array(z.string()),
  /** Share of failed requests above which a run config ranks below all others, 0 to 1. */
  errorRateLimit: z.number(),
  /** Whether sweeps can be run from here, and if not why: an untrusted workspace, a git revision … */
  runnable: z.object({ allowed: z.boolean(), reason: z.nullable(z.string()) }),
});

/** What the editor shows: always the whole of it. */
export const pageContent = z.object({
  /** Grows with every change; the page drops what is older than what it has. */
  revision: z.number(),
  /** `checkpoint.json`, or with its folder. */
  fileName: z.string(),
  content: z.discriminatedUnion('state', [
    z.object({ state: z.literal('loading'), sizeBytes: z.nullable(z.number()) }),
    /** Not JSON, or not what a checkpoint holds. */
    z.object({
      state: z.literal('damaged'),
      /** One sentence that says what is wrong. */
      message: z.string(),
      /** From 1; null when the place is not known. */
      line: z.nullable(z.number()),
      column: z.nullable(z.number()),
    }),
    /** JSON of another program. */
    z.object({ state: z.literal('foreign') }),
    resultsContent,
  ]),
});

/** A sweep that is running, or null. */
export const sweepProgress = z.nullable(
  z.object({
    /** Scenarios done, of all. */
    done: z.number(),
    total: z.number(),
    /** `concurrency=8`; null between two scenarios. */
    scenario: z.nullable(z.string()),
    /** Requests of this scenario that are done, of those expected. */
    completedRequests: z.number(),
    expectedRequests: z.number(),
  }),
);

export type RecordData = z.infer<typeof recordData>;
export type ColumnData = z.infer<typeof columnData>;
export type RunConfigRows = z.infer<typeof runConfigRows>;
export type UnmeasuredScenario = z.infer<typeof unmeasuredScenario>;
export type ResultsContent = z.infer<typeof resultsContent>;
export type PageContent = z.infer<typeof pageContent>;
export type SweepProgress = z.infer<typeof sweepProgress>;
