import type { SummaryOptions } from './analyzeArguments.js';
import type { GenaiPerfResults } from './genaiPerfResults.js';
import type { GenaiPerfRunConfig } from './genaiPerfRunConfig.js';
import { inferenceValue } from './perfAnalyzerCommand.js';
import { PythonError } from './pythonError.js';
import { asNumber } from './pythonNumber.js';
import { intOfNumber, pythonRepr, pythonStr, twoDecimals } from './pythonText.js';
import type { PythonDict, PythonValue } from './pythonValue.js';

/** Columns with their titles, which are not those of the metric table in every letter. */
const perfColumns = [
  ['time_to_first_token_p99', 'p99 Time To First Token (ms)'],
  ['inter_token_latency_p99', 'p99 Inter Token Latency (ms)'],
  ['request_latency_p99', 'p99 Request Latency (ms)'],
  ['output_sequence_length_p99', 'p99 Output Sequence Length (tokens)'],
  ['output_token_throughput_avg', 'Avg. Output Token Throughput (tokens/sec)'],
  ['request_throughput_avg', 'Request Throughput (requests/sec)'],
] as const;

const gpuColumns = [
  ['gpu_power_usage_p99', 'p99 GPU Power Usage (W)'],
  ['energy_consumption_p99', 'p99 GPU Energy Consumption (MJ)'],
  ['gpu_utilization_p99', 'p99 GPU Utilization (%)'],
  ['gpu_memory_used_p99', 'p99 GPU Memory Used (GB)'],
  ['gpu_power_limit_avg', 'Avg. GPU Power Limit (W)'],
  ['total_gpu_memory_avg', 'Avg. GPU Total Memory (GB)'],
] as const;

/**
 * `Analyze.report`: the lines of analyze_export_genai_perf.csv, byte for byte, each with its line end. Where the original
 * fails halfway, so does this; what came before is what it leaves behind in the file.
 */
export function* summaryCsvLines(results: GenaiPerfResults, options: SummaryOptions): Generator<string> {
  const load = options.isRequestRate ? 'Request Rate' : 'Concurrency';
  yield csvLine(['Config Name', load, 'ISL', 'Num Dataset Entries', ...perfColumns.map(([, title]) => title)]);
  for (const runConfig of results.runConfigs) yield csvLine(perfCells(runConfig, options));
  yield csvLine([]);
  yield csvLine(['Config Name', 'GPU', ...gpuColumns.map(([, title]) => title)]);
  const [best] = results.runConfigs;
  if (best === undefined) throw new PythonError('IndexError', 'list index out of range');
  // The best run config's GPUs stand for all; it has none when one of them lacks this metric.
  for (const gpu of best.measurement.gpuMetric(gpuColumns[0][0])?.keys() ?? []) {
    for (const runConfig of results.runConfigs) yield csvLine(gpuCells(runConfig, gpu));
  }
}

function perfCells({ name, content, measurement }: GenaiPerfRunConfig, options: SummaryOptions): PythonValue[] {
  const { model } = options;
  const load = inferenceValue(content.perfAnalyzerConfig ?? { cliArgs: [], parameters: new Map() });
  const inputLength = intOfNumber(asNumber(measurement.perfMetricValue(model, 'input_sequence_length_p99')));
  const entries = datasetEntries(content.genaiPerfParameters ?? new Map(), options);
  const values = perfColumns.map(([tag]) => twoDecimals(asNumber(measurement.perfMetricValue(model, tag))));
  return [name, load, inputLength, entries, ...values];
}

function datasetEntries(parameters: PythonDict, { isSweptDatasetEntries }: SummaryOptions): PythonValue {
  if (isSweptDatasetEntries) return item(parameters, 'num_dataset_entries');
  const input = item(parameters, 'input');
  if (input instanceof Map) return item(input as PythonDict, 'num_dataset_entries');
  throw new PythonError('TypeError', 'string indices must be integers');
}

function item(parameters: PythonDict, key: string): PythonValue {
  const value = parameters.get(key);
  if (value === undefined) throw new PythonError('KeyError', pythonRepr(key));
  return value;
}

function gpuCells({ name, measurement }: GenaiPerfRunConfig, gpu: string): PythonValue[] {
  return [name, gpu, ...gpuColumns.map(([tag]) => twoDecimals(asNumber(measurement.gpuMetricValue(gpu, tag))))];
}

/** Python's `csv.writer`: cells are quoted only when they need it. */
function csvLine(cells: readonly PythonValue[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: PythonValue): string {
  const text = value === null ? '' : pythonStr(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
