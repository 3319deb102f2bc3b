import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import { dirname, join } from 'node:path';
import { generate } from 'selfsigned';
import { expect, onTestFinished, test } from 'vitest';
import { startServer } from '../../support/startServer.js';
import { countingServer } from './countingServer.js';
import { filesBelow, runProgram, temporaryFolder } from './program.js';

const lines = (...rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const two = lines({ text: 'one' }, { text: 'two' });
const template = (body: object) => ({ 'body.json': JSON.stringify(body) });
const templateArgs = ['template', '--template-file', 'body.json', '--endpoint', 'v1/x', '--template-output', 'text'];

interface BadWorkload {
  readonly what: string;
  /** Beginning with the endpoint type. */
  readonly args: readonly string[];
  /** Path in the working folder → content. */
  readonly files?: Readonly<Record<string, string>>;
  readonly says: RegExp;
}

const badWorkloads: readonly BadWorkload[] = [
  { what: 'an unknown endpoint type', args: ['chatt'], says: /--endpoint-type must be one of chat, .*, not "chatt"/ },
  { what: 'a stream where there is none', args: ['embeddings', '--streaming'], says: /embeddings cannot be streamed/ },
  {
    what: 'a file for queries and passages',
    args: ['rankings', '--input-file', 'p.jsonl'],
    files: { 'p.jsonl': two },
    says: /rankings need a folder with queries\.jsonl and passages\.jsonl; p\.jsonl is a file/,
  },
  {
    what: 'a folder without queries',
    args: ['rankings', '--input-file', 'd'],
    files: { 'd/passages.jsonl': two },
    says: /the folder d lacks queries\.jsonl/,
  },
  {
    what: 'a folder without passages',
    args: ['rankings', '--input-file', 'd'],
    files: { 'd/queries.jsonl': two },
    says: /the folder d lacks passages\.jsonl/,
  },
  {
    what: 'made queries without passages',
    args: ['rankings', '--input-file', 'synthetic:queries'],
    says: /synthetic: lacks passages/,
  },
  {
    what: 'fewer passages than go with a query',
    args: ['rankings', '--input-file', 'd', '--batch-size', '3'],
    files: { 'd/queries.jsonl': two, 'd/passages.jsonl': two },
    says: /passages\.jsonl holds 2, fewer than the 3 passages that go with a query/,
  },
  {
    what: 'a text file for an image',
    args: ['multimodal', '--input-file', 'p.jsonl'],
    files: { 'p.jsonl': lines({ text: 'a', image: 'p.jsonl' }) },
    says: /p\.jsonl, line 1: "p\.jsonl" is no PNG, JPEG, WebP or GIF image/,
  },
  {
    what: 'an image that is not there',
    args: ['multimodal', '--input-file', 'p.jsonl'],
    files: { 'p.jsonl': lines({ text: 'a', image: 'cat.png' }) },
    says: /p\.jsonl, line 1: the image "cat\.png" cannot be read/,
  },
  {
    what: 'texts where only images go',
    args: ['image_retrieval', '--input-file', 'p.jsonl'],
    files: { 'p.jsonl': two },
    says: /p\.jsonl, line 1 has no image/,
  },
  {
    what: 'falling time stamps',
    args: ['chat', '--input-file', 'payload:t.jsonl'],
    files: { 't.jsonl': lines({ timestamp: 9 }, { timestamp: 3 }) },
    says: /t\.jsonl, line 2 has a "timestamp" of 3, before the 9/,
  },
  {
    what: 'a folder without prompts',
    args: ['chat', '--input-file', 'd'],
    files: { 'd/readme.txt': 'none' },
    says: /the folder d holds no \.jsonl file/,
  },
  {
    what: 'an empty file',
    args: ['chat', '--input-file', 'p.jsonl'],
    files: { 'p.jsonl': '' },
    says: /holds no prompts/,
  },
  {
    what: 'a line that is no JSON',
    args: ['chat', '--input-file', 'p.jsonl'],
    files: { 'p.jsonl': `${two}oops\n` },
    says: /p\.jsonl, line 3 is no JSON object/,
  },
  {
    what: 'too few lines for a batch',
    args: ['completions', '--input-file', 'p.jsonl', '--batch-size', '9'],
    files: { 'p.jsonl': two },
    says: /p\.jsonl holds 2 lines, fewer than one batch of 9/,
  },
  {
    what: 'sessions of embeddings',
    args: ['embeddings', '--num-sessions', '3'],
    says: /sessions need messages: use --endpoint-type chat, not embeddings/,
  },
  {
    what: 'turns without sessions',
    args: ['embeddings', '--session-turns-mean', '3'],
    says: /--session-turns-mean is about sessions: add --num-sessions/,
  },
  {
    what: 'a template without a prompt',
    args: templateArgs,
    files: template({ a: 1 }),
    says: /no place for the prompt/,
  },
  {
    what: 'an unknown placeholder',
    args: templateArgs,
    files: template({ a: '{{text}} {{prompt}}' }),
    says: /\{\{prompt\}\} is no placeholder; known: text, /,
  },
  { what: 'a template that is no JSON', args: templateArgs, files: { 'body.json': '{' }, says: /is no JSON object/ },
  { what: 'a folder for a template', args: templateArgs, files: { 'body.json/a': '' }, says: /it is a folder/ },
  { what: 'one model of two that is not served', args: ['chat', '-m', 'nobody'], says: /not serve "nobody".*: gpt2/ },
  { what: 'a model without a name', args: ['chat', '-m', ''], says: /--model must not be empty\n$/ },
  {
    what: 'a server that is no Triton',
    args: ['generate'],
    says: /speaks HTTP, but not KServe's protocol: name the HTTP port of Triton \(usually 8000\)/,
  },
  { what: 'HTTP for Triton', args: ['kserve'], says: /speaks HTTP, not gRPC: name Triton's gRPC port/ },
  {
    what: 'HTTP for a gRPC method',
    args: ['dynamic_grpc', '--grpc-method', 'demo.Words/Say', '--input-file', 'p.jsonl'],
    files: { 'p.jsonl': two },
    says: /speaks HTTP, not gRPC: name its gRPC port with --url/,
  },
  {
    what: 'a file in the way of the results',
    args: ['chat', '--checkpoint-dir', 'notes.txt'],
    says: /cannot write to the folder .*notes\.txt: a file of that name is in the way; choose another one/,
  },
];

test.each(badWorkloads)('$what is one line, and nothing happens', async ({ args, files = {}, says }) => {
  const folder = temporaryFolder();
  const written = { 'notes.txt': 'mine', ...files };
  for (const [name, content] of Object.entries(written)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const server = await countingServer(['gpt2']);
  const { exitCode, stdout, stderr } = await runProgram(folder, [
    ...['profile', '-m', 'gpt2', '-u', server.url, '--server-metrics-url', 'none', '--endpoint-type', ...args],
  ]);
  expect(stderr).toMatch(/^error: .+\n$/);
  expect(stderr).toMatch(says);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(server.posts).toEqual([]);
  expect(filesBelow(folder)).toEqual(written);
});

const profile = (url: string, ...args: string[]) =>
  runProgram(temporaryFolder(), ['profile', '-m', 'gpt2', '-u', url, '--server-metrics-url', 'none', ...args]);

test('a gRPC port given to HTTP is one line', async () => {
  const folder = temporaryFolder();
  const program = join(import.meta.dirname, '../grpc/wordsServer.mjs');
  const { greeting, close } = await startServer(process.execPath, [program, 'v1', join(folder, 'log')]);
  onTestFinished(() => close());
  const { port } = greeting as { port: number };
  for (const type of ['chat', 'rankings', 'generate']) {
    const { exitCode, stderr } = await profile(`127.0.0.1:${port}`, '--endpoint-type', type);
    expect(stderr).toMatch(/^error: the server at .* speaks gRPC, not HTTP: name its HTTP port with --url.*\n$/);
    expect(exitCode).toBe(2);
  }
});

test('TLS where there is none, a certificate that nobody signed, and silence are one line each', async () => {
  const plain = await countingServer(['gpt2']);
  const noTls = await profile(plain.url.replace('http:', 'https:'), '--endpoint-type', 'chat');
  expect(noTls.stderr).toMatch(
    /^error: the server at https:.* speaks HTTP without TLS: name it with --url http:\/\/127.*\n$/,
  );

  const { createServer } = await import('node:https');
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
  const secure = createServer({ key, cert }, (_, response) => response.end('{"data": []}'));
  const mute = createTcpServer();
  for (const server of [secure, mute]) {
    await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close());
  }
  const portOf = (server: typeof mute) => (server.address() as { port: number }).port;
  const unsigned = await profile(`https://localhost:${portOf(secure)}`, '--endpoint-type', 'chat');
  expect(unsigned.stderr).toMatch(
    /^error: the certificate of .* is not trusted \(DEPTH_ZERO_.*--ca-file, or take --ins.*\n$/,
  );

  const silent = await profile(`127.0.0.1:${portOf(mute)}`, '--endpoint-type', 'chat');
  expect(silent.stderr).toMatch(/^error: no server answers at .* \(no answer within 5 s from .*\): start it, or .*\n$/);
  expect([noTls, unsigned, silent].map(({ exitCode }) => exitCode)).toEqual([2, 2, 2]);
});
