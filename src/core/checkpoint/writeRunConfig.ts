import { metrics } from '../metrics/tags.js';
import { bareGpuKey } from '../results/gpuName.js';
import type { JsonObject, JsonValue } from '../results/json.js';
import type { RunConfigEntry } from '../results/runConfigEntry.js';
import { snakeKeys } from './fileKeys.js';
import { defined, withLeftover } from './leftover.js';

/**
 * A run config in the file's shape: first what genai-perf's classes read, then `genai_sweep`.
 * @param bareGpuKeys write `0` for `gpu0`, as the rest of the file has it
 */
export function runConfigJson(entry: RunConfigEntry, bareGpuKeys: boolean): JsonValue {
  const { name, genaiPerfParameters, perfAnalyzer, measurement, details, leftover } = entry;
  const keyOf = bareGpuKeys ? bareGpuKey : (gpu: string) => gpu;
  const mapped = <T>(subjects: Readonly<Record<string, T>>, convert: (content: T, subject: string) => JsonObject) =>
    Object.fromEntries(Object.entries(subjects).map(([subject, content]) => [subject, convert(content, subject)]));
  const ownRecords = defined(
    Object.fromEntries(
      Object.entries(measurement.perfMetrics).map(([model, records]) => [model, defined(recordsWhere(records, isOwn))]),
    ),
  );
  const ours = {
    name,
    genai_perf_config: { _parameters: genaiPerfParameters },
    perf_analyzer_config: {
      _model_name: perfAnalyzer.modelName,
      _parameters: perfAnalyzer.parameters,
      _cli_args: perfAnalyzer.cliArgs,
    },
    measurement: {
      _gpu_metrics: mapped(measurement.gpuMetrics, (records, gpu) =>
        recordsJson(records, { _timestamp: 0, _device_uuid: keyOf(gpu) }),
      ),
      _model_config_measurements: mapped(measurement.perfMetrics, (records) => ({
        _perf_metrics: recordsJson(
          recordsWhere(records, (tag) => !isOwn(tag)),
          { _timestamp: 0 },
        ),
      })),
    },
    ...((details || ownRecords || measurement.serverMetrics) && {
      genai_sweep: {
        ...(details && snakeKeys(details)),
        // Not among the measurements: genai-perf's classes refuse tags that they do not know.
        ...(ownRecords && { model_metrics: ownRecords }),
        ...(measurement.serverMetrics && {
          server_metrics: mapped(measurement.serverMetrics, (records) => ({ ...records })),
        }),
      },
    }),
  };
  const file = withLeftover(ours, leftover) as typeof ours;
  if (!bareGpuKeys) return file;
  const gpuMetrics = Object.entries(file.measurement._gpu_metrics).map(([gpu, records]) => [keyOf(gpu), records]);
  return { ...file, measurement: { ...file.measurement, _gpu_metrics: Object.fromEntries(gpuMetrics) } };
}

/** genai-perf's classes refuse tags that they do not know: those stand among what is ours. */
const ownTags: ReadonlySet<string> = new Set(metrics.filter(({ family }) => family.ownRecord).map(({ tag }) => tag));
const isOwn = (tag: string) => ownTags.has(tag);

function recordsWhere(
  records: Readonly<Partial<Record<string, number>>>,
  isWanted: (tag: string) => boolean,
): Record<string, number> {
  const entries = Object.entries(records) as [string, number][];
  return Object.fromEntries(entries.filter(([tag]) => isWanted(tag)));
}

function recordsJson(records: Readonly<Partial<Record<string, number>>>, fields: JsonObject): JsonObject {
  const pairs = Object.entries(records).map(([tag, value]) => [tag, [tag, { _value: value, ...fields }]] as const);
  return Object.fromEntries(pairs);
}
