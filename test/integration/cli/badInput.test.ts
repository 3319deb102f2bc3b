import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { countingServer } from './countingServer.js';
import { filesBelow, runProgram, startProgram, temporaryFolder } from './program.js';

const sweep = ['--sweep-type', 'concurrency', '--sweep-list', '1,2'];
const small = ['--request-count', '4', '--warmup-request-count', '0', '--isl', '16', '--osl', '8'];
const noGpus = ['--server-metrics-url', 'none'];

interface BadInput {
  readonly what: string;
  /** Behind `-m gpt2 -u <url>`, which later options can replace. */
  readonly args: readonly string[];
  readonly says: RegExp;
}

const badInputs: readonly BadInput[] = [
  { what: 'an unknown option', args: [...sweep, '--sweep-rnge', '1:4'], says: /--sweep-rnge.*--sweep-range/ },
  { what: 'a range from high to low', args: ['--sweep-type', 'concurrency', '--sweep-range', '8:4'], says: /8:4.*4:8/ },
  {
    what: 'a range of letters',
    args: ['--sweep-type', 'concurrency', '--sweep-range', 'a:b'],
    says: /"a" is no number/,
  },
  { what: 'a range from zero', args: ['--sweep-type', 'concurrency', '--sweep-range', '0:4'], says: /at least 1/ },
  { what: 'a step of zero', args: ['--sweep-type', 'concurrency', '--sweep-range', '1:2:0'], says: /step.*above 0/ },
  { what: 'range and list', args: [...sweep, '--sweep-range', '1:4'], says: /--sweep-range and --sweep-list/ },
  { what: 'no range', args: ['--sweep-type', 'concurrency'], says: /lacks its values.*--sweep-range/ },
  { what: 'no sweep', args: [], says: /nothing is swept.*--sweep-type/ },
  {
    what: 'no server',
    args: [...sweep, '-u', 'localhost:1'],
    says: /no server answers at http:\/\/localhost:1.*--url/,
  },
  { what: 'a model not served', args: [...sweep, '-m', 'gpt3'], says: /"gpt3".*serves: gpt2, tiny/ },
  { what: 'a header without a name', args: [...sweep, '-H', 'secret'], says: /a header is written 'Name:Value'/ },
  { what: 'a header with an unset variable', args: [...sweep, '-H', 'X:$NOT_SET'], says: /NOT_SET is not set/ },
  {
    what: 'an unreadable tokenizer',
    args: [...sweep, '--tokenizer', 'no.json'],
    says: /tokenizer .*no\.json cannot be used/,
  },
  { what: 'an unreadable input file', args: [...sweep, '--input-file', 'no.jsonl'], says: /no file .*no\.jsonl/ },
  { what: 'an unreadable config file', args: ['--config', 'no.yaml'], says: /no file .*no\.yaml/ },
  { what: 'a stray argument', args: [...sweep, 'analyse'], says: /unexpected argument "analyse"/ },
];

test.each(badInputs)('$what is one line, and nothing happens', async ({ args, says }) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  const server = await countingServer(['gpt2', 'tiny']);
  const isOtherModel = args.includes('-m');
  const model = isOtherModel ? [] : ['-m', 'gpt2'];
  const { exitCode, stdout, stderr } = await runProgram(folder, [
    'analyze',
    ...model,
    '-u',
    server.url,
    ...args,
    ...noGpus,
  ]);
  expect(stderr).toMatch(/^error: .+\n$/);
  expect(stderr).toMatch(says);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(server.posts).toEqual([]);
  expect(filesBelow(folder)).toEqual({ 'notes.txt': 'mine' });
});

test('a header value that is refused is not repeated', async () => {
  const args = ['analyze', '-m', 'gpt2', ...sweep, '-H', 'Host:s3cr3t', '-H', 'k3y'];
  const { exitCode, stderr } = await runProgram(temporaryFolder(), args);
  expect(exitCode).toBe(2);
  expect(stderr).not.toMatch(/s3cr3t|k3y/);
});

test.each(['--checkpoint-dir', '--artifact-dir'])('a read-only %s stops before the first request', async (option) => {
  const folder = temporaryFolder();
  const server = await countingServer(['gpt2']);
  const args = [
    'analyze',
    '-m',
    'gpt2',
    '-u',
    server.url,
    ...sweep,
    ...small,
    ...noGpus,
    option,
    readOnlyFolder(folder),
  ];
  const { exitCode, stderr } = await runProgram(folder, args);
  expect(stderr).toMatch(/^error: cannot write to the folder .+\n$/);
  expect(exitCode).toBe(2);
  expect(server.posts).toEqual([]);
});

/** Permissions do not hold root back; the kernel's own file system does. */
function readOnlyFolder(parent: string): string {
  if (process.getuid?.() === 0) return '/sys/genai-sweep';
  const folder = join(parent, 'read-only');
  mkdirSync(folder);
  chmodSync(folder, 0o555);
  return folder;
}

test.each(['{"Results": {"run_configs": [', '{}', ''])(
  'a damaged checkpoint is kept, whatever is in it: %j',
  async (text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'checkpoint.json'), text);
    const server = await countingServer(['gpt2']);
    const { exitCode, stdout, stderr } = await runProgram(folder, [
      'analyze',
      '-m',
      'gpt2',
      '-u',
      server.url,
      ...sweep,
      ...small,
      ...noGpus,
    ]);
    expect(stderr).toMatch(/^error: .*checkpoint.+\n$/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(server.posts).toEqual([]);
    expect(Object.values(filesBelow(folder))).toEqual([text]);
  },
);

test('a second run in the same folder is refused and does not disturb the first', async () => {
  const folder = temporaryFolder();
  const server = await countingServer(['gpt2'], 50);
  const args = ['analyze', '-m', 'gpt2', '-u', server.url, '--streaming', ...sweep, ...noGpus];
  const count = ['--request-count', '30', '--warmup-request-count', '0', '--isl', '16', '--osl', '8'];
  const first = startProgram(folder, [...args, ...count]);
  await first.waitFor(/measuring/);
  const { exitCode, stderr } = await runProgram(folder, [...args, ...count]);
  expect(stderr).toMatch(/^error: .+ is in use by process \d+.+\n$/);
  expect(exitCode).toBe(2);
  expect((await first.ended).exitCode).toBe(0);
  expect(server.posts).toHaveLength(60);
});

test.each([
  [['analyse'], /unknown command 'analyse'.*analyze/],
  [['analyze', '--sweep-type'], /--sweep-type.*argument missing/],
  [['--verson'], /unknown option '--verson'.*--version/],
])('%j is one line', async (args, says) => {
  const { exitCode, stdout, stderr } = await runProgram(temporaryFolder(), args);
  expect(stderr).toMatch(/^error: .+\n$/);
  expect(stderr).toMatch(says);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
});

test('no command at all shows how to use it', async () => {
  const { exitCode, stdout, stderr } = await runProgram(temporaryFolder(), []);
  expect(stderr).toMatch(/genai-sweep analyze -m/);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
});
