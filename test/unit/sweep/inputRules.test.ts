import { describe, expect, it, test } from 'vitest';
import type { InputFileFacts } from '../../../src/core/sweep/inputFileFacts.js';
import type { PlannedScenario } from '../../../src/core/sweep/plan.js';
import { fileFacts, optionsOf, planOf } from './commandLine.js';

const profile = (line: string, facts?: Partial<InputFileFacts>) => profileOf(`--endpoint-type chat ${line}`, facts);
const profileOf = (line: string, facts?: Partial<InputFileFacts>): PlannedScenario =>
  planOf(optionsOf(`-m m ${line}`.split(' '), undefined, 'profile'), {
    inputFile: facts === undefined ? undefined : fileFacts(facts),
  }).scenarios[0]!;
const trace = { kind: 'trace', durationMs: 4500 } as const;

describe('a file of prompts', () => {
  const facts = (rows: number) => ({ inputFile: fileFacts({ rows }) });

  it('gives whole batches only, and says when it has fewer than were asked for', () => {
    const line = '-m m --endpoint-type completions --input-file p --concurrency 2 --batch-size 3';
    expect(planOf(optionsOf(line.split(' '), undefined, 'profile'), facts(10)).scenarios[0]).toMatchObject({
      scenario: { workload: { datasetEntries: 3 } },
    });
    const { scenarios, notices } = planOf(
      optionsOf(`${line} --num-dataset-entries 4`.split(' '), undefined, 'profile'),
      facts(10),
    );
    expect(scenarios[0]?.scenario.workload.datasetEntries).toBe(3);
    expect(notices.join()).toMatch(/gives 3 dataset entries, not 4 \(--num-dataset-entries\)/);
  });

  it('has to have as many lines as are swept', () => {
    const line = '-m m --endpoint-type chat --input-file p --sweep-type num_dataset_entries --sweep-list 5,20';
    expect(() => planOf(optionsOf(line.split(' ')), facts(10))).toThrow(
      /holds 10 lines, too few for 20 dataset entries: sweep fewer, or add lines$/,
    );
  });
});

describe('a trace', () => {
  it('with times is replayed to its end, at the rate that it has on average', () => {
    const { scenario, ...planned } = profile('--input-file payload:t.jsonl', trace);
    expect(scenario.load).toEqual({ kind: 'request_rate', requestsPerSecond: 2, distribution: 'schedule' });
    expect(scenario.stop).toEqual({ kind: 'request_count', requests: 10 });
    expect(planned).toMatchObject({
      label: 'fixed_schedule',
      artifactName: 'm-openai-chat-fixed_schedule',
      requests: 10,
    });
  });

  it.each([
    ['--concurrency 4', { kind: 'concurrency', concurrency: 4 }],
    ['--request-rate 3', { kind: 'request_rate', requestsPerSecond: 3, distribution: 'constant' }],
  ])('is sent with %s where that is asked for', (load, wanted) => {
    expect(profile(`--input-file payload:t.jsonl ${load}`, trace).scenario.load).toEqual(wanted);
  });

  it('may be cut to its first lines', () => {
    const { workload, stop } = profile('--input-file payload:t.jsonl --num-dataset-entries 4', trace).scenario;
    expect([workload.datasetEntries, stop]).toEqual([4, { kind: 'request_count', requests: 4 }]);
  });

  it('of prompts without times is a data set like any other', () => {
    expect(profile('--input-file payload:t.jsonl', { kind: 'trace' }).scenario.load.kind).toBe('concurrency');
    expect(profile('--input-file t.jsonl', { durationMs: 5 }).scenario.load.kind).toBe('concurrency');
    expect(profile('--input-file t.jsonl --fixed-schedule', { durationMs: 5 }).scenario.load).toMatchObject({
      distribution: 'schedule',
    });
  });
});

test('Triton replays a trace as well', () => {
  const { scenario } = profileOf('--endpoint-type kserve --input-file payload:t.jsonl --exact-osl', trace);
  expect(scenario.load).toMatchObject({ distribution: 'schedule' });
  expect(scenario.workload).toMatchObject({ exactOutput: true, inputFile: { kind: 'trace' } });
});

describe('sessions', () => {
  it('are run to their end, so many at once', () => {
    const { scenario, requests } = profile(
      '--num-sessions 20 --session-turns-mean 3 --session-turn-delay-mean 50 --session-delay-ratio 2 --session-concurrency 4',
    );
    expect(scenario.load).toEqual({ kind: 'concurrency', concurrency: 4 });
    expect(scenario.stop).toEqual({ kind: 'request_count', requests: 60 });
    expect(scenario.workload).toMatchObject({
      sessions: { count: 20, turns: { mean: 3, stddev: 0 }, turnDelayMs: { mean: 50, stddev: 0 } },
      delayRatio: 2,
    });
    expect(requests).toBe(60);
    expect(profile('--input-file s.jsonl', { sessions: 4 }).scenario).toMatchObject({
      workload: { datasetEntries: 10, inputFile: { sessions: true } },
      stop: { kind: 'request_count', requests: 10 },
    });
  });
});

