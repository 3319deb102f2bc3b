import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exactTiming } from '../../../src/simulator/options.js';
import { sweep } from '../../support/sweepProgram.js';
import { temporaryFolder } from '../cli/program.js';
import { startSimulatorProcess } from '../simulator/simulatorProcess.js';

const common = ['-m', 'simulated', '--isl', '12', '--warmup-request-count', '2'];

test('two scenarios of four requests take the program less than 1.5 s', async () => {
  const simulator = await startSimulatorProcess({ ...exactTiming(0, 0), models: ['simulated'] });
  const seconds: number[] = [];
  for (let run = 0; run < 3; run++) {
    const began = performance.now();
    await sweep(temporaryFolder(), [
      ...['analyze', '-m', 'simulated', '-u', simulator.url, '--streaming', '--sweep-type', 'concurrency'],
      ...['--sweep-list', '1,2', '--request-count', '4', '--warmup-request-count', '0', '--osl', '8'],
      ...['--server-metrics-url', 'none'],
    ]);
    seconds.push((performance.now() - began) / 1000);
  }
  await simulator.close();
  process.stdout.write(`2-scenario sweeps took ${seconds.map((value) => value.toFixed(2)).join(', ')} s\n`);
  expect(seconds.sort()[1]).toBeLessThan(1.5);
});

test('each scenario has GPU samples of its own window only, and counters begin at 0', async () => {
  const folder = temporaryFolder();
  const simulator = await startSimulatorProcess({ ...exactTiming(10, 2), models: ['simulated'], gpus: 2 });
  const { runConfigs, checkpoint, artifacts } = await sweep(folder, [
    ...['analyze', ...common, '-u', simulator.url, '--streaming', '--osl', '20', '--sweep-type', 'concurrency'],
    ...['--sweep-list', '1,2', '--measurement-interval', '1200', '--server-metrics-url', simulator.metricsUrl],
  ]);
  await simulator.close();
  expect(Object.values(checkpoint.gpuNames)).toEqual(['gpu0', 'gpu1']);
  for (const runConfig of runConfigs) {
    expect(Object.keys(runConfig.getAllGpuMetrics())).toEqual(['gpu0', 'gpu1']);
    expect(runConfig.getGpuMetric('gpu1', 'energy_consumption_min')?.value).toBe(0);
    // 1.2 s of some hundred watts, not what the counter has grown to since its start.
    const megajoules = runConfig.getGpuMetricValue('gpu1', 'energy_consumption_max')!;
    expect(megajoules).toBeGreaterThan(0.00005);
    expect(megajoules).toBeLessThan(0.003);
    expect(runConfig.details?.quality.telemetryGaps).toBe(0);
    const written = readFileSync(join(artifacts(runConfig), 'profile_export_genai_perf.json'), 'utf8');
    expect(JSON.parse(written).telemetry_stats.gpu_power_usage).toHaveProperty('gpu1.p99');
  }
  const csv = readFileSync(join(folder, 'analyze_export_genai_perf.csv'), 'utf8');
  expect(csv.match(/^simulated_run_config_\d,gpu\d,/gm)).toHaveLength(4);
});

test('an unreachable metrics address is one warning for the whole sweep', async () => {
  const simulator = await startSimulatorProcess({ ...exactTiming(1, 1), models: ['simulated'] });
  const { stderr } = await sweep(temporaryFolder(), [
    ...['analyze', ...common, '-u', simulator.url, '--streaming', '--osl', '4', '--request-count', '4'],
    ...['--sweep-type', 'concurrency', '--sweep-list', '1,2,3', '--server-metrics-url', '127.0.0.1:1'],
  ]);
  await simulator.close();
  expect(stderr.match(/no metrics from/g)).toHaveLength(1);
});

