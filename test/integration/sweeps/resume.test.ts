import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exactTiming } from '../../../src/simulator/options.js';
import { readSweep, sweep } from '../../support/sweepProgram.js';
import { runProgram, startProgram, temporaryFolder } from '../cli/program.js';
import { startSimulatorProcess } from '../simulator/simulatorProcess.js';

const analyze = (url: string, ...further: string[]) => [
  ...['analyze', '-m', 'simulated', '-u', url, '--streaming', '--sweep-type', 'concurrency'],
  ...['--request-count', '8', '--isl', '8', '--osl', '8', '--server-metrics-url', 'none', ...further],
];

test('SIGKILL at any moment loses the scenario in flight and nothing else', async () => {
  const folder = temporaryFolder();
  const simulator = await startSimulatorProcess({ ...exactTiming(5, 2), models: ['simulated'] });
  let measured: string[] = [];
  for (let kill = 0; kill < 6; kill++) {
    const program = startProgram(folder, analyze(simulator.url, '--sweep-list', '1,2,3,4,5,6,7,8'));
    // Later in each round: while it starts, measures, writes.
    await program.waitFor(/gpt2|simulated/);
    await new Promise((resolve) => setTimeout(resolve, 60 + kill * 53));
    program.process.kill('SIGKILL');
    await program.ended;
    const names = existing(folder);
    expect(names.slice(0, measured.length)).toEqual(measured);
    measured = names;
  }
  const { runConfigs, stderr } = await sweep(folder, analyze(simulator.url, '--sweep-list', '1,2,3,4,5,6,7,8'));
  await simulator.close();
  expect(runConfigs).toHaveLength(8);
  expect(stderr.match(/found in checkpoint - skipping profiling\.\.\./g) ?? []).toHaveLength(measured.length);
  expect(readdirSync(folder).filter((name) => /lock|tmp/.test(name))).toEqual([]);
});

test('another workload, model server or label is not "already done"', async () => {
  const folder = temporaryFolder();
  const [one, other] = await Promise.all([
    startSimulatorProcess({ ...exactTiming(1, 1), models: ['simulated'] }),
    startSimulatorProcess({ ...exactTiming(1, 1), models: ['simulated'] }),
  ]);
  const list = ['--sweep-list', '1'];
  await sweep(folder, analyze(one.url, ...list));
  await sweep(folder, analyze(other.url, ...list));
  await sweep(folder, analyze(one.url, ...list, '--label', 'with speculation'));
  await sweep(folder, [...analyze(one.url, ...list), '--num-dataset-entries', '4']);
  const { runConfigs } = await sweep(folder, analyze(one.url, ...list));
  await Promise.all([one.close(), other.close()]);
  expect(runConfigs.map(({ name }) => name)).toEqual([0, 1, 2, 3].map((id) => `simulated_run_config_${id}`));
});

test('a damaged checkpoint is never overwritten; --fresh keeps it under another name', async () => {
  const folder = temporaryFolder();
  const simulator = await startSimulatorProcess({ ...exactTiming(1, 1), models: ['simulated'] });
  const damaged = '{"Results": {"run_configs": [';
  writeFileSync(join(folder, 'checkpoint.json'), damaged);
  const refused = await runProgram(folder, analyze(simulator.url, '--sweep-list', '1'));
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toMatch(/^error: .*checkpoint\.json is damaged: line 1, column \d+: .*--fresh/m);
  expect(readFileSync(join(folder, 'checkpoint.json'), 'utf8')).toBe(damaged);

  const { runConfigs } = await sweep(folder, analyze(simulator.url, '--sweep-list', '1', '--fresh'));
  await simulator.close();
  expect(runConfigs).toHaveLength(1);
  expect(readFileSync(join(folder, 'checkpoint.damaged-1.json'), 'utf8')).toBe(damaged);
});

/** Names of the run configs in a folder's checkpoint; none before it is written for the first time. */
function existing(folder: string): string[] {
  if (!readdirSync(folder).includes('checkpoint.json')) return [];
  return readSweep(folder).runConfigs.map(({ name }) => name);
}
