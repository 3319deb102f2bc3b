import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sweep } from '../../support/sweepProgram.js';
import { runProgram, temporaryFolder } from '../cli/program.js';
import { recordingServer } from './recordingServer.js';

const quiet = ['--server-metrics-url', 'none', '--warmup-request-count', '0'];
const jsonLines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

test('a trace leaves at its times, and says how late it was', async () => {
  const folder = temporaryFolder();
  const server = await recordingServer();
  const times = Array.from({ length: 40 }, (_, place) => 5000 + place * 25 + (place % 3) * 7);
  const rows = times.map((timestamp, place) => ({
    timestamp,
    input_length: 20 + place,
    output_length: 3 + place,
    priority: place,
  }));
  writeFileSync(join(folder, 't.jsonl'), jsonLines(rows));
  const { runConfigs, artifacts } = await sweep(folder, [
    ...['profile', '-m', 'm', '-u', server.url, '--streaming', ...quiet, '--input-file', 'payload:t.jsonl'],
  ]);
  const { received } = server;
  expect(received.map(({ body }) => [body['max_tokens'], body['priority']])).toEqual(
    rows.map(({ output_length, priority }) => [output_length, priority]),
  );
  const late = received.map(({ atMs }, place) => atMs - received[0]!.atMs - (times[place]! - times[0]!));
  const median = [...late].sort((a, b) => a - b)[20]!;
  // Less than from one request to the next.
  expect(Math.abs(median)).toBeLessThan(20);
  const [runConfig] = runConfigs;
  expect(artifacts(runConfig!)).toMatch(/m-openai-chat-fixed_schedule$/);
  expect(runConfig?.details?.load).toMatchObject({ kind: 'request_rate', distribution: 'schedule' });
  expect(runConfig?.details?.quality.sendDelayP50Ms).toBeLessThan(20);
  expect(runConfig?.getModelPerfMetricValue('m', 'input_sequence_length_max')).toBe(59);
  const inputs = JSON.parse(readFileSync(join(artifacts(runConfig!), 'inputs.json'), 'utf8')).data;
  expect(inputs[1].timestamp).toEqual([5032]);
});

test('a folder is read file by file in the order of names, and warm-up prompts are others', async () => {
  const folder = temporaryFolder();
  const server = await recordingServer();
  mkdirSync(join(folder, 'd'));
  writeFileSync(join(folder, 'd', 'b.jsonl'), jsonLines([{ text: 'three' }]));
  writeFileSync(join(folder, 'd', 'a.jsonl'), '\uFEFF{"text": "one"}\r\n\r\n{"text_input": "two"}');
  writeFileSync(join(folder, 'd', 'readme.txt'), 'no prompts');
  await sweep(folder, [
    ...['profile', '-m', 'm', '-m', 'n', '-u', server.url, '--streaming', '--server-metrics-url', 'none'],
    ...['--warmup-request-count', '1', '--input-file', 'd', '--request-count', '4', '--concurrency', '1'],
    ...['--osl', '9', '--exact-osl', '--extra-inputs', '{"options": {"top_k": [1, 2]}}'],
  ]);
  const texts = server.received.map(({ body }) => body.messages?.[0]?.content ?? '');
  expect(texts.map((text) => text.split(' ').at(-1))).toEqual(['one', 'one', 'two', 'three', 'one']);
  const heads = texts.map((text) => text.split('.')[0]);
  expect(new Set(heads.slice(1)).size).toBe(1);
  expect(heads[0]).not.toBe(heads[1]);
  expect(server.received.slice(1).map(({ body }) => body.model)).toEqual(['m', 'n', 'm', 'm']);
  expect(server.received[1]?.body).toMatchObject({
    max_tokens: 9,
    min_tokens: 9,
    ignore_eos: true,
    options: { top_k: [1, 2] },
  });
});

