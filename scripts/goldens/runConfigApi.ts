import type { GenaiPerfRunConfig } from '../../src/core/results/genaiPerf/genaiPerfRunConfig.js';
import type { PythonDict, PythonValue } from '../../src/core/results/genaiPerf/pythonValue.js';
import type { RecordValues } from '../../src/core/results/genaiPerf/runMeasurement.js';

type Call = (runConfig: GenaiPerfRunConfig, args: readonly PythonValue[]) => PythonValue;

/** The recorded calls by name; records are written `{ tag, value }`, and "keys" means the names alone. */
const calls: Partial<Record<string, Call>> = {
  get_model_perf_metric_value: ({ measurement }, [model, tag, absent]) =>
    measurement.perfMetricValue(String(model), String(tag), absent),
  get_gpu_metric_value: ({ measurement }, [gpu, tag, absent]) =>
    measurement.gpuMetricValue(String(gpu), String(tag), absent),
  get_model_perf_metric: ({ measurement }, [model, tag]) =>
    record(String(tag), measurement.perfMetric(String(model), String(tag))),
  get_gpu_metric: ({ measurement }, [tag]) => gpuRecords(String(tag), measurement.gpuMetric(String(tag))),
  get_weighted_perf_metric_values: ({ measurement }, [tag]) => measurement.weightedPerfMetricValues(String(tag)),
  get_perf_analyzer_parameters: ({ content }) => content.perfAnalyzerConfig?.parameters ?? null,
  get_genai_perf_parameters: ({ content }) => content.genaiPerfParameters ?? null,
  'get_genai_perf_parameters:keys': ({ content }) => [...(content.genaiPerfParameters?.keys() ?? [])],
  'get_all_perf_metrics:keys': ({ content }) => keysOf(content.perfMetrics),
  'get_all_gpu_metrics:keys': ({ content }) => keysOf(content.gpuMetrics),
  'get_model_perf_metrics:keys': ({ content }, [model]) => {
    const records = content.perfMetrics.get(String(model));
    return records === undefined ? null : [...records.keys()];
  },
  get_name_id: ({ nameId }) => nameId,
};

/** @throws when the case calls something that is not known here */
export function callApi(runConfig: GenaiPerfRunConfig, api: string, args: readonly PythonValue[]): PythonValue {
  const call = calls[api];
  if (call === undefined) throw new Error(`no such call: ${api}`);
  return call(runConfig, args);
}

function record(tag: string, value: PythonValue | undefined): PythonValue {
  if (value === undefined) return null;
  return new Map<string, PythonValue>([
    ['tag', tag],
    ['value', value],
  ]);
}

function gpuRecords(tag: string, byGpu: PythonDict | undefined): PythonValue {
  if (byGpu === undefined) return null;
  return new Map([...byGpu].map(([gpu, value]) => [gpu, new Map([[tag, record(tag, value)]])]));
}

function keysOf(metrics: ReadonlyMap<string, RecordValues>): PythonValue {
  return new Map([...metrics].map(([name, records]) => [name, [...records.keys()]]));
}
