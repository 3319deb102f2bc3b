import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Checkpoint } from '../../../src/core/checkpoint/checkpoint.js';
import { isSweepCheckpoint } from '../../../src/core/checkpoint/isSweepCheckpoint.js';
import { type MetricTag, metrics } from '../../../src/core/metrics/tags.js';
import type { FailedScenario } from '../../../src/core/results/runConfigDetails.js';
import type { RunConfigEntry } from '../../../src/core/results/runConfigEntry.js';
import { sampleDetails, sampleEntry } from '../results/sampleEntries.js';

const fixture = (name: string) =>
  readFileSync(new URL(`../../fixtures/checkpoints/genai-perf-0.0.16-${name}.json`, import.meta.url), 'utf8');

const entriesOf = (checkpoint: Checkpoint): RunConfigEntry[] => [...checkpoint.results.entries];
const names = (checkpoint: Checkpoint) => checkpoint.results.inInsertionOrder.map(({ name }) => name);

function checkpointOf(...entries: RunConfigEntry[]): Checkpoint {
  const checkpoint = Checkpoint.empty();
  for (const entry of entries) checkpoint.results.add(entry);
  return checkpoint;
}

const failed: FailedScenario = {
  identity: 'f'.repeat(64),
  swept: [{ name: 'concurrency', value: 64 }],
  models: ['gpt2'],
  reason: 'every request failed: HTTP 503',
  failedAt: '2026-11-24T14:03:00.000Z',
};

/** Our own checkpoint with everything in it. */
function fullCheckpoint(): Checkpoint {
  const details = sampleDetails(2, {
    label: 'fp8',
    simulated: true,
    backend: 'vllm',
    server: { version: 'vllm 0.11.0', maxModelLength: 4096, startedAt: '2026-11-24T09:00:00Z' },
    load: { kind: 'request_rate', requestsPerSecond: 2.5, distribution: 'poisson' },
  });
  const checkpoint = checkpointOf(
    sampleEntry({
      perf: { request_throughput_avg: 2.5, time_to_first_token_p99: 20e6 },
      gpus: { gpu0: { gpu_power_usage_p99: 100.5 }, gpu1: {} },
      servers: { 'localhost:8000': { queued_requests_avg: 4.5, queue_time_avg: 12e6 }, 'node-2:8000': {} },
      details,
    }),
    sampleEntry({ perf: { request_throughput_avg: 3 } }, 7),
  );
  checkpoint.gpuNames = { 'node1/GPU-1234': 'gpu0', 'node1/GPU-5678': 'gpu1' };
  checkpoint.tool = 'genai-sweep 0.1.0';
  checkpoint.recordFailure(failed);
  return checkpoint;
}

describe('records that genai-perf has no class for', () => {
  const entry = sampleEntry({ perf: { request_latency_p99: 9e6, image_latency_p99: 3e6 }, details: sampleDetails(1) });

  test('stand among what is ours, and come back', () => {
    const text = checkpointOf(entry).toText();
    const [runConfig] = JSON.parse(text).Results.run_configs;
    const [[model, theirs]] = Object.entries(runConfig.measurement._model_config_measurements) as [[string, object]];
    expect(Object.keys((theirs as { _perf_metrics: object })._perf_metrics)).toEqual(['request_latency_p99']);
    expect(runConfig.genai_sweep.model_metrics).toEqual({ [model]: { image_latency_p99: 3e6 } });
    const read = Checkpoint.parse(text);
    expect(read.results.inInsertionOrder[0]?.getModelPerfMetricValue(model, 'image_latency_p99')).toBe(3);
    expect(read.toText()).toBe(text);
  });

  test('of a later version are kept as they are', () => {
    const file = JSON.parse(checkpointOf(entry).toText());
    const [runConfig] = file.Results.run_configs;
    const [model] = Object.keys(runConfig.genai_sweep.model_metrics);
    runConfig.genai_sweep.model_metrics[model!].video_latency_p99 = 5;
    const again = JSON.parse(Checkpoint.parse(JSON.stringify(file)).toText());
    expect(again.Results.run_configs[0].genai_sweep.model_metrics).toEqual(runConfig.genai_sweep.model_metrics);
  });
});