test('embeddings are swept over batch sizes, and the table has a column for them', async () => {
  const folder = temporaryFolder();
  const simulator = await startSimulatorProcess({ ...exactTiming(2, 1), models: ['simulated'] });
  const { runConfigs } = await sweep(folder, [
    ...['analyze', ...common, '-u', simulator.url, '--endpoint-type', 'embeddings', '--sweep-type', 'batch_size'],
    ...['--sweep-range', '1:4', '--request-count', '6', '--server-metrics-url', 'none', '--concurrency', '2'],
  ]);
  await simulator.close();
  const lengths = runConfigs.map((runConfig) =>
    runConfig.getModelPerfMetricValue('simulated', 'input_sequence_length_avg'),
  );
  expect(lengths).toEqual([12, 24, 48]);
  const [header, ...rows] = readFileSync(join(folder, 'analyze_export_genai_perf.csv'), 'utf8').split('\r\n');
  expect(header?.split(',').slice(0, 5)).toEqual([
    ...['Config Name', 'Concurrency', 'ISL', 'Num Dataset Entries', 'Batch Size'],
  ]);
  // What embeddings have no measure of is empty, not 0.00.
  expect(rows[0]?.split(',').slice(5, 7)).toEqual(['', '']);
});

test('a configuration file sweeps two parameters at once, at a rate, and goodput is counted per request', async () => {
  const folder = temporaryFolder();
  const simulator = await startSimulatorProcess({ ...exactTiming(10, 2), models: ['simulated'] });
  writeFileSync(
    join(folder, 'sweep.yaml'),
    [
      'model: simulated',
      `url: ${simulator.url}`,
      'streaming: true',
      'sweep:',
      '  request_rate: [20.5, 60]',
      '  input_sequence_length: "8:16"',
      'request-distribution: poisson',
      'request-count: 20',
      'osl: 5',
      'goodput: { request_latency: 1000, time_to_first_token: 5 }',
      'server-metrics-url: none',
      '',
    ].join('\n'),
  );
  const { runConfigs } = await sweep(folder, ['analyze', '--config', 'sweep.yaml']);
  await simulator.close();
  expect(runConfigs.map(({ details }) => details?.swept.map(({ value }) => value))).toEqual([
    [20.5, 8],
    [20.5, 16],
    [60, 8],
    [60, 16],
  ]);
  for (const runConfig of runConfigs) {
    const target = runConfig.details?.swept[0]?.value ?? 0;
    expect(runConfig.details?.quality.achievedRequestRate).toBeGreaterThan(0.9 * target);
    // All keep one limit, none the other: no request is a good one.
    expect(runConfig.getModelPerfMetricValue('simulated', 'request_goodput_avg')).toBe(0);
  }
});

test('several models share the requests, and each has records of its own', async () => {
  const folder = temporaryFolder();
  const simulator = await startSimulatorProcess({ ...exactTiming(2, 1), models: ['one', 'two'] });
  const { runConfigs } = await sweep(folder, [
    ...['analyze', '-m', 'one', 'two', '-u', simulator.url, '--streaming', '--isl', '8', '--osl', '4'],
    ...['--sweep-type', 'concurrency', '--sweep-list', '2', '--request-count', '11', '--server-metrics-url', 'none'],
  ]);
  await simulator.close();
  const counts = ['one', 'two'].map((model) => runConfigs[0]?.getModelPerfMetricValue(model, 'request_count_avg'));
  expect(counts).toEqual([6, 5]);
});

test('a server that answers with errors fails its scenario with the reason, and some errors do not', async () => {
  const folder = temporaryFolder();
  const simulator = await startSimulatorProcess({
    ...exactTiming(1, 1),
    models: ['simulated'],
    failures: [{ kind: 'status', status: 503, share: 0.3 }],
  });
  const { runConfigs } = await sweep(folder, [
    ...['profile', ...common, '-u', simulator.url, '--streaming', '--osl', '4', '--request-count', '60'],
    ...['--server-metrics-url', 'none'],
  ]);
  await simulator.close();
  const { quality } = runConfigs[0]!.details!;
  expect(Object.keys(quality.errors)).toEqual(['http 503']);
  expect(quality.requests + quality.errors['http 503']!).toBe(60);
  expect(runConfigs[0]?.getModelPerfMetricValue('simulated', 'request_count_avg')).toBe(quality.requests);
});
