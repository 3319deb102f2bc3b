import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { writeWordTokenizer } from '../../support/wordTokenizer.js';
import { runProgram, temporaryFolder } from '../cli/program.js';
import { startSimulatorProcess } from '../simulator/simulatorProcess.js';

// Scripts stand in for tools in states that the real ones cannot be brought into here; test/real/engines runs the real ones.
const path = (folder: string) => `${join(folder, 'bin')}:/usr/bin:/bin`;

function tool(folder: string, name: string, script: string): void {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  const file = join(folder, 'bin', name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

const profile = ['profile', '-m', 'm', '--request-count', '3', '--server-metrics-url', 'none'];

test('a tool that is missing is named with how to install it, before the server is asked', async () => {
  const folder = temporaryFolder();
  const options = ['-u', 'localhost:1', '--tokenizer', writeWordTokenizer(folder)];
  for (const [engine, install] of [
    ['genai-perf', 'pip install genai-perf==0.0.16'],
    ['aiperf', 'pip install aiperf==0.13.0'],
  ] as const) {
    const { exitCode, stderr } = await runProgram(folder, [...profile, ...options, '--engine', engine], {
      env: { PATH: path(folder) },
    });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(new RegExp(`^error: ${engine} is not on PATH: install it \\(${install}.*--engine-path\\n$`));
  }
});

test('a genai-perf without perf_analyzer is told apart from one with the empty package of that name', async () => {
  const folder = temporaryFolder();
  tool(folder, 'genai-perf', 'echo genai-perf 0.0.16');
  const args = [...profile, '-u', 'localhost:1', '--tokenizer', writeWordTokenizer(folder), '--engine', 'genai-perf'];
  const env = { PATH: path(folder) };
  expect((await runProgram(folder, args, { env })).stderr).toMatch(
    /is there, but no perf_analyzer: genai-perf needs it/,
  );

  // What pip leaves where glibc is too old for the real one: a distribution without a program.
  const venv = join(folder, 'venv');
  await execa('python3', ['-m', 'venv', '--without-pip', venv]);
  const { stdout: site } = await execa(join(venv, 'bin', 'python'), [
    '-c',
    'import site; print(site.getsitepackages()[0])',
  ]);
  for (const [name, version] of [
    ['genai_perf', '0.0.16'],
    ['perf_analyzer', '0.1.0'],
  ] as const) {
    const info = join(site, `${name}-${version}.dist-info`);
    mkdirSync(info);
    writeFileSync(
      join(info, 'METADATA'),
      `Metadata-Version: 2.1\nName: ${name.replace('_', '-')}\nVersion: ${version}\n`,
    );
  }
  const script = join(venv, 'bin', 'genai-perf');
  writeFileSync(script, `#!${join(venv, 'bin', 'python')}\n`);
  chmodSync(script, 0o755);
  const { exitCode, stderr } = await runProgram(folder, [...args, '--engine-path', script], { env });
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/pip installed perf-analyzer 0\.1\.0, an empty package of that name; .*glibc 2\.38/);

  tool(folder, 'perf_analyzer', 'echo "GLIBC_2.38 not found" >&2; exit 1');
  expect((await runProgram(folder, args, { env })).stderr).toMatch(
    /perf_analyzer does not run \(GLIBC_2\.38 not found\)/,
  );
});

test('a tool that succeeds without a measurement has failed, and one that never ends is ended', async () => {
  const folder = temporaryFolder();
  const simulator = await startSimulatorProcess({ models: ['m'] });
  const args = [...profile, '-u', simulator.url, '--tokenizer', writeWordTokenizer(folder), '--engine', 'aiperf'];
  const env = { PATH: path(folder) };
  tool(folder, 'aiperf', 'if [ "$1" = --version ]; then echo 0.13.0; fi');
  const empty = await runProgram(folder, args, { env });
  expect(empty.exitCode).toBe(1);
  expect(empty.stderr).toContain('failed: aiperf: it left no profile_export_raw.jsonl');

  tool(
    folder,
    'aiperf',
    '[ "$1" = --version ] && { echo 0.13.0; exit; }\necho "ERROR the server is gone"\nsleep 1000 & sleep 1000',
  );
  const endless = await runProgram(folder, [...args, '--engine-timeout', '2'], { env });
  expect(endless.exitCode).toBe(1);
  expect(endless.stderr).toContain(
    'it had not finished after 2 s and was ended (--engine-timeout): the server is gone',
  );
  await simulator.close();
});

test('options that a tool cannot honour are refused by name', async () => {
  const folder = temporaryFolder();
  const refused: readonly (readonly [engine: string, args: readonly string[], says: RegExp])[] = [
    ['genai-perf', [], /--engine genai-perf needs --tokenizer/],
    [
      'genai-perf',
      ['--api-key-env', 'KEY'],
      /--api-key-env cannot be used with --engine genai-perf: .*process arguments/,
    ],
    ['genai-perf', ['--measurement-interval', '500'], /--measurement-interval cannot be used with --engine genai-perf/],
    [
      'genai-perf',
      ['--num-sessions', '2', '--streaming'],
      /--streaming cannot be used with --engine genai-perf and sess/,
    ],
    ['aiperf', ['--endpoint-type', 'nvclip'], /--endpoint-type nvclip cannot be used with --engine aiperf: it writes/],
    ['aiperf', ['--insecure'], /--insecure cannot be used with --engine aiperf/],
    ['builtin', ['--engine-path', '/x'], /--engine-path is for --engine genai-perf and aiperf/],
  ];
  const model = ['profile', '-m', 'm'];
  for (const [engine, args, says] of refused) {
    const { exitCode, stderr } = await runProgram(folder, [...model, '--engine', engine, ...args]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(says);
  }
});

test('doctor says what is usable, with a remedy for what is not', async () => {
  const folder = temporaryFolder();
  const simulator = await startSimulatorProcess({ models: ['m'], gpus: 2 });
  const env = { PATH: path(folder) };
  const options = ['-u', simulator.url, '--server-metrics-url', simulator.metricsUrl];
  const { exitCode, stdout } = await runProgram(folder, ['doctor', ...options], { env });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/✓ engine builtin/);
  expect(stdout).toMatch(/✗ engine aiperf +aiperf is not on PATH: install it/);
  expect(stdout).toMatch(/✓ server .*serves m, simulated/s);
  expect(stdout).toMatch(/✓ endpoint chat/);
  expect(stdout).toMatch(/✓ endpoint embeddings/);
  expect(stdout).toMatch(/✓ gpu metrics .*2 GPUs/s);

  const wanting = await runProgram(folder, ['doctor', ...options, '--engine', 'aiperf', '--json'], { env });
  expect(wanting.exitCode).toBe(1);
  const { checks } = JSON.parse(wanting.stdout) as { checks: { name: string; isUsable: boolean; isNeeded: boolean }[] };
  const missing = checks.filter(({ isUsable, isNeeded }) => isNeeded && !isUsable).map(({ name }) => name);
  expect(missing).toEqual(['engine aiperf', 'tokenizer']);
  await simulator.close();
  const dead = await runProgram(folder, ['doctor', '-u', simulator.url], { env });
  expect(dead.exitCode).toBe(1);
  expect(dead.stdout).toMatch(/✗ server +no server answers at/);
});
