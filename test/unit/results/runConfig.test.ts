import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UnknownTagError } from '../../../src/core/metrics/tags.js';
import { Results } from '../../../src/core/results/results.js';
import type { RunConfigEntry } from '../../../src/core/results/runConfigEntry.js';
import { type Sample, sampleDetails, sampleEntries, sampleEntry } from './sampleEntries.js';

const resultsOf = (...samples: Sample[]) => Results.from(sampleEntries(samples));

describe('a run config', () => {
  const full = () =>
    resultsOf({
      models: {
        'org/a': { time_to_first_token_p99: 20e6, request_throughput_avg: 3 },
        b: { request_throughput_avg: 5 },
      },
      gpus: { gpu0: { gpu_memory_used_p99: 20000 }, gpu1: { gpu_memory_used_p99: 10000, energy_consumption_max: 2e9 } },
      failed: 0,
    }).runConfigs[0]!;

  test('gives values in display units', () => {
    const runConfig = full();
    expect(runConfig.getModelPerfMetricValue('org/a', 'time_to_first_token_p99')).toBe(20);
    expect(runConfig.getGpuMetricValue('gpu0', 'gpu_memory_used_p99')).toBeCloseTo(20.97152, 10);
    expect(runConfig.getGpuMetricValue('1', 'energy_consumption_max')).toBe(2);
    expect(runConfig.getMetricValue({ tag: 'gpu_memory_used_p99' })).toBeCloseTo(15.72864, 10);
    expect(runConfig.getMetricValue({ tag: 'gpu_memory_used_p99', gpu: 'gpu1' })).toBeCloseTo(10.48576, 10);
    expect(runConfig.getMetricValue({ tag: 'energy_consumption_max' })).toBe(2);
    expect(runConfig.getMetricValue({ tag: 'request_throughput_avg', model: 'b' })).toBe(5);
  });

  test('lists its records in the order of the metric table', () => {
    const runConfig = full();
    expect(runConfig.models).toEqual(['org/a', 'b']);
    expect(runConfig.gpus).toEqual(['gpu0', 'gpu1']);
    const tagsOf = (records: Readonly<Record<string, readonly { tag: string }[]>>) =>
      Object.entries(records).map(([subject, all]) => [subject, all.map(({ tag }) => tag)]);
    expect(tagsOf(runConfig.getAllPerfMetrics())).toEqual([
      ['org/a', ['time_to_first_token_p99', 'request_throughput_avg']],
      ['b', ['request_throughput_avg']],
    ]);
    expect(tagsOf(runConfig.getAllGpuMetrics())).toEqual([
      ['gpu0', ['gpu_memory_used_p99']],
      ['gpu1', ['energy_consumption_max', 'gpu_memory_used_p99']],
    ]);
  });

  test('has no value where nothing was measured, and refuses tags that do not exist', () => {
    const runConfig = full();
    expect(runConfig.getModelPerfMetric('b', 'time_to_first_token_p99')).toBeUndefined();
    expect(runConfig.getModelPerfMetrics('other')).toEqual([]);
    expect(runConfig.getGpuMetricValue('gpu0', 'gpu_utilization_avg')).toBeUndefined();
    expect(runConfig.getMetricValue({ tag: 'gpu_utilization_avg' })).toBeUndefined();
    expect(() => runConfig.getModelPerfMetric('b', 'request_latncy_p99' as never)).toThrow(UnknownTagError);
    expect(() => runConfig.getMetricValue({ tag: 'request_throughput_avg' })).toThrow(/of which model, org\/a or b/);
  });

  test('hands out parameters that cannot be spoilt', () => {
    const runConfig = full();
    Object.assign(runConfig.getGenaiPerfParameters(), { endpoint: 'spoilt' });
    expect(runConfig.getGenaiPerfParameters()).toEqual(sampleEntry({}).genaiPerfParameters);
    expect(runConfig.getPerfAnalyzerParameters()).toEqual({ concurrency: 1 });
    expect(runConfig.details).toEqual(sampleDetails(0));
  });
});

describe('results', () => {
  test('bare GPU numbers and gpu names are the same GPU', () => {
    const results = resultsOf(
      { gpus: { 0: { gpu_power_usage_avg: 1 } } },
      { gpus: { gpu0: { gpu_power_usage_avg: 2 } } },
    );
    expect(results.gpus).toEqual(['gpu0']);
    expect([...results.column('gpu0', 'gpu_power_usage_avg')]).toEqual([1, 2]);
  });

  test('objectives are remembered as they were given, not as they became later', () => {
    const results = resultsOf(
      { name: 'a', perf: { request_latency_p99: 1 } },
      { name: 'b', perf: { request_latency_p99: 9e9 } },
    );
    const objectives = { gpt2: { request_latency_p99: 1 as number | { weight: number; direction: 'higher' } } };
    results.setPerfMetricObjectives(objectives);
    objectives.gpt2.request_latency_p99 = { weight: 1, direction: 'higher' };
    results.add(sampleEntry({ name: 'c', perf: { request_latency_p99: 5e6 } }));
    expect(results.runConfigs.map(({ name }) => name)).toEqual(['a', 'c', 'b']);
  });

  test('stay what a list of run configs would be, through any additions, replacements and removals', () => {
    const name = fc.integer({ min: 0, max: 30 }).map((number) => `run_${number}`);
    const value = fc.integer({ min: 1, max: 1000 });
    const step = fc.oneof(
      fc.record({ remove: name }),
      fc.record({
        add: fc.record({
          name,
          models: fc.dictionary(fc.constantFrom('a', 'b'), fc.record({ request_throughput_avg: value }), {
            minKeys: 1,
          }),
          gpus: fc.dictionary(fc.constantFrom('gpu0', 'gpu1'), fc.record({ gpu_power_usage_avg: value })),
        }),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const results = new Results();
        const list: RunConfigEntry[] = [];
        for (const each of steps) {
          const wanted = 'add' in each ? each.add.name : each.remove;
          const at = list.findIndex((entry) => entry.name === wanted);
          if ('add' in each) {
            const entry = sampleEntry(each.add);
            results.add(entry);
            list.splice(at === -1 ? list.length : at, at === -1 ? 0 : 1, entry);
          } else {
            expect(results.remove(wanted)).toBe(at !== -1);
            if (at !== -1) list.splice(at, 1);
          }
        }
        expect([...results.entries]).toEqual(list);
        expect(results.size).toBe(list.length);
        const subjects = (of: 'perfMetrics' | 'gpuMetrics') =>
          new Set(list.flatMap((entry) => Object.keys(entry.measurement[of])));
        expect(new Set(results.models)).toEqual(subjects('perfMetrics'));
        expect(new Set(results.gpus)).toEqual(subjects('gpuMetrics'));
      }),
    );
  });

  test('values that are not finite count as not measured', () => {
    const [runConfig] = resultsOf({
      perf: { request_throughput_avg: Number.POSITIVE_INFINITY, request_latency_avg: Number.NaN },
    }).runConfigs;
    expect(runConfig?.getModelPerfMetrics('gpt2')).toEqual([]);
    expect(runConfig?.demotions).toEqual(['Request Throughput was not measured']);
  });
});
