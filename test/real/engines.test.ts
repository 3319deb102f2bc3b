import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { percentile } from '../../src/core/measure/statistics.js';
import type { RunConfig } from '../../src/core/results/runConfig.js';
import { exactTiming } from '../../src/simulator/options.js';
import { filesBelow, runProgram, startProgram, temporaryFolder } from '../integration/cli/program.js';
import { readTruthLog, startSimulatorProcess } from '../integration/simulator/simulatorProcess.js';
import { readSweep } from '../support/sweepProgram.js';
import { writeWordTokenizer } from '../support/wordTokenizer.js';
import { installAiperf, installGenaiPerf } from './tools/installTools.js';

const apiKey = 'not-to-be-written-anywhere';
const requests = 24;
const outputTokens = 16;
const paths = { builtin: '', 'genai-perf': '', aiperf: '' };

beforeAll(async () => {
  [paths['genai-perf'], paths.aiperf] = await Promise.all([installGenaiPerf(), installAiperf()]);
}, 1_800_000);

/**
 * How far the tenth percentile may be from the truth, in ms: what each tool was seen to be off by at few requests in
 * flight, with room for a busy machine, whose other work makes the slower requests slow by anything.
 */
const engines = [
  { engine: 'builtin', key: ['--api-key-env', 'KEY'], ttftMs: 3, itlMs: 0.5 },
  { engine: 'genai-perf', key: ['--header', `Authorization:Bearer ${apiKey}`], ttftMs: 10, itlMs: 0.5 },
  { engine: 'aiperf', key: ['--api-key-env', 'KEY'], ttftMs: 40, itlMs: 2 },
] as const;

test('all three engines measure the same server, and a checkpoint of all says which measured what', {
  retry: 2,
}, async () => {
  const folder = temporaryFolder();
  const truthLog = join(folder, '..', `truth-${process.pid}.jsonl`);
  const simulator = await startSimulatorProcess({ ...exactTiming(20, 5), models: ['simulated'], truthLog, apiKey });
  const common = [
    ...['analyze', '-m', 'simulated', '-u', simulator.url, '--streaming', '--sweep-type', 'concurrency'],
    ...['--sweep-list', '2', '--request-count', `${requests}`, '--isl', '50', '--osl', `${outputTokens}`, '-v'],
    ...['--tokenizer', writeWordTokenizer(folder), '--server-metrics-url', simulator.metricsUrl],
  ];
  const printed: string[] = [];
  for (const { engine, key } of engines) {
    const args = [...common, ...key, '--engine', engine, ...engineOptions(engine)];
    const { exitCode, stdout, stderr } = await runProgram(folder, args, { env: { KEY: apiKey, HF_HUB_OFFLINE: '1' } });
    expect(exitCode, stderr).toBe(0);
    printed.push(stdout, stderr);
    if (engine !== 'builtin') expect(stderr).toContain(`running: ${engine} profile`);
  }
  await simulator.close();

  // The answers of each engine come after those of the one before; the last ones are no warm-up.
  const truth = readTruthLog(truthLog).filter(({ stream, tokens }) => stream && tokens === outputTokens);
  const { runConfigs } = readSweep(folder);
  expect(runConfigs.map(({ engine }) => engine.split(' ')[0])).toEqual(['builtin', 'genai-perf', 'aiperf']);
  expect(runConfigs.map(({ engine }) => engine).slice(1)).toEqual(['genai-perf 0.0.16', 'aiperf 0.13.0']);
  expect(truth).toHaveLength(3 * (requests + 2));
  for (const [place, { engine, ttftMs, itlMs }] of engines.entries()) {
    const runConfig = runConfigs[place]!;
    const lines = truth.slice(place * (requests + 2) + 2, (place + 1) * (requests + 2));
    const error = differences(runConfig, lines);
    process.stdout.write(
      `${engine}: tenth percentile off by TTFT ${error.ttftMs.toFixed(2)} ITL ${error.itlMs.toFixed(3)} ms\n`,
    );
    expect(runConfig.getMetricValue({ tag: 'request_count_avg' })).toBe(requests);
    expect(runConfig.getMetricValue({ tag: 'output_sequence_length_avg' })).toBe(outputTokens);
    expect(runConfig.getMetricValue({ tag: 'input_sequence_length_avg' })).toBeCloseTo(50, -1);
    expect(runConfig.gpus).toEqual(['gpu0']);
    expect(error.ttftMs).toBeGreaterThan(-0.2);
    expect(error.ttftMs).toBeLessThan(ttftMs);
    expect(Math.abs(error.itlMs)).toBeLessThan(itlMs);
  }

  const artifacts = filesBelow(join(folder, 'artifacts'));
  const ours = [
    'inputs.json',
    'profile_export.json',
    'profile_export_genai_perf.csv',
    'profile_export_genai_perf.json',
  ];
  for (const suffix of ['', '-genai-perf', '-aiperf'])
    for (const name of ours) expect(artifacts).toHaveProperty([`simulated-openai-chat-concurrency2${suffix}/${name}`]);
  expect(artifacts['simulated-openai-chat-concurrency2-genai-perf/genai-perf_command.txt']).toContain(
    '--concurrency 2',
  );
  for (const text of [...Object.values(filesBelow(folder)), ...printed]) expect(text).not.toContain(apiKey);

  const ranked = await runProgram(folder, ['rank']);
  expect(ranked.stdout).toMatch(/Engine/);
  for (const name of ['builtin 0.1.0', 'genai-perf 0.0.16', 'aiperf 0.13.0']) expect(ranked.stdout).toContain(name);
  const records = await runProgram(folder, ['records', runConfigs[2]!.name, '--tag', 'request_count_avg']);
  expect(records.stdout).toContain('Measured by aiperf 0.13.0.');
});

