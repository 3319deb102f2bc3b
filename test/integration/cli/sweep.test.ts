import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { SweepEvent } from '../../../src/runner/sweepEvents.js';
import { countingServer } from './countingServer.js';
import { filesBelow, runProgram, startProgram, temporaryFolder } from './program.js';

const requests = (number: number) => ['--request-count', String(number), '--warmup-request-count', '0'];
const workload = ['--isl', '16', '--osl', '8', '--server-metrics-url', 'none'];

function analyze(url: string, list: string, perScenario = 4): string[] {
  const sweep = ['--sweep-type', 'concurrency', '--sweep-list', list];
  return ['analyze', '-m', 'gpt2', '-u', url, '--streaming', ...sweep, ...requests(perScenario), ...workload];
}

test('piped, a sweep tells its progress on stderr and its tables on stdout, without escape codes', async () => {
  const folder = temporaryFolder();
  const server = await countingServer(['gpt2']);
  const { exitCode, stdout, stderr } = await runProgram(folder, analyze(server.url, '1,2'));
  expect(exitCode).toBe(0);
  expect(stdout + stderr).not.toContain('\x1b');
  expect(stderr).toMatch(/\[1\/2\] concurrency=1: done: p99 TTFT [\d.]+ ms/);
  expect(stdout).toMatch(/^.* gpt2_run_config_0 [\s\S]*^ {2}By request throughput: concurrency=\d/m);
  expect(stdout).toMatch(/gpt2_run_config_1: Only 4 requests: a p99 needs at least 100\./);
  expect(stdout).toMatch(/^ *checkpoint\.json/m);
  expect(server.posts).toHaveLength(8);
  expect(Object.keys(filesBelow(folder))).toEqual(
    expect.arrayContaining(['checkpoint.json', 'analyze_export_genai_perf.csv']),
  );
});

test('the same command again skips, a wider one goes on, --fresh starts anew', async () => {
  const folder = temporaryFolder();
  const server = await countingServer(['gpt2']);
  await runProgram(folder, analyze(server.url, '1,2'));
  const again = await runProgram(folder, analyze(server.url, '1,2,3'));
  expect(again.stderr.split('\n').filter((line) => line.includes('found in checkpoint'))).toEqual([
    'gpt2_run_config_0:concurrency1 found in checkpoint - skipping profiling...',
    'gpt2_run_config_1:concurrency2 found in checkpoint - skipping profiling...',
  ]);
  expect(server.posts).toHaveLength(12);
  await runProgram(folder, [...analyze(server.url, '1'), '--fresh']);
  expect(server.posts).toHaveLength(16);
});

test('--json puts one event per line on stdout, and nothing else', async () => {
  const server = await countingServer(['gpt2']);
  const { exitCode, stdout } = await runProgram(temporaryFolder(), [...analyze(server.url, '1,2'), '--json']);
  expect(exitCode).toBe(0);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as SweepEvent);
  const kinds = events.map(({ kind }) => kind).filter((kind) => kind !== 'progress' && kind !== 'warning');
  expect(kinds).toEqual(['started', 'measuring', 'measured', 'measuring', 'measured', 'finished']);
  expect(events.at(-1)).toMatchObject({ summary: { measured: 2, skipped: 0, failed: 0, notRun: 0 } });
});

test('a scenario that fails is told, the others are measured, and the exit code says so', async () => {
  const folder = temporaryFolder();
  const server = await countingServer(['gpt2']);
  const args = [...analyze(server.url, '1'), '--endpoint', 'v1/nowhere'];
  const { exitCode, stdout, stderr } = await runProgram(folder, args);
  expect(stderr).toMatch(/\[1\/1\] concurrency=1: failed: .*404/);
  expect(stderr).toMatch(/\nerror: 1 of 1 scenarios? failed.+again.*\n$/);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/checkpoint\.json/);
});

test('Ctrl-C keeps what is done', async () => {
  const folder = temporaryFolder();
  const server = await countingServer(['gpt2'], 20);
  const running = startProgram(folder, analyze(server.url, '1,2,3', 100));
  await running.waitFor(/\[2\/3\] concurrency=2: measuring/);
  running.process.kill('SIGINT');
  const { exitCode, stdout, stderr } = await running.ended;
  expect(exitCode).toBe(130);
  expect(stderr).toMatch(/stopping/);
  expect(stdout).toMatch(/gpt2_run_config_0/);
  const again = await runProgram(folder, analyze(server.url, '1', 100));
  expect(again.stderr).toContain('gpt2_run_config_0:concurrency1 found in checkpoint');
});

test('a second Ctrl-C does not wait', async () => {
  const server = await countingServer(['gpt2'], 60_000);
  const running = startProgram(temporaryFolder(), analyze(server.url, '1'));
  await running.waitFor(/measuring/);
  running.process.kill('SIGINT');
  running.process.kill('SIGINT');
  const since = performance.now();
  const { exitCode } = await running.ended;
  expect(exitCode).toBe(130);
  expect(performance.now() - since).toBeLessThan(2000);
});