test('images and sounds are made, or read from the files that lines name, and sent as parts of a message', async () => {
  const folder = temporaryFolder();
  const server = await recordingServer();
  const common = ['profile', '-m', 'm', '-u', server.url, '--endpoint-type', 'multimodal', '--streaming', ...quiet];
  await sweep(folder, [
    ...[...common, '--isl', '9', '--request-count', '2', '--image-width-mean', '8', '--image-height-mean', '6'],
    ...['--batch-size-image', '2', '--audio-length-mean', '0.1', '--image-format', 'jpeg', '--concurrency', '1'],
  ]);
  type Part = { type: string; image_url?: { url: string }; input_audio?: { format: string } };
  const partsOf = (request: number) => server.received[request]?.body.messages?.[0]?.content as unknown as Part[];
  expect(partsOf(0).map(({ type }) => type)).toEqual(['text', 'image_url', 'image_url', 'input_audio']);
  expect(partsOf(0)[1]?.image_url?.url).toMatch(/^data:image\/jpeg;base64,/);
  expect(partsOf(0)[3]?.input_audio?.format).toBe('wav');
  expect(partsOf(1)[1]?.image_url?.url).not.toBe(partsOf(0)[1]?.image_url?.url);
  writeFileSync(join(folder, 'cat.png'), Buffer.from('89504e470d0a1a0a00', 'hex'));
  writeFileSync(join(folder, 'p.jsonl'), jsonLines([{ text: 'What?', image: ['cat.png', 'https://h/a.png'] }]));
  await sweep(folder, [...common, '--input-file', 'p.jsonl', '--request-count', '1']);
  expect(partsOf(2).map(({ image_url: image }) => image?.url)).toEqual([
    undefined,
    'data:image/png;base64,iVBORw0KGgoA',
    'https://h/a.png',
  ]);
});

describe('what is wrong with an input file is said in one line, before anything is sent', () => {
  const cases: readonly [name: string, content: string, args: readonly string[], message: string][] = [
    ['bad JSON', '{"text": "a"}\n{oops', [], 'p.jsonl, line 2 is no JSON object'],
    [
      'falling time stamps',
      jsonLines([{ timestamp: 9 }, { timestamp: 3 }]),
      ['payload'],
      'p.jsonl, line 2 has a "timestamp" of 3, before the 9 of an earlier line',
    ],
    ['no times', jsonLines([{ text: 'a' }]), ['--fixed-schedule'], 'p.jsonl, line 1 has no "timestamp"'],
    ['an image for chat', jsonLines([{ text: 'a', image: 'https://h/a.png' }]), [], 'p.jsonl, line 1 names an image'],
    [
      'an image that is not there',
      jsonLines([{ text: 'a', image: 'cat.png' }]),
      [],
      'line 1: the image "cat.png" cannot be read',
    ],
    [
      'an image that is none',
      jsonLines([{ text: 'a', image: 'p.jsonl' }]),
      [],
      '"p.jsonl" is no PNG, JPEG, WebP or GIF image',
    ],
    ['nothing', '\n', [], 'p.jsonl holds no prompts'],
    [
      'blocks that do not fit',
      jsonLines([{ hash_ids: [1, 2], input_length: 40 }]),
      ['payload'],
      'p.jsonl, line 1: an "input_length" of 40 does not fit 2 "hash_ids"',
    ],
    [
      'sessions at a rate',
      jsonLines([{ text: 'a', session_id: 'x' }]),
      ['--request-rate', '3'],
      '--request-rate: sessions are run to their end',
    ],
  ];
  test('in every case', async () => {
    const server = await recordingServer();
    for (const [name, content, [first = '', ...others], message] of cases) {
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'p.jsonl'), content);
      const isTrace = first === 'payload';
      const { exitCode, stderr } = await runProgram(folder, [
        ...['profile', '-m', 'm', '-u', server.url, '--endpoint-type', 'chat', ...quiet],
        ...[
          '--input-file',
          isTrace ? 'payload:p.jsonl' : 'p.jsonl',
          ...(isTrace || first === '' ? [] : [first]),
          ...others,
        ],
      ]);
      expect(stderr, name).toContain(message);
      expect(stderr.trim().split('\n'), name).toHaveLength(1);
      expect(exitCode, name).toBe(2);
    }
    expect(server.received).toHaveLength(0);
  });
});

test('a file of 100 MB is read in bounded memory', async () => {
  const folder = temporaryFolder();
  const server = await recordingServer();
  const line = `${JSON.stringify({ text: `${'word '.repeat(2000)}end` })}\n`;
  writeFileSync(join(folder, 'large.jsonl'), line.repeat(Math.ceil(100_000_000 / line.length)));
  await sweep(
    folder,
    ['profile', '-m', 'm', '-u', server.url, ...quiet, '--input-file', 'large.jsonl', '--request-count', '5'],
    // A tenth of the file more than an idle program needs.
    { NODE_OPTIONS: '--max-old-space-size=64' },
  );
  expect(server.received).toHaveLength(5);
}, 60_000);
