import { execFileSync } from 'node:child_process';
import { cpSync, createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startServer } from '../../support/startServer.js';
import { sweep } from '../../support/sweepProgram.js';
import { runProgram, temporaryFolder } from '../cli/program.js';

const proto = join(import.meta.dirname, 'protos/words.proto');

interface TrueCall {
  readonly ask: Readonly<Record<string, unknown>>;
  /** Nanoseconds since the Unix epoch. */
  readonly begin: number;
  readonly sent: readonly number[];
  readonly key?: string;
}

/** The server of wordsServer.mjs and a folder with a file of requests. */
async function setUp(reflection: 'v1' | 'v1alpha' | 'none', messages: readonly object[]) {
  const folder = temporaryFolder();
  const log = join(folder, 'truth.jsonl');
  writeFileSync(log, '');
  const file = join(folder, 'requests.jsonl');
  writeFileSync(file, messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
  const server = await startServer(process.execPath, [join(import.meta.dirname, 'wordsServer.mjs'), reflection, log]);
  onTestFinished(() => server.close());
  const { port } = server.greeting as { port: number };
  const call = (method: string, ...args: string[]) => [
    ...['profile', '-m', 'words', '--service-kind', 'dynamic_grpc', '--grpc-method', `demo.Words/${method}`],
    ...['-u', `127.0.0.1:${port}`, '--input-file', file, '--request-count', '6', '--warmup-request-count', '0'],
    ...['--server-metrics-url', 'none', ...args],
  ];
  const truth = () => {
    const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as TrueCall);
  };
  const exported = () => {
    const path = join(folder, 'artifacts', 'words-dynamic_grpc-dynamic_grpc-concurrency1', 'profile_export.json');
    const { experiments } = JSON.parse(readFileSync(path, 'utf8')) as { experiments: { requests: Exported[] }[] };
    return experiments[0]!.requests;
  };
  return { folder, port, call, truth, exported };
}

interface Exported {
  readonly timestamp: number;
  readonly request_inputs: Readonly<Record<string, unknown>>;
  readonly response_timestamps: readonly number[];
}

const asks = [
  { text: 'one', words: 3, labels: { place: 'here' }, mood: 'GLAD', bigNumbers: ['9007199254740993', 7], raw: 'AQI=' },
  { text: 'two', words: 4 },
];

test.each(['v1', 'v1alpha', 'none'] as const)(
  'a stream of messages; what tells of the method: %s',
  async (reflection) => {
    const { folder, call, truth, exported } = await setUp(reflection, asks);
    const args = reflection === 'none' ? ['--grpc-proto', proto] : [];
    const { runConfigs } = await sweep(folder, call('Tell', ...args, '--header', 'X-Key:blue'));
    const calls = truth();
    expect(calls).toHaveLength(6);
    expect(calls[0]).toMatchObject({ ask: { text: 'one', words: 3, mood: 'GLAD', raw: 'AQI=' }, key: 'blue' });
    expect(calls[0]?.ask['labels']).toEqual({ place: 'here' });
    const requests = exported();
    requests.forEach(({ timestamp, request_inputs, response_timestamps }, place) => {
      const { begin, sent } = calls[place]!;
      expect(request_inputs['text']).toBe(place % 2 === 0 ? 'one' : 'two');
      expect(begin).toBeGreaterThan(timestamp - 1e6);
      expect(response_timestamps).toHaveLength(sent.length);
      for (const [at, time] of response_timestamps.entries()) expect(time).toBeGreaterThan(sent[at]! - 1e6);
    });
    const [runConfig] = runConfigs;
    const value = (tag: 'time_to_first_token_min' | 'request_latency_min') =>
      runConfig!.getModelPerfMetricValue('words', tag);
    expect(value('time_to_first_token_min')).toBeGreaterThan(29);
    // Of the shorter stream: the first message and two after it.
    expect(value('request_latency_min')).toBeGreaterThan(29 + 2 * 14);
    expect(runConfig!.details!.quality).toMatchObject({ requests: 6, errors: {} });
  },
);

test('a unary method has latencies only, and runs at a request rate too', async () => {
  const { folder, call, truth } = await setUp('v1', asks);
  const { runConfigs } = await sweep(folder, call('Say', '--request-rate', '20'));
  expect(truth()).toHaveLength(6);
  const [records] = Object.values(runConfigs[0]!.getAllPerfMetrics());
  const tags = (records ?? []).map(({ tag }) => tag);
  expect(tags).toContain('request_latency_p99');
  expect(tags.filter((tag) => /token|sequence/.test(tag))).toEqual([]);
});

test.each([
  { method: 'Say', text: 'fail', says: /6 × grpc resource exhausted \(no words left\)/ },
  { method: 'Tell', text: 'fail', says: /6 × grpc internal \(lost the thread\)/ },
  { method: 'Say', text: 'slow', says: /6 × timeout/ },
])('$text in $method is a failure with its reason', async ({ method, text, says }) => {
  const { folder, call } = await setUp('v1', [{ text, words: 2 }]);
  const { exitCode, stderr } = await runProgram(folder, call(method, '--request-timeout', '0.4'));
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(says);
});

