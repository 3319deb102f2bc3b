import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exactTiming } from '../../../src/simulator/options.js';
import type { TruthLine } from '../../../src/simulator/truthLog.js';
import { sweep } from '../../support/sweepProgram.js';
import { temporaryFolder } from '../cli/program.js';
import { readTruthLog, startSimulatorProcess } from '../simulator/simulatorProcess.js';

const slots = 4;
const concurrency = 12;

/** How many requests of the log were in a state at an instant. */
const countAt = (log: readonly TruthLine[], atMs: number, from: 'arrivalMs' | 'admittedMs', to: keyof TruthLine) =>
  log.filter((line) => line[from]! <= atMs && (line[to] as number) > atMs).length;

test('queue, running requests and time in the queue are those that the server itself logged', async () => {
  const folder = temporaryFolder();
  const truthLog = join(folder, 'truth.jsonl');
  const timing = { ...exactTiming(20, 5), slots };
  const simulator = await startSimulatorProcess({ ...timing, models: ['simulated'], gpus: 1, truthLog });
  const server = new URL(simulator.url).host;
  const measure = (load: number, urls: readonly string[]) =>
    sweep(folder, [
      ...['analyze', '-m', 'simulated', '-u', simulator.url, '--streaming', '--isl', '12', '--osl', '20'],
      ...['--sweep-type', 'concurrency', '--sweep-list', `${load}`, '--measurement-interval', '2500'],
      ...['--server-metrics-url', ...urls],
    ]);
  const { runConfigs, artifacts } = await measure(concurrency, [simulator.metricsUrl]);
  const [runConfig] = runConfigs;
  expect(runConfig!.servers).toEqual([server]);
  // The same page tells of its GPU.
  expect(runConfig!.gpus).toEqual(['gpu0']);
  const series = readFileSync(join(artifacts(runConfig!), 'server_metrics.csv'), 'utf8')
    .trim()
    .split('\r\n');
  const file = JSON.parse(readFileSync(join(artifacts(runConfig!), 'profile_export_genai_perf.json'), 'utf8'));
  const csv = readFileSync(join(artifacts(runConfig!), 'profile_export_genai_perf.csv'), 'utf8');

  // Measured again without: nothing of the earlier series may stay beside the new numbers.
  const again = await sweep(folder, [
    ...['analyze', '-m', 'simulated', '-u', simulator.url, '--streaming', '--isl', '12', '--osl', '20', '--fresh'],
    ...['--sweep-type', 'concurrency', '--sweep-list', `${concurrency}`, '--measurement-interval', '300'],
    ...['--server-metrics-url', 'none'],
  ]);
  expect(again.runConfigs[0]!.servers).toEqual([]);
  expect(existsSync(join(again.artifacts(again.runConfigs[0]!), 'server_metrics.csv'))).toBe(false);
  await simulator.close();

  const value = (tag: Parameters<NonNullable<typeof runConfig>['getServerMetricValue']>[1]) =>
    runConfig!.getServerMetricValue(server, tag)!;
  expect(value('running_requests_max')).toBe(slots);
  expect(value('queued_requests_max')).toBeLessThanOrEqual(concurrency - slots);
  expect(value('preemptions_avg')).toBe(0);
  expect(value('kv_cache_usage_max')).toBeGreaterThan(0);

  const log = readTruthLog(truthLog);
  const { windowStart, windowEnd } = runConfig!.details!.quality;
  const [startMs, endMs] = [Date.parse(windowStart), Date.parse(windowEnd)];
  const rows = series.slice(1).map((line) => line.split(','));
  expect(series[0]!.split(',').slice(0, 6)).toEqual([
    ...['Seconds', 'Time (UTC)', 'Server', 'Running Requests', 'Queued Requests', 'KV Cache Usage (%)'],
  ]);
  // Every 330 ms of 2.5 s; a slow machine may miss some.
  expect(rows.length).toBeGreaterThanOrEqual(5);
  // Between the server's look at its queue and our clock lie some milliseconds, in which slots change hands.
  const nearby = [-30, -20, -10, -5, 0];
  const agreeing = rows.filter(([, time, , running, queued]) => {
    const states = nearby.map((offset) => {
      const atMs = Date.parse(time!) + offset;
      return [countAt(log, atMs, 'admittedMs', 'endMs'), countAt(log, atMs, 'arrivalMs', 'admittedMs')];
    });
    return states.some(([run, wait]) => run === Number(running) && wait === Number(queued));
  });
  expect(agreeing.length).toBeGreaterThanOrEqual(0.75 * rows.length);
  // Averages over the samples are near those over all of the window's milliseconds.
  const instants = Array.from({ length: Math.floor(endMs - startMs) }, (_, at) => startMs + at);
  const meanOf = (from: 'arrivalMs' | 'admittedMs', to: keyof TruthLine) =>
    instants.reduce((sum, atMs) => sum + countAt(log, atMs, from, to), 0) / instants.length;
  expect(Math.abs(value('running_requests_avg') - meanOf('admittedMs', 'endMs'))).toBeLessThan(0.2 * slots);
  expect(Math.abs(value('queued_requests_avg') - meanOf('arrivalMs', 'admittedMs'))).toBeLessThan(
    0.2 * (concurrency - slots),
  );
  const waits = log
    .filter(({ admittedMs }) => admittedMs! >= startMs && admittedMs! <= endMs)
    .map(({ arrivalMs, admittedMs }) => admittedMs! - arrivalMs);
  const meanWaitMs = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
  expect(Math.abs(value('queue_time_avg') - meanWaitMs)).toBeLessThan(0.15 * meanWaitMs);

  expect(file.genai_sweep.server_metrics.queued_requests).toMatchObject({
    unit: 'requests',
    [server]: { avg: value('queued_requests_avg') },
  });
  expect(csv).toContain(`Queued Requests (requests),${server},`);
  expect(csv).toContain(`Mean Queue Time (ms),${server},`);
});

test('a page that tells of nothing is said once, and an unnamed one is not asked', async () => {
  const simulator = await startSimulatorProcess({ ...exactTiming(1, 1), models: ['simulated'] });
  const common = ['analyze', '-m', 'simulated', '-u', simulator.url, '--streaming', '--isl', '8', '--osl', '4'];
  const scenarios = ['--request-count', '4', '--sweep-type', 'concurrency', '--sweep-list', '1,2'];
  const url = `${simulator.url}/v1/models/metrics`;
  const { stderr } = await sweep(temporaryFolder(), [...common, ...scenarios, '--server-metrics-url', url]);
  expect(stderr.match(/no metrics from .*: going on without/g)).toHaveLength(1);
  // By default only a DCGM exporter is looked for, at its own port.
  const { runConfigs } = await sweep(temporaryFolder(), [...common, ...scenarios]);
  expect(runConfigs.map(({ servers }) => servers)).toEqual([[], []]);
  await simulator.close();
});