describe('files that genai-perf wrote', () => {
  test.each(['concurrency_nogpu', 'nonstreaming', 'concurrency'])('%s: every value is there', (name) => {
    const text = fixture(name);
    const { results, notices } = Checkpoint.parse(text);
    const file = JSON.parse(text).Results.run_configs;
    expect(notices).toEqual([]);
    expect(results.inInsertionOrder.map((runConfig) => runConfig.name)).toEqual(
      file.map((runConfig: { name: string }) => runConfig.name),
    );
    for (const { name: runConfigName, measurement, genai_perf_config, perf_analyzer_config } of file) {
      const runConfig = results.get(runConfigName)!;
      expect(runConfig.getGenaiPerfParameters()).toEqual(genai_perf_config._parameters);
      expect(runConfig.getPerfAnalyzerParameters()).toEqual(perf_analyzer_config._parameters);
      expect(runConfig.getPerfAnalyzerCommand()).toEqual(perf_analyzer_config._cli_args);
      const { _perf_metrics } = measurement._model_config_measurements.gpt2;
      const records = runConfig.getModelPerfMetrics('gpt2');
      expect(records).toHaveLength(Object.keys(_perf_metrics).length);
      for (const { tag, rawValue } of records) expect(rawValue).toBe(_perf_metrics[tag][1]._value);
      expect(runConfig.gpus).toEqual(Object.keys(measurement._gpu_metrics).map((key) => `gpu${key}`));
      for (const [key, ofGpu] of Object.entries<Record<string, [MetricTag, { _value: number }]>>(
        measurement._gpu_metrics,
      )) {
        const { [`gpu${key}`]: gpuRecords = [] } = runConfig.getAllGpuMetrics();
        expect(gpuRecords).toHaveLength(353);
        for (const { tag, rawValue } of gpuRecords) expect(rawValue).toBe(ofGpu[tag]?.[1]._value);
      }
    }
  });

  test.each(['concurrency_nogpu', 'nonstreaming', 'concurrency'])('%s: written again, nothing is lost', (name) => {
    const text = fixture(name);
    const again = JSON.parse(Checkpoint.parse(text).toText());
    const before = JSON.parse(text);
    // A resumed genai-perf forgets which GPU a record is of.
    for (const { measurement } of before.Results.run_configs) {
      for (const [gpu, records] of Object.entries(measurement._gpu_metrics)) {
        for (const [, fields] of Object.values(records as Record<string, [string, object]>)) {
          Object.assign(fields, { _device_uuid: gpu });
        }
      }
    }
    expect(again.Results).toEqual(before.Results);
    expect(again.genai_sweep).toEqual({ schema_version: 1, gpus: {}, failed: [] });
  });

  test('a GPU answers to gpu0 and to 0', () => {
    const [runConfig] = Checkpoint.parse(fixture('concurrency')).results.runConfigs;
    const watt = runConfig?.getGpuMetricValue('gpu0', 'gpu_power_usage_p99');
    expect(watt).toBeGreaterThan(0);
    expect(runConfig?.getGpuMetricValue('0', 'gpu_power_usage_p99')).toBe(watt);
    expect(runConfig?.getGpuMetricValue(0, 'gpu_power_usage_p99')).toBe(watt);
    expect(runConfig?.getGpuMetricValue('gpu7', 'gpu_power_usage_p99')).toBeUndefined();
  });

  test('run configs that are added get the same kind of GPU keys as the rest', () => {
    const checkpoint = Checkpoint.parse(fixture('concurrency'));
    checkpoint.results.add(sampleEntry({ name: 'gpt2_run_config_9', gpus: { gpu1: { gpu_power_usage_p99: 90 } } }));
    const added = JSON.parse(checkpoint.toText()).Results.run_configs.at(-1);
    expect(added.measurement._gpu_metrics).toEqual({
      1: { gpu_power_usage_p99: ['gpu_power_usage_p99', { _value: 90, _timestamp: 0, _device_uuid: '1' }] },
    });
  });

  test("Python's NaN and Infinity mean not measured, and stay text inside strings", () => {
    const text = fixture('nonstreaming')
      .replace(/("request_latency_p99", \{"_value": )[\d.]+/, '$1NaN')
      .replace(/("request_latency_p95", \{"_value": )[\d.]+/, '$1-Infinity')
      .replace('"main"', '"NaN \\" Infinity"');
    const { results } = Checkpoint.parse(text);
    const [first] = results.inInsertionOrder;
    expect(first?.getModelPerfMetric('gpt2', 'request_latency_p99')).toBeUndefined();
    expect(first?.getModelPerfMetric('gpt2', 'request_latency_p95')).toBeUndefined();
    expect(first?.getModelPerfMetricValue('gpt2', 'request_latency_p90')).toBeGreaterThan(0);
    expect(first?.getGenaiPerfParameters()['tokenizer']).toMatchObject({ revision: 'NaN " Infinity' });
  });
});

describe('files of our own', () => {
  test('everything comes back', () => {
    const before = fullCheckpoint();
    const after = Checkpoint.parse(before.toText());
    expect(entriesOf(after)).toEqual(entriesOf(before));
    expect(after.failedScenarios).toEqual([failed]);
    expect(after.gpuNames).toEqual(before.gpuNames);
    expect(after.tool).toBe('genai-sweep 0.1.0');
    expect(after.toText()).toBe(before.toText());
  });

  test('an empty one too', () => {
    expect(entriesOf(Checkpoint.parse(Checkpoint.empty().toText()))).toEqual([]);
  });

  test('what is ours lies under genai_sweep only, in the file’s own case', () => {
    const file = JSON.parse(fullCheckpoint().toText());
    expect(Object.keys(file)).toEqual(['Results', 'genai_sweep']);
    const [first] = file.Results.run_configs;
    expect(Object.keys(first)).toEqual([
      'name',
      'genai_perf_config',
      'perf_analyzer_config',
      'measurement',
      'genai_sweep',
    ]);
    const keys = (value: unknown): string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => [key, ...keys(inner)])
        : [];
    const ours = [...keys(first.genai_sweep), ...keys(file.genai_sweep.failed)];
    expect(ours).toContain('event_loop_delay_p99_ms');
    expect(ours.filter((key) => /[A-Z]/.test(key))).toEqual([]);
  });

  test('a run config has a line of its own', () => {
    const lines = fullCheckpoint().toText().split('\n');
    expect(lines.filter((line) => line.startsWith('{"name":"gpt2_run_config_'))).toHaveLength(2);
  });

  test('the text depends on the content, not on how it came about', () => {
    const perf = { request_throughput_avg: 1, time_to_first_token_p99: 2, request_latency_p99: 3 };
    const backwards = Object.fromEntries(Object.entries(perf).reverse());
    expect(checkpointOf(sampleEntry({ perf })).toText()).toBe(checkpointOf(sampleEntry({ perf: backwards })).toText());
  });

  test('figures that could not be computed survive', () => {
    const details = sampleDetails(0);
    const quality = { ...details.quality, achievedRequestRate: Number.NaN, outputTokensMean: Number.NaN };
    const [entry] = entriesOf(Checkpoint.parse(checkpointOf(sampleEntry({ perf: {}, details: { quality } })).toText()));
    expect(entry?.details?.quality).toEqual(quality);
  });

  test('any values of any metrics come back', () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0));
    const records = (kind: 'perf' | 'gpu' | 'server') => {
      const tags = metrics.filter(({ family }) => family.kind === kind).map(({ tag }) => tag);
      return fc.dictionary(fc.constantFrom(...tags), value, { maxKeys: 6 });
    };
    const name = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__' && !/^\d+$/.test(text));
    const measured = fc.record({
      models: fc.dictionary(name, records('perf'), { minKeys: 1, maxKeys: 3 }),
      gpus: fc.dictionary(fc.constantFrom('gpu0', 'gpu1', 'gpu12'), records('gpu')),
      servers: fc.option(fc.dictionary(name, records('server'), { minKeys: 1 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(measured, { maxLength: 4 }), (samples) => {
        const before = checkpointOf(...samples.map((sample, index) => sampleEntry(sample as never, index)));
        const after = Checkpoint.parse(before.toText());
        expect(entriesOf(after)).toEqual(entriesOf(before));
      }),
      { numRuns: 50 },
    );
  });
});

describe('what genai-perf cannot read', () => {
  const of = (model: string, id: number) =>
    sampleEntry({ name: `${model}_run_config_${id}`, models: { [model]: { request_throughput_avg: id } } });

  test('run configs of other models lie apart, keep their place, and are said', () => {
    const before = checkpointOf(
      of('llama', 0),
      of('gpt2', 1),
      of('llama', 2),
      of('gpt2', 3),
      of('gpt2', 4),
      of('llama', 5),
    );
    const text = before.toText();
    const visible = JSON.parse(text).Results.run_configs.map(({ name }: { name: string }) => name);
    expect(visible).toEqual(['llama_run_config_0', 'llama_run_config_2', 'llama_run_config_5']);
    const after = Checkpoint.parse(text);
    expect(names(after)).toEqual(names(before));
    expect(entriesOf(after)).toEqual(entriesOf(before));
    expect(after.notices).toEqual([
      'Run configs of different models: llama (3), gpt2 (3). genai-perf itself sees only those of llama.',
    ]);
    expect(after.toText()).toBe(text);
  });

  test('a file that mixes model sets where genai-perf would read them opens too', () => {
    const file = JSON.parse(checkpointOf(of('gpt2', 1), of('gpt2', 2)).toText());
    const other = JSON.parse(checkpointOf(of('llama', 3)).toText());
    file.Results.run_configs.splice(1, 0, ...other.Results.run_configs);
    const checkpoint = Checkpoint.parse(JSON.stringify(file));
    expect(names(checkpoint)).toEqual(['gpt2_run_config_1', 'llama_run_config_3', 'gpt2_run_config_2']);
    expect(checkpoint.notices).toHaveLength(1);
  });

  test('records of unknown metrics are kept beside, and said', () => {
    const file = JSON.parse(fixture('nonstreaming'));
    const { _perf_metrics } = file.Results.run_configs[0].measurement._model_config_measurements.gpt2;
    const record = ['time_to_last_token_p99', { _value: 5, _timestamp: 0 }];
    _perf_metrics.time_to_last_token_p99 = record;
    const checkpoint = Checkpoint.parse(JSON.stringify(file));
    expect(checkpoint.notices).toEqual(['Records of unknown metrics are kept, but not shown: time_to_last_token_p99.']);
    const text = checkpoint.toText();
    const [first] = JSON.parse(text).Results.run_configs;
    expect(first.measurement._model_config_measurements.gpt2._perf_metrics.time_to_last_token_p99).toBeUndefined();
    expect(first.genai_sweep.unknown_records).toEqual({ gpt2: { time_to_last_token_p99: record } });
    expect(Checkpoint.parse(text).toText()).toBe(text);
  });
});

test('unknown keys survive at every depth', () => {
  const file = JSON.parse(fullCheckpoint().toText());
  const plant = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    Object.values(value).forEach(plant);
    if (!Array.isArray(value)) Object.assign(value, { from_tomorrow: { deep: [1, { er: null }] } });
  };
  const [first] = file.Results.run_configs;
  // Where any key has a meaning of its own nothing can be planted: a model, a GPU, a tag, a kind of error.
  const { measurement, genai_sweep } = first;
  for (const part of [first, first.genai_perf_config, first.perf_analyzer_config, measurement]) {
    part.from_tomorrow = { deep: [1, { er: null }] };
  }
  for (const ofModel of Object.values<Record<string, unknown>>(measurement._model_config_measurements)) {
    ofModel['fromTomorrow'] = 1;
    for (const [, fields] of Object.values(ofModel['_perf_metrics'] as Record<string, [string, object]>)) plant(fields);
  }
  for (const [, fields] of Object.values<[string, object]>(measurement._gpu_metrics.gpu0)) {
    Object.assign(fields, { _timestamp: 99, _device: 'GPU-1234' });
  }
  for (const part of [genai_sweep, genai_sweep.quality, genai_sweep.load, genai_sweep.server]) part.fromTomorrow = [1];
  for (const part of [file, file.Results, file.genai_sweep, file.genai_sweep.failed[0]]) part.from_tomorrow = { a: 1 };
  const text = Checkpoint.parse(JSON.stringify(file)).toText();
  expect(JSON.parse(text)).toEqual(file);
  expect(Checkpoint.parse(text).toText()).toBe(text);
});