test('a reader that has seen enough is no error', async () => {
  const server = await countingServer(['gpt2'], 20);
  const running = startProgram(temporaryFolder(), [...analyze(server.url, '1,2,3', 50), '--json']);
  running.process.stdout?.once('data', () => running.process.stdout?.destroy());
  const { exitCode, stderr } = await running.ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 141, stderr: '' });
});

test('profile measures one scenario and writes the same files', async () => {
  const folder = temporaryFolder();
  const server = await countingServer(['gpt2']);
  const args = [
    'profile',
    '-m',
    'gpt2',
    '-u',
    server.url,
    '--streaming',
    '--concurrency',
    '2',
    ...requests(4),
    ...workload,
  ];
  const { exitCode, stdout } = await runProgram(folder, args);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/gpt2_run_config_0/);
  expect(Object.keys(filesBelow(folder)).sort()).toEqual([
    'analyze_export_genai_perf.csv',
    'artifacts/gpt2-openai-chat-concurrency2/inputs.json',
    'artifacts/gpt2-openai-chat-concurrency2/profile_export.json',
    'artifacts/gpt2-openai-chat-concurrency2/profile_export_genai_perf.csv',
    'artifacts/gpt2-openai-chat-concurrency2/profile_export_genai_perf.json',
    'checkpoint.json',
  ]);
});

test('plan tells what analyze would do, and sends nothing', async () => {
  const folder = temporaryFolder();
  const server = await countingServer(['gpt2', 'tiny']);
  const [, ...options] = analyze(server.url, '1,8', 50);
  const { exitCode, stdout } = await runProgram(folder, ['plan', ...options]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`gpt2 at ${server.url}/v1/chat/completions, streaming`);
  expect(stdout).toMatch(/\/v1\/models answers.*serves gpt2, tiny/);
  expect(stdout).toMatch(/concurrency=8 +50 +0 +800 +400/);
  expect(stdout).toMatch(/2 scenarios: at most 100 requests, 1,600 prompt tokens, 800 output tokens/);
  expect(server.posts).toEqual([]);
  expect(filesBelow(folder)).toEqual({});
});

test('plan works without a server, and says so', async () => {
  const [, ...options] = analyze('http://localhost:1', '1,8', 50);
  const human = await runProgram(temporaryFolder(), ['plan', ...options]);
  expect(human.exitCode).toBe(0);
  expect(human.stdout).toMatch(/no server answers at http:\/\/localhost:1/);
  const { exitCode, stdout } = await runProgram(temporaryFolder(), ['plan', ...options, '--json']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    server: { problem: expect.stringContaining('no server answers') },
    scenarios: [{ title: 'concurrency=1', requests: 50, inputTokens: 800, outputTokens: 400, longestMs: null }, {}],
  });
});

test('colours come with FORCE_COLOR and go with NO_COLOR', async () => {
  const server = await countingServer(['gpt2']);
  const colored = await runProgram(temporaryFolder(), analyze(server.url, '1'), { env: { FORCE_COLOR: '1' } });
  expect(colored.stderr).toContain('\x1b[32mdone\x1b[39m');
  const plain = await runProgram(temporaryFolder(), analyze(server.url, '1'), {
    env: { FORCE_COLOR: '1', NO_COLOR: '1' },
  });
  expect(plain.stdout + plain.stderr).not.toContain('\x1b');
});

test('an API key is in no file and on no screen', async () => {
  const folder = temporaryFolder();
  const server = await countingServer(['gpt2']);
  const args = [...analyze(server.url, '1'), '--api-key-env', 'SWEEP_KEY', '-H', 'X-Tenant:$TENANT', '-v'];
  const env = { SWEEP_KEY: 'sk-5ecr3t', TENANT: 't-5ecr3t' };
  const { exitCode, stdout, stderr } = await runProgram(folder, args, { env });
  expect(exitCode).toBe(0);
  expect(JSON.stringify([stdout, stderr, filesBelow(folder)])).not.toMatch(/5ecr3t/);
});

test('output that cannot be written is one line, not a success', async () => {
  const folder = temporaryFolder();
  const server = await countingServer(['gpt2']);
  const file = join(folder, 'output.txt');
  writeFileSync(file, '');
  const output = openSync(file, 'r');
  onTestFinished(() => closeSync(output));
  const running = startProgram(folder, analyze(server.url, '1'), { stdout: output });
  const { exitCode, stderr } = await running.ended;
  expect(stderr).toMatch(/\nerror: cannot write the output: .+\n$/);
  expect(exitCode).toBe(2);
  expect(Object.keys(filesBelow(folder))).toContain('checkpoint.json');
});