describe('options that do not go together are refused in one line', () => {
  it.each<[string, Partial<InputFileFacts> | undefined, string]>([
    ['--session-turns-mean 3', undefined, '--session-turns-mean is about sessions: add --num-sessions'],
    ['--num-sessions 4 --request-rate 2', undefined, '--request-rate: sessions are run to their end'],
    ['--num-sessions 4 --request-count 2', undefined, '--request-count: sessions are run to their end'],
    ['--num-sessions 4 --num-dataset-entries 2', undefined, '--num-dataset-entries: sessions are run to their end'],
    ['--num-sessions 4 --input-file p', {}, '--num-sessions makes its own prompts: leave --input-file out'],
    ['--input-file p --session-turns-mean 3', { sessions: 2 }, 'the input file brings its own sessions'],
    ['--session-concurrency 4 --concurrency 4', undefined, 'cannot be given together; keep one'],
    ['--fixed-schedule', undefined, '--fixed-schedule needs an --input-file'],
    ['--fixed-schedule --input-file p', { durationMs: 4, untimedAt: 'p, line 3' }, 'p, line 3 has no "timestamp"'],
    ['--input-file payload:p', { ...trace, untimedAt: 'p, line 3' }, 'p, line 3 has no "timestamp"'],
    ['--input-file payload:p --request-count 4', trace, '--request-count: a schedule is replayed to its end'],
    ['--input-file payload:', undefined, '--input-file: "payload:" lacks a file'],
    ['--input-file payload:p --num-prefix-prompts 3', trace, 'brings its own prefixes'],
    ['--input-file payload:p', { kind: 'trace', promptTokens: 2e8 }, 'more than fit in memory'],
    ['--input-file p', { imagesAt: 'p, line 3' }, 'p, line 3 names an image: a request of chat holds no images'],
    ['--input-file p', { audiosAt: 'p, line 3' }, 'p, line 3 names a sound: a request of chat holds no sounds'],
    ['--input-file p', { severalTextsAt: 'p, line 3' }, 'p, line 3 has several texts: a request of chat holds one'],
    [
      '--image-width-mean 5 --image-height-mean 5',
      undefined,
      'images (--image-width-mean): a request of chat holds none',
    ],
    ['--audio-length-mean 5', undefined, 'audio (--audio-length-mean): a request of chat holds none'],
    ['--image-width-mean 5', undefined, '--image-width-mean and --image-height-mean are given together'],
    ['--image-format jpeg', undefined, '--image-format needs --image-width-mean and --image-height-mean'],
    ['--audio-depths 12', undefined, '--audio-depths must be 8, 16, 24 or 32'],
    ['--audio-sample-rates 0.5', undefined, '--audio-sample-rates must be from 1 to 192 (kHz), not 0.5'],
    ['--audio-format mp3', undefined, '--audio-format is not supported: sounds are made as wav'],
    ['--exact-osl', undefined, '--output-tokens-mean-deterministic needs --output-tokens-mean'],
  ])('%s', (line, facts, message) => {
    const refused = () => profile(line, facts);
    expect(refused).toThrow(message);
    expect(refused).not.toThrow('\n');
  });

  it.each<[string, Partial<InputFileFacts> | undefined, string]>([
    ['kserve --num-sessions 4', undefined, 'sessions need messages: use --endpoint-type chat, not kserve'],
    [
      'kserve --input-file p',
      { imagesAt: 'p, line 3' },
      'p, line 3 names an image: a request of kserve holds no images',
    ],
    ['embeddings --num-sessions 4 --request-count 4', undefined, 'sessions need messages: use --endpoint-type chat'],
    ['image_retrieval --input-file p', { imagelessAt: 'p, line 3' }, 'p, line 3 has no image: a request of image_ret'],
    ['image_retrieval --input-file p', { hasTexts: true }, 'has texts: a request of image_retrieval holds none'],
    ['completions --batch-size 11 --input-file p', {}, 'holds 10 lines, fewer than one batch of 11: add some, or'],
    ['generate --osl 5 --exact-osl', undefined, 'a request of generate has no known way to ask for it'],
    [
      'dynamic_grpc --grpc-method a.B/C --input-file p --fixed-schedule',
      { untimedAt: 'p, line 1' },
      '--fixed-schedule: a line of dynamic_grpc is a message and nothing else',
    ],
  ])('%s', (line, facts, message) => {
    const refused = () => profileOf(`--endpoint-type ${line}`, facts);
    expect(refused).toThrow(message);
    expect(refused).not.toThrow('\n');
  });
});
