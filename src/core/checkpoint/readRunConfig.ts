import type * as z from 'zod';
import type { MetricFamily } from '../metrics/families.js';
import { type GpuTag, type MetricTag, metrics, type PerfTag, type ServerTag } from '../metrics/tags.js';
import { gpuName } from '../results/gpuName.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../results/json.js';
import type { RawRecords } from '../results/measurement.js';
import type { RunConfigDetails } from '../results/runConfigDetails.js';
import type { RunConfigEntry } from '../results/runConfigEntry.js';
import { UnexpectedValueError } from './checkpointError.js';
import { detailsSchema, ownRecordsSchema, runConfigSchema } from './checkpointSchema.js';
import { camelKeys } from './fileKeys.js';
import type { JsonPath } from './jsonText.js';
import { defined, without } from './leftover.js';

/** A run config of a file. */
export interface ReadRunConfig {
  readonly entry: RunConfigEntry;
  /** Metrics that are in no table; their records are kept and written back, but cannot be ranked or shown. */
  readonly unknownTags: readonly string[];
}

const perfTags = tagsOf<PerfTag>('perf');
const gpuTags = tagsOf<GpuTag>('gpu');
const serverTags = tagsOf<ServerTag>('server');
const known = {
  runConfig: new Set(['name', 'genai_perf_config', 'perf_analyzer_config', 'measurement', 'genai_sweep']),
  genaiPerf: new Set(['_parameters']),
  perfAnalyzer: new Set(['_model_name', '_parameters', '_cli_args']),
  measurement: new Set(['_gpu_metrics', '_model_config_measurements']),
  model: new Set(['_perf_metrics']),
  details: new Set(Object.keys(detailsSchema.shape)),
  ours: new Set([...Object.keys(detailsSchema.shape), 'model_metrics', 'server_metrics']),
};

function tagsOf<Tag extends MetricTag>(kind: MetricFamily['kind']): ReadonlySet<Tag> {
  return new Set(metrics.filter(({ family }) => family.kind === kind).map(({ tag }) => tag as Tag));
}

/**
 * Takes a run config of a file apart: what we know, and what is left over, so that it can be written back.
 * @param path where it stands in the file
 * @throws {UnexpectedValueError}
 */
export function readRunConfig(json: unknown, path: JsonPath): ReadRunConfig {
  const file = checked(runConfigSchema, json, path);
  const {
    genai_perf_config: genaiPerf,
    perf_analyzer_config: perfAnalyzer,
    measurement,
    genai_sweep: ours = {},
  } = file;
  const models = Object.entries(measurement._model_config_measurements).map(([model, content]) => {
    const place = [...path, 'measurement', '_model_config_measurements', model, '_perf_metrics'];
    return { model, content, records: readRecords(content._perf_metrics, { tags: perfTags, path: place }) };
  });
  const gpus = Object.entries(measurement._gpu_metrics).map(([gpu, content]) => {
    const place = [...path, 'measurement', '_gpu_metrics', gpu];
    return { gpu: gpuName(gpu), records: readRecords(content, { tags: gpuTags, path: place, gpu }) };
  });
  const own = readOwnRecords(ours['model_metrics'], {
    tags: perfTags,
    path: [...path, 'genai_sweep', 'model_metrics'],
  });
  const servers = readOwnRecords(ours['server_metrics'], {
    tags: serverTags,
    path: [...path, 'genai_sweep', 'server_metrics'],
  });
  const leftover = defined({
    ...without(file as JsonObject, known.runConfig),
    genai_perf_config: without(genaiPerf as JsonObject, known.genaiPerf),
    perf_analyzer_config: without(perfAnalyzer as JsonObject, known.perfAnalyzer),
    measurement: defined({
      ...without(measurement as JsonObject, known.measurement),
      _gpu_metrics: defined(Object.fromEntries(gpus.map(({ gpu, records }) => [gpu, records.leftover]))),
      _model_config_measurements: defined(
        Object.fromEntries(
          models.map(({ model, content, records }) => [
            model,
            defined({ ...without(content as JsonObject, known.model), _perf_metrics: records.leftover }),
          ]),
        ),
      ),
    }),
    genai_sweep: defined({
      ...without(ours, known.ours),
      model_metrics: own.leftover,
      server_metrics: servers.leftover,
      unknown_records: mergedUnknown(ours['unknown_records'], [
        ...models.map(({ model, records }) => [model, records.unknown] as const),
        ...gpus.map(({ gpu, records }) => [gpu, records.unknown] as const),
      ]),
    }),
  });
  return {
    entry: {
      name: file.name,
      genaiPerfParameters: genaiPerf._parameters,
      perfAnalyzer: {
        modelName: perfAnalyzer._model_name,
        parameters: perfAnalyzer._parameters,
        cliArgs: perfAnalyzer._cli_args,
      },
      measurement: {
        perfMetrics: Object.fromEntries(
          models.map(({ model, records }) => [model, { ...records.values, ...own.values[model] }]),
        ),
        gpuMetrics: Object.fromEntries(gpus.map(({ gpu, records }) => [gpu, records.values])),
        ...(Object.keys(servers.values).length > 0 && { serverMetrics: servers.values }),
      },
      details: 'identity' in ours ? readDetails(ours, [...path, 'genai_sweep']) : undefined,
      leftover,
    },
    unknownTags: [...models, ...gpus].flatMap(({ records }) => Object.keys(records.unknown ?? {})),
  };
}

