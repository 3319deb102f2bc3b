import * as z from 'zod';
import { isJsonObject, type JsonObject } from '../results/json.js';

/** Version of what lies under `genai_sweep`; a file with a higher one cannot be read. */
export const schemaVersion = 1;

const jsonObject = z.custom<JsonObject>(isJsonObject, 'expected an object');
/** JSON has no NaN: a figure that could not be computed stands there as null. */
const figure = z.nullable(z.number()).transform((value) => value ?? Number.NaN);
const sweptSchema = z.array(z.looseObject({ name: z.string(), value: z.number() }));

/** A run config as genai-perf writes it. Records and our own part are looked at elsewhere. */
export const runConfigSchema = z.looseObject({
  name: z.string().min(1),
  genai_perf_config: z.looseObject({ _parameters: jsonObject }),
  perf_analyzer_config: z.looseObject({
    _model_name: z.string(),
    _parameters: jsonObject,
    _cli_args: z.array(z.string()),
  }),
  measurement: z.looseObject({
    _gpu_metrics: z.record(z.string(), jsonObject),
    _model_config_measurements: z.record(z.string(), z.looseObject({ _perf_metrics: jsonObject })),
  }),
  genai_sweep: jsonObject.optional(),
});

const qualitySchema = z.looseObject({
  requests: z.number(),
  errors: z.record(z.string(), z.number()),
  achieved_concurrency: figure,
  achieved_request_rate: figure,
  target_concurrency: figure.optional(),
  target_request_rate: figure.optional(),
  send_delay_p50_ms: figure.optional(),
  send_delay_p99_ms: figure.optional(),
  event_loop_delay_p99_ms: figure.optional(),
  client_cpu_share: figure.optional(),
  joined_read_share: figure,
  reconnects: z.number(),
  window_start: z.string(),
  window_end: z.string(),
  output_token_source: z.string(),
  input_token_source: z.string(),
  server_prompt_tokens_mean: figure.optional(),
  requested_output_tokens_mean: figure.optional(),
  output_tokens_mean: figure.optional(),
  sends_per_dataset_entry: figure.optional(),
  telemetry_gaps: z.number().optional(),
});

/** `RunConfigDetails` under `genai_sweep` of a run config. */
export const detailsSchema = z.looseObject({
  identity: z.string(),
  swept: sweptSchema,
  load: z.discriminatedUnion('kind', [
    z.looseObject({ kind: z.literal('concurrency'), concurrency: z.number() }),
    z.looseObject({
      kind: z.literal('request_rate'),
      requests_per_second: z.number(),
      distribution: z.enum(['constant', 'poisson', 'schedule']),
    }),
  ]),
  service_kind: z.string(),
  endpoint_type: z.string(),
  backend: z.string().optional(),
  url: z.string(),
  dataset_entries: z.number(),
  artifact_directory: z.string(),
  quality: qualitySchema,
  engine: z.string(),
  engine_version: z.string(),
  server: z
    .looseObject({
      version: z.string().optional(),
      max_model_length: z.number().optional(),
      started_at: z.string().optional(),
    })
    .optional(),
  label: z.string().optional(),
  simulated: z.boolean().optional(),
});

/**
 * Records that genai-perf has none of, under `genai_sweep` of a run config: `model_metrics` (model → tag → raw value)
 * and `server_metrics` (server → tag → raw value).
 */
export const ownRecordsSchema = z.record(z.string(), jsonObject);

/** `FailedScenario` under `genai_sweep.failed`. */
export const failedSchema = z.looseObject({
  identity: z.string(),
  swept: sweptSchema,
  models: z.array(z.string()),
  reason: z.string(),
  failed_at: z.string(),
});

/** The whole file. */
export const fileSchema = z.looseObject({
  Results: z.looseObject({ run_configs: z.array(z.unknown()) }),
  genai_sweep: z
    .looseObject({
      schema_version: z.int().max(schemaVersion, {
        error: ({ input }) => `written by a newer genai-sweep (schema ${input}, not ${schemaVersion}): update this one`,
      }),
      tool: z.string().optional(),
      gpus: z.record(z.string(), z.string()).optional(),
      failed: z.array(failedSchema).optional(),
      other_run_configs: z
        .array(z.looseObject({ position: z.int().nonnegative(), run_config: z.unknown() }))
        .optional(),
    })
    .optional(),
});
