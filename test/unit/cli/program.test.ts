import { expect, test } from 'vitest';
import type { CliIo } from '../../../src/cli/cliIo.js';
import { createProgram } from '../../../src/cli/program.js';
import { TextStream } from './textStream.js';

async function run(...argv: string[]) {
  const stdout = new TextStream();
  const stderr = new TextStream();
  const io: CliIo = { stdout, stderr, env: {}, cwd: '/', signal: new AbortController().signal };
  const program = await createProgram(argv, io);
  const error: unknown = await program.parseAsync(argv, { from: 'user' }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { stdout: stdout.text, stderr: stderr.text, error };
}

test('the help begins with what people do, and names every command', async () => {
  const { stdout } = await run('--help');
  expect(stdout.indexOf('genai-sweep analyze -m')).toBeLessThan(stdout.indexOf('Usage:'));
  for (const name of ['analyze', 'profile', 'plan', 'rank', 'records', 'simulate'])
    expect(stdout).toMatch(new RegExp(`^ {2}${name} {2,}\\w`, 'm'));
});

test.each(['analyze', 'profile', 'plan', 'rank', 'records', 'simulate'])('%s has help and takes -v', async (name) => {
  const { stdout } = await run(name, '--help');
  expect(stdout).toMatch(new RegExp(`^Usage: genai-sweep ${name} `));
  expect(stdout).toMatch(/-v, --verbose/);
});

test('help lists the options under their headings, without those that no engine supports', async () => {
  const { stdout } = await run('analyze', '--help');
  const headings = [...stdout.matchAll(/^(\S.*):$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual(expect.arrayContaining(['Sweep', 'Endpoint', 'Input', 'Profiling', 'Output', 'Other']));
  expect(stdout).not.toMatch(/--stability-percentage/);
});

test('profile knows no sweep', async () => {
  expect((await run('profile', '--help')).stdout).not.toMatch(/--sweep-type/);
  expect((await run('profile', '-m', 'm', '--sweep-type', 'concurrency')).stderr).toMatch(
    /unknown option '--sweep-type'/,
  );
});

test('a wrong word gets one line with the right one', async () => {
  expect((await run('analize')).stderr).toBe("error: unknown command 'analize' (Did you mean analyze?)\n");
  expect((await run('analyze', '--sweep-tipe', 'x')).stderr).toBe(
    "error: unknown option '--sweep-tipe' (Did you mean --sweep-type?)\n",
  );
});