test('embeddings, and a failing server, by genai-perf', async () => {
  const folder = temporaryFolder();
  const simulator = await startSimulatorProcess({ models: ['simulated'] });
  const failing = await startSimulatorProcess({
    models: ['simulated'],
    failures: [{ kind: 'status', share: 1, status: 503 }],
  });
  const common = ['profile', '-m', 'simulated', '--concurrency', '2', '--request-count', '12', '--isl', '20'];
  const engine = ['--engine', 'genai-perf', ...engineOptions('genai-perf'), '--server-metrics-url', 'none'];
  const all = [...common, ...engine, '--tokenizer', writeWordTokenizer(folder)];

  const embeddings = await runProgram(folder, [...all, '-u', simulator.url, '--endpoint-type', 'embeddings']);
  expect(embeddings.exitCode, embeddings.stderr).toBe(0);
  expect(readSweep(folder).runConfigs[0]?.getMetricValue({ tag: 'request_count_avg' })).toBe(12);

  const { exitCode, stderr } = await runProgram(folder, [...all, '-u', failing.url, '--streaming']);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/failed: genai-perf: it ended with exit code 1: .*503/);
  await Promise.all([simulator.close(), failing.close()]);
});

test.each(['genai-perf', 'aiperf'] as const)(
  '%s and all its children end when the sweep is stopped',
  async (engine) => {
    const folder = temporaryFolder();
    const truthLog = join(folder, 'truth.jsonl');
    const simulator = await startSimulatorProcess({ ...exactTiming(100, 20), models: ['simulated'], truthLog });
    const running = startProgram(folder, [
      ...['profile', '-m', 'simulated', '-u', simulator.url, '--streaming', '--request-count', '5000'],
      ...['--osl', '16', '--isl', '20', '--tokenizer', writeWordTokenizer(folder), '--server-metrics-url', 'none'],
      ...['--engine', engine, ...engineOptions(engine)],
    ]);
    await until(() => readTruthLog(truthLog).length > 2);
    expect(toolProcesses().length).toBeGreaterThan(1);
    running.process.kill('SIGINT');
    const { exitCode } = await running.ended;
    expect(exitCode).toBe(130);
    await expect.poll(toolProcesses, { timeout: 5000 }).toEqual([]);
    await simulator.close();
  },
);

test('a run that does not end is ended by its time-out, and the sweep says so', async () => {
  const folder = temporaryFolder();
  const simulator = await startSimulatorProcess({
    models: ['simulated'],
    failures: [{ kind: 'stall', share: 1, afterTokens: 2 }],
  });
  const { exitCode, stderr } = await runProgram(folder, [
    ...['profile', '-m', 'simulated', '-u', simulator.url, '--streaming', '--request-count', '10', '--isl', '20'],
    ...['--tokenizer', writeWordTokenizer(folder), '--server-metrics-url', 'none', '--engine-timeout', '25'],
    ...['--engine', 'genai-perf', ...engineOptions('genai-perf')],
  ]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('genai-perf: it had not finished after 25 s and was ended (--engine-timeout)');
  await expect.poll(toolProcesses, { timeout: 5000 }).toEqual([]);
  await simulator.close();
});

function engineOptions(engine: keyof typeof paths): string[] {
  return engine === 'builtin' ? [] : ['--engine-path', paths[engine]];
}

interface TruthTimes {
  readonly arrivalMs: number;
  readonly firstTokenMs?: number;
  readonly lastTokenMs?: number;
}

function differences(runConfig: RunConfig, lines: readonly TruthTimes[]) {
  const tenth = (figure: (line: TruthTimes) => number) => percentile(Float64Array.from(lines.map(figure)).sort(), 10);
  const value = (tag: 'time_to_first_token_p10' | 'inter_token_latency_p10') =>
    runConfig.getMetricValue({ tag }) ?? Number.NaN;
  return {
    ttftMs:
      value('time_to_first_token_p10') - tenth(({ arrivalMs, firstTokenMs = Number.NaN }) => firstTokenMs - arrivalMs),
    itlMs:
      value('inter_token_latency_p10') -
      tenth(
        ({ firstTokenMs = Number.NaN, lastTokenMs = Number.NaN }) => (lastTokenMs - firstTokenMs) / (outputTokens - 1),
      ),
  };
}

/** Numbers of all processes that work in the folder of a tool's run. Their names tell nothing: aiperf gives itself others. */
function toolProcesses(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger).filter(worksInRunFolder);
}

function worksInRunFolder(pid: number): boolean {
  try {
    return /\/genai-sweep-[a-z\d]{6}(?: \(deleted\))?$/i.test(readlinkSync(`/proc/${pid}/cwd`));
  } catch {
    // It has ended.
    return false;
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(200);
}
