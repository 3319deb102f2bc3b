import type { GenaiPerfRunConfigContent } from './genaiPerfRunConfig.js';
import { PythonError } from './pythonError.js';
import { pythonRepr, pythonStr } from './pythonText.js';
import type { PythonDict, PythonValue } from './pythonValue.js';
import { requireRecordTag } from './recordRules.js';
import type { RecordValues } from './runMeasurement.js';

/** The run configs of a checkpoint, in its order. Keys that the original does not know are left out, as it does. */
export function* readCheckpoint(checkpoint: PythonValue): Generator<GenaiPerfRunConfigContent> {
  const results = item(checkpoint, 'Results');
  for (const runConfig of listOf(item(results, 'run_configs'))) yield readRunConfig(runConfig);
}

function readRunConfig(entry: PythonValue): GenaiPerfRunConfigContent {
  const name = pythonStr(item(entry, 'name'));
  const genaiPerfParameters = dictOf(item(item(entry, 'genai_perf_config'), '_parameters'));
  const command = item(entry, 'perf_analyzer_config');
  item(command, '_model_name');
  const parameters = dictOf(item(command, '_parameters'));
  const cliArgs = listOf(item(command, '_cli_args'));
  const measurement = item(entry, 'measurement');
  return {
    name,
    genaiPerfParameters,
    perfAnalyzerConfig: { cliArgs, parameters },
    gpuMetrics: readMetrics(item(measurement, '_gpu_metrics'), (records) => records),
    perfMetrics: readMetrics(item(measurement, '_model_config_measurements'), (model) => item(model, '_perf_metrics')),
  };
}

function readMetrics(
  metrics: PythonValue,
  recordsOf: (entry: PythonValue) => PythonValue,
): ReadonlyMap<string, RecordValues> {
  return new Map([...dictOf(metrics)].map(([name, entry]) => [name, readRecords(recordsOf(entry))]));
}

/** The tag inside each record counts, not the key that it stands under. */
function readRecords(records: PythonValue): ReadonlyMap<string, PythonValue> {
  return new Map(
    [...dictOf(records).values()].map((record) => {
      const pair = listOf(record);
      if (pair.length !== 2) throw new PythonError('ValueError', 'wrong number of values to unpack (expected 2)');
      const [tag, fields] = pair as [PythonValue, PythonValue];
      if (typeof tag !== 'string') throw new PythonError('KeyError', pythonRepr(tag));
      requireRecordTag(tag);
      const value = dictOf(fields).get('_value');
      return [tag, value === undefined ? 0n : value];
    }),
  );
}

function item(container: PythonValue, key: string): PythonValue {
  const value = dictOf(container).get(key);
  if (value === undefined) throw new PythonError('KeyError', pythonRepr(key));
  return value;
}

function dictOf(value: PythonValue): PythonDict {
  if (value instanceof Map) return value as PythonDict;
  throw new PythonError('TypeError', 'expected an object');
}

function listOf(value: PythonValue): readonly PythonValue[] {
  if (Array.isArray(value)) return value as readonly PythonValue[];
  throw new PythonError('TypeError', 'expected a list');
}