/** Whether genai-perf's bare GPU keys (`0` instead of `gpu0`) are used. */
export function hasBareGpuKeys(json: unknown): boolean {
  return gpuKeysOf(json).some((key) => gpuName(key) !== key);
}

/** Whether there are GPUs, all by names such as `gpu0`: in files of genai-perf a sign of its versions up to 0.0.14. */
export function hasNamedGpuKeys(json: unknown): boolean {
  const keys = gpuKeysOf(json);
  return keys.length > 0 && keys.every((key) => gpuName(key) === key);
}

function gpuKeysOf(json: unknown): string[] {
  const measurement = isJsonObject(json) ? json['measurement'] : undefined;
  const gpuMetrics = isJsonObject(measurement) ? measurement['_gpu_metrics'] : undefined;
  return isJsonObject(gpuMetrics) ? Object.keys(gpuMetrics) : [];
}

/**
 * Checks a part of a file.
 * @throws {UnexpectedValueError}
 */
export function checked<Schema extends z.ZodType>(schema: Schema, json: unknown, path: JsonPath): z.output<Schema> {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const inner = (issue?.path ?? []).map((key) => (typeof key === 'symbol' ? String(key) : key));
  const message = (issue?.message ?? '').replace(/^Invalid input: /, '');
  throw new UnexpectedValueError([...path, ...inner], message);
}

function readDetails(json: JsonObject, path: JsonPath): RunConfigDetails {
  const ours = Object.fromEntries(Object.entries(json).filter(([key]) => known.details.has(key)));
  return camelKeys(checked(detailsSchema, ours, path));
}

interface OwnRecords<Tag extends string> {
  /** By model or server. */
  readonly values: Readonly<Record<string, RawRecords<Tag>>>;
  /** What we do not know, as it stands in the file. */
  readonly leftover: JsonObject | undefined;
}

interface OwnPlace<Tag extends string> {
  readonly tags: ReadonlySet<Tag>;
  readonly path: JsonPath;
}

/** Records that stand among what is ours, because genai-perf's classes refuse tags that they do not know. */
function readOwnRecords<Tag extends string>(
  json: JsonValue | undefined,
  { tags, path }: OwnPlace<Tag>,
): OwnRecords<Tag> {
  const known: ReadonlySet<string> = tags;
  const subjects = Object.entries(checked(ownRecordsSchema, json ?? {}, path)).map(([subject, records]) => {
    const isKnown = ([tag, value]: [string, unknown]) => known.has(tag) && typeof value === 'number';
    const entries = Object.entries(records);
    return {
      subject,
      values: Object.fromEntries(entries.filter(isKnown)) as RawRecords<Tag>,
      unknown: defined(Object.fromEntries(entries.filter((entry) => !isKnown(entry)))),
    };
  });
  return {
    values: Object.fromEntries(subjects.map(({ subject, values }) => [subject, values])),
    leftover: defined(Object.fromEntries(subjects.map(({ subject, unknown }) => [subject, unknown]))),
  };
}

interface RecordsOfFile {
  readonly values: RawRecords<PerfTag> & RawRecords<GpuTag>;
  /** Fields that we do not know, by tag. */
  readonly leftover: JsonObject | undefined;
  /** Records of metrics that we do not know. */
  readonly unknown: JsonObject | undefined;
}

interface RecordsPlace {
  readonly tags: ReadonlySet<string>;
  readonly path: JsonPath;
  /** The file's key of the GPU. */
  readonly gpu?: string;
}

/** Half of a large file's reading happens here: no schema, no objects beside the result. */
function readRecords(records: JsonObject, { tags, path, gpu }: RecordsPlace): RecordsOfFile {
  const values: Partial<Record<MetricTag, number>> = {};
  let leftover: Record<string, JsonValue> | undefined;
  let unknown: Record<string, JsonValue> | undefined;
  for (const key in records) {
    const record = records[key];
    const tag = Array.isArray(record) ? record[0] : undefined;
    const fields = Array.isArray(record) ? record[1] : undefined;
    const value = isJsonObject(fields) ? fields['_value'] : undefined;
    if (typeof tag !== 'string' || !isJsonObject(fields) || !(typeof value === 'number' || value === null))
      throw new UnexpectedValueError([...path, key], 'expected a record, [tag, { "_value": number }]');
    if (!tags.has(tag)) unknown = { ...unknown, [tag]: record! };
    // Python's NaN is null by now: not measured.
    else if (value !== null) {
      values[tag as MetricTag] = value;
      const rest = recordLeftover(fields, gpu);
      if (rest !== undefined) leftover = { ...leftover, [tag]: [tag, rest] };
    }
  }
  return { values, leftover, unknown };
}

function recordLeftover(fields: JsonObject, gpu: string | undefined): JsonObject | undefined {
  let rest: Record<string, JsonValue | undefined> | undefined;
  for (const key in fields) {
    const value = fields[key];
    const isUsual =
      key === '_value' ||
      (key === '_timestamp' && value === 0) ||
      (key === '_device_uuid' && gpu !== undefined && (value === null || value === gpu));
    if (!isUsual) rest = { ...rest, [key]: value };
  }
  return rest;
}

function mergedUnknown(
  before: JsonValue | undefined,
  found: readonly (readonly [subject: string, records: JsonObject | undefined])[],
): JsonObject | undefined {
  const earlier = isJsonObject(before) ? before : {};
  const later = found.map(([subject, records]) => {
    const others = earlier[subject];
    return [subject, records && { ...(isJsonObject(others) ? others : {}), ...records }] as const;
  });
  return defined({ ...earlier, ...Object.fromEntries(later.filter(([, records]) => records !== undefined)) });
}