test.each([
  {
    what: 'an unknown method',
    args: ['--grpc-method', 'demo.Words/Sing'],
    says: /no method "Sing"; it has: Say, Tell, Listen/,
  },
  {
    what: 'an unknown service',
    args: ['--grpc-method', 'demo.Songs/Sing'],
    says: /no service "demo.Songs"; it has: demo.Words/,
  },
  {
    what: 'an unknown method of a .proto',
    args: ['--grpc-proto', proto, '--grpc-method', 'demo.Words/Sing'],
    says: /words.proto has no method "Sing"/,
  },
  {
    what: 'an unknown service of a .proto',
    args: ['--grpc-proto', proto, '--grpc-method', 'demo.Songs/Sing'],
    says: /words.proto has no service/,
  },
  { what: 'a .proto that is not there', args: ['--grpc-proto', 'none.proto'], says: /--grpc-proto: there is no file/ },
  { what: 'a method fed by a stream', args: ['--grpc-method', 'demo.Words/Listen'], says: /is fed by a stream/ },
  {
    what: 'a method written in another way',
    args: ['--grpc-method', 'Sing'],
    says: /must be written package.Service\/Method/,
  },
  { what: 'a stream where there is none', args: ['--streaming'], says: /answers by one message/ },
  { what: 'a schedule', args: ['--fixed-schedule'], says: /so it has no time; leave it out/ },
  { what: 'extra inputs', args: ['--extra-inputs', 'a:1'], says: /are the lines of --input-file/ },
])('$what is one line before anything is sent', async ({ args, says }) => {
  const { folder, call, truth } = await setUp('v1', asks);
  const { exitCode, stderr } = await runProgram(folder, call('Say', ...args));
  expect(exitCode).toBe(2);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(says);
  expect(truth()).toEqual([]);
});

test.each([
  { message: { txt: 'one' }, says: /requests.jsonl, line 2: Ask has no field "txt"; it has: text, words/ },
  { message: { words: 'many' }, says: /line 2, words is of type int32, and "many" is none/ },
  { message: { mood: 'ANGRY' }, says: /line 2, mood is of type Mood, and "ANGRY" is none/ },
  { message: { bigNumbers: 7 }, says: /line 2, bigNumbers is a list, and 7 is none/ },
  { message: { labels: 'none' }, says: /line 2, labels is a map, and "none" is none/ },
])('a bad message is named by file and line: $message', async ({ message, says }) => {
  const { folder, call, truth } = await setUp('v1', [{ text: 'one' }, message]);
  const { exitCode, stderr } = await runProgram(folder, call('Say'));
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(says);
  expect(truth()).toEqual([]);
});

test('messages of a folder go in the order of its files; so many as --num-dataset-entries says', async () => {
  const { folder, call, truth } = await setUp('v1', asks);
  mkdirSync(join(folder, 'asked'));
  writeFileSync(join(folder, 'asked', 'a.jsonl'), '{"text": "one"}\n\n{"text": "two"}\n');
  writeFileSync(join(folder, 'asked', 'b.jsonl'), '{"text": "three"}\n{"text": "four"}\n');
  await sweep(folder, call('Say', '--input-file', join(folder, 'asked'), '--num-dataset-entries', '3'));
  expect(truth().map(({ ask }) => ask['text'])).toEqual(['one', 'two', 'three', 'one', 'two', 'three']);
  const { stderr } = await runProgram(folder, call('Say', '--input-file', folder));
  expect(stderr).toMatch(/truth.jsonl, line 1: Ask has no field/);
});

test('another .proto is another measurement, an imported one too', async () => {
  const { folder, call, truth } = await setUp('none', asks);
  const copies = join(folder, 'protos');
  cpSync(join(import.meta.dirname, 'protos'), copies, { recursive: true });
  const measure = () => sweep(folder, call('Say', '--grpc-proto', join(copies, 'words.proto')));
  await measure();
  const { stderr } = await measure();
  expect(stderr).toContain('words_run_config_0:concurrency1 found in checkpoint - skipping profiling...');
  expect(truth()).toHaveLength(6);
  const imported = join(copies, 'common', 'mood.proto');
  writeFileSync(imported, readFileSync(imported, 'utf8').replace('}', ' TIRED = 9; }'));
  const { runConfigs } = await measure();
  expect(truth()).toHaveLength(12);
  expect(runConfigs.map(({ name }) => name)).toEqual(['words_run_config_0', 'words_run_config_1']);
});

test('before a sweep the messages are read once: a plan can be made of a pipe', async () => {
  const { folder, call } = await setUp('v1', asks);
  const pipe = join(folder, 'pipe.jsonl');
  execFileSync('mkfifo', [pipe]);
  const writer = createWriteStream(pipe);
  writer.end('{"text": "one"}\n{"text": "two"}\n');
  const [, ...options] = call('Say', '--sweep-type', 'request_rate', '--sweep-list', '1,2');
  const { exitCode, stderr } = await runProgram(folder, ['plan', ...options, '--input-file', pipe]);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
});

test('a server without reflection asks for the .proto; none at all is one line', async () => {
  const { folder, call } = await setUp('none', asks);
  expect((await runProgram(folder, call('Say'))).stderr).toMatch(
    /has no reflection: name its .proto file with --grpc-proto/,
  );
  const nobody = await runProgram(folder, [...call('Say', '--grpc-proto', proto), '-u', '127.0.0.1:9']);
  expect(nobody.stderr).toMatch(/^error: no server answers by gRPC at http:\/\/127.0.0.1:9 .*\n$/);
});
