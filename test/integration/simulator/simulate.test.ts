import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const cli = resolve(import.meta.dirname, '../../../dist/cli.js');

/** Runs `genai-sweep simulate`; gives its output as soon as there is some. */
async function simulate(...args: string[]) {
  const child = spawn(process.execPath, [cli, 'simulate', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const output = await Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), ended.then(() => [''])]);
  return { child, ended, output: String(output[0]), errors: () => errors };
}

it('serves until it is interrupted, and says how to sweep it', async () => {
  const { child, ended, output } = await simulate(
    '--port',
    '0',
    '-m',
    'mine',
    '--gpus',
    '2',
    '--ttft',
    '1',
    '--itl',
    '1',
  );
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)![0];
  expect(output).toContain(`genai-sweep analyze -m mine -u ${url}`);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics.match(/^DCGM_FI_DEV_POWER_USAGE\{/gm)!.length).toBe(2);
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});

it.each([
  [['--port', 'x'], /--port <n>.*not a number/],
  [['--slots', '0'], /--slots is a whole number of at least 1, not 0/],
  [['--ttft', '-1'], /--ttft is a number of at least 0, not -1/],
  [['--error-rate', '2'], /more than 1/],
])('refuses %o in one line', async (args, message) => {
  const { ended, errors } = await simulate(...args);
  expect((await ended)[0]).toBe(2);
  expect(errors().trim().split('\n').length).toBe(1);
  expect(errors()).toMatch(message);
});

it('says what to do when its port is taken', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const { ended, errors } = await simulate('--port', String(port));
    expect((await ended)[0]).toBe(2);
    expect(errors()).toMatch(new RegExp(`port ${port} is taken: name another with --port`));
  } finally {
    server.close();
  }
});
