import { describe, expect, test } from 'vitest';
import { Checkpoint } from '../../../src/core/checkpoint/checkpoint.js';
import { ModelConstraints, RunConstraints } from '../../../src/core/results/constraints.js';
import { Results } from '../../../src/core/results/results.js';
import { sampleEntry } from './sampleEntries.js';

const [one, two] = ['one:8000', 'two:8000'];
const run = (requestThroughput: number, queues: readonly number[]) => ({
  perf: { request_throughput_avg: requestThroughput },
  servers: Object.fromEntries(
    queues.map((queue, at) => [
      at === 0 ? one : two,
      { queued_requests_avg: queue, kv_cache_usage_max: 0.5, queue_time_avg: queue * 1e6 },
    ]),
  ),
});
/** The more requests, the longer the queue; the last one has no server metrics. */
const results = () =>
  Results.from([sampleEntry(run(1, [2, 4]), 0), sampleEntry(run(3, [20, 40]), 1), sampleEntry(run(2, []), 2)]);
const order = (ranked: Results) => ranked.runConfigs.map(({ name }) => Number(name.at(-1)));

describe('what servers told', () => {
  test('is there by server, in display units', () => {
    const runConfig = results().get('gpt2_run_config_0')!;
    expect(runConfig.servers).toEqual([one, two]);
    expect(runConfig.getServerMetricValue(two, 'queued_requests_avg')).toBe(4);
    expect(runConfig.getMetricValue({ tag: 'kv_cache_usage_max', server: one })).toBe(50);
    expect(runConfig.getMetricValue({ tag: 'queue_time_avg' })).toBe(3);
    expect(runConfig.getAllServerMetrics()[one]!.map(({ header, text }) => `${header}: ${text}`)).toEqual([
      'Avg. Queued Requests (requests): 2.00',
      'Max KV Cache Usage (%): 50.00',
      'Mean Queue Time (ms): 2.00',
    ]);
    expect(results().get('gpt2_run_config_2')!.getAllServerMetrics()).toEqual({});
  });

  test('does not rank unless asked', () => {
    const ranked = results();
    expect(order(ranked)).toEqual([1, 2, 0]);
    ranked.setServerMetricObjectives({ gpt2: { queued_requests_avg: 1 } });
    expect(order(ranked)).toEqual([0, 1, 2]);
    expect(ranked.runConfigs.at(-1)!.demotions).toEqual(['Avg. Queued Requests was not measured']);
    expect(ranked.explain('gpt2_run_config_0').contributions).toMatchObject([{ value: 3, unit: 'requests' }]);
    ranked.setPerfMetricObjectives({ gpt2: { request_throughput_avg: 9 } });
    ranked.setServerMetricObjectives({ gpt2: { queued_requests_avg: 1 } });
    expect(order(ranked)).toEqual([1, 0, 2]);
    ranked.setPerfMetricObjectives({});
    ranked.setServerMetricObjectives({});
    expect(order(ranked)).toEqual([1, 2, 0]);
  });

  test('is set where it belongs, and needs a direction where more is neither better nor worse', () => {
    const ranked = results();
    const queue = { queued_requests_avg: 1 } as object;
    expect(() => ranked.setPerfMetricObjectives({ gpt2: queue })).toThrow('per server: set it as a server objective');
    expect(() => ranked.setServerMetricObjectives({ gpt2: { request_latency_avg: 1 } as object })).toThrow(
      'per model: set it as a performance objective',
    );
    expect(() => ranked.setServerMetricObjectives({ gpt2: { kv_cache_usage_avg: 1 } })).toThrow('neither better');
  });

  test('can be limited: every server has to keep it', () => {
    const ranked = results();
    ranked.setConstraints(new RunConstraints({ gpt2: new ModelConstraints({ queued_requests_avg: 30 }) }));
    expect(ranked.getResultsPassingConstraints().runConfigs.map(({ name }) => name)).toEqual(['gpt2_run_config_0']);
    expect(ranked.get('gpt2_run_config_1')!.checkConstraints()).toMatchObject([
      { server: two, passes: false, reason: expect.stringContaining('Avg. Queued Requests of two:8000 is 40.00') },
    ]);
    expect(ranked.get('gpt2_run_config_2')!.checkConstraints()).toMatchObject([
      { value: undefined, passes: false, reason: 'Avg. Queued Requests was not measured' },
    ]);
  });

  test('goes with its run config', () => {
    const changed = results();
    changed.remove('gpt2_run_config_0');
    expect(changed.get('gpt2_run_config_1')!.getServerMetricValue(two, 'queued_requests_avg')).toBe(40);
    changed.add(sampleEntry(run(3, [7]), 1));
    expect(changed.servers).toEqual([one]);
    expect(changed.column(one, 'queued_requests_avg')).toEqual(Float64Array.of(7, Number.NaN));
  });
});

describe('in the checkpoint', () => {
  const checkpoint = Checkpoint.empty();
  checkpoint.results.add(sampleEntry(run(1, [2]), 0));

  test('it stands where genai-perf does not look', () => {
    const [runConfig] = JSON.parse(checkpoint.toText()).Results.run_configs;
    expect(runConfig.genai_sweep).toEqual({
      server_metrics: { [one]: { queued_requests_avg: 2, kv_cache_usage_max: 0.5, queue_time_avg: 2e6 } },
    });
    expect(JSON.stringify(runConfig.measurement)).not.toContain('queue');
  });

  test('metrics that a later version adds are written back', () => {
    const file = JSON.parse(checkpoint.toText());
    file.Results.run_configs[0].genai_sweep.server_metrics[one].tokens_dreamt_of_avg = 3;
    file.Results.run_configs[0].genai_sweep.server_metrics[two] = { tokens_dreamt_of_avg: 4 };
    const read = Checkpoint.parse(JSON.stringify(file));
    expect(read.results.get('gpt2_run_config_0')!.getServerMetricValue(one, 'queued_requests_avg')).toBe(2);
    expect(JSON.parse(read.toText()).Results.run_configs).toEqual(file.Results.run_configs);
  });

  test('what is no list of servers is an error with its place', () => {
    const text = checkpoint.toText().replace(/"server_metrics":\s*\{[^{]*\{[^}]*\}\s*\}/, '"server_metrics": {"a": 3}');
    expect(() => Checkpoint.parse(text)).toThrow(/server_metrics/);
  });
});