describe('ids', () => {
  test('go on from the highest', () => {
    expect(Checkpoint.empty().nextRunConfigId).toBe(0);
    expect(fullCheckpoint().nextRunConfigId).toBe(8);
    expect(checkpointOf(sampleEntry({ name: 'made by hand' })).nextRunConfigId).toBe(0);
  });

  test('two run configs of one name are both kept', () => {
    const file = JSON.parse(fullCheckpoint().toText());
    file.Results.run_configs.push(file.Results.run_configs[0]);
    const checkpoint = Checkpoint.parse(JSON.stringify(file));
    expect(names(checkpoint)).toEqual(['gpt2_run_config_0', 'gpt2_run_config_7', 'gpt2_run_config_8']);
    expect(checkpoint.notices).toEqual([
      'Two run configs are named gpt2_run_config_0: the later one is called gpt2_run_config_8 here.',
    ]);
  });
});

test('a failure replaces the earlier one of its scenario, and is forgotten once it is measured', () => {
  const checkpoint = Checkpoint.empty();
  checkpoint.recordFailure(failed);
  checkpoint.recordFailure({ ...failed, reason: 'timeout' });
  expect(checkpoint.failedScenarios.map(({ reason }) => reason)).toEqual(['timeout']);
  checkpoint.forgetFailure(failed.identity);
  expect(checkpoint.failedScenarios).toEqual([]);
});

test.each([
  ['ours', fullCheckpoint().toText(), true],
  ['an empty one', Checkpoint.empty().toText(), true],
  ["genai-perf's", fixture('nonstreaming'), true],
  ['a truncated one', fixture('nonstreaming').slice(0, 400), true],
  ['one with our part first', '{"genai_sweep":{},"Results":{"further":1,"run_configs":[', true],
  ['a model checkpoint', '{"epoch": 3, "weights": "model.bin"}', false],
  ['results of something else', '{"Results": [1, 2]}', false],
  ['nothing', '', false],
])('%s is recognised: %#', (_, text, expected) => {
  expect(isSweepCheckpoint(text)).toBe(expected);
});
