import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../integration/cli/program.js';
import {
  readTruthLog,
  type SimulatorProcess,
  startSimulatorProcess,
} from '../integration/simulator/simulatorProcess.js';
import { exportedRequests, type SweepFiles, sweep } from '../support/sweepProgram.js';
import { writeWordTokenizer } from '../support/wordTokenizer.js';
import { installAiperf, installGenaiPerf } from './tools/installTools.js';

const requests = 12;
const warmup = 2;
const outputTokens = 6;
const promptTokens = 20;
const paths = { 'genai-perf': '', aiperf: '' };
const logFolder = mkdtempSync(join(tmpdir(), 'genai-sweep-types-'));
const truthLog = join(logFolder, 'truth.jsonl');
let simulator: SimulatorProcess;

beforeAll(async () => {
  [paths['genai-perf'], paths.aiperf] = await Promise.all([installGenaiPerf(), installAiperf()]);
  simulator = await startSimulatorProcess({ models: ['simulated', 'other'], truthLog, ttftMs: 5, itlMs: 2 });
}, 1_800_000);
afterAll(async () => {
  await simulator.close();
  rmSync(logFolder, { recursive: true });
});

const osl = ['--osl', `${outputTokens}`];
const isl = ['--isl', `${promptTokens}`];
const images = ['--image-width-mean', '32', '--image-height-mean', '24'];

interface TypeCase {
  readonly type: string;
  readonly engines: readonly (keyof typeof paths)[];
  readonly args: readonly string[];
  /** Path that requests go to. */
  readonly path: string;
  /** What the server finds in each. */
  readonly sent: {
    readonly texts: number;
    readonly images: number;
    readonly sounds?: number;
    readonly stream: boolean;
  };
  readonly generates: boolean;
  /** Tokens of a request, where it holds texts. */
  readonly inputTokens?: number;
  /** A fault that the tool ends with once it has measured. */
  readonly warning?: string;
}

const both = ['genai-perf', 'aiperf'] as const;
const one = { texts: 1, images: 0, stream: false };
const streamed = { ...one, stream: true };

const cases: readonly TypeCase[] = [
  {
    type: 'embeddings',
    engines: both,
    args: [...isl, '-b', '2'],
    path: '/v1/embeddings',
    sent: { ...one, texts: 2 },
    generates: false,
    inputTokens: 2 * promptTokens,
  },
  {
    type: 'rankings',
    engines: both,
    args: [...isl, '-b', '3'],
    path: '/v1/ranking',
    sent: { ...one, texts: 3 },
    generates: false,
    inputTokens: 4 * promptTokens,
  },
  {
    type: 'rankings',
    engines: both,
    args: [...isl, '-b', '3', '--extra-inputs', 'rankings:tei'],
    path: '/rerank',
    sent: { ...one, texts: 3 },
    generates: false,
    inputTokens: 4 * promptTokens,
  },
  {
    type: 'rankings',
    engines: ['aiperf'],
    args: [...isl, '-b', '3', '--extra-inputs', 'rankings:cohere'],
    path: '/v1/rerank',
    sent: { ...one, texts: 3 },
    generates: false,
    inputTokens: 4 * promptTokens,
  },
  {
    type: 'multimodal',
    engines: both,
    args: [...isl, ...osl, ...images, '--streaming'],
    path: '/v1/chat/completions',
    sent: { ...streamed, images: 1 },
    generates: true,
    inputTokens: promptTokens,
  },
  {
    type: 'multimodal',
    engines: both,
    args: [...isl, ...osl, '--audio-length-mean', '0.2', '--audio-sample-rates', '8', '--streaming'],
    path: '/v1/chat/completions',
    sent: { ...streamed, sounds: 1 },
    generates: true,
    inputTokens: promptTokens,
  },
  {
    type: 'vision',
    engines: both,
    args: [...isl, ...osl, ...images, '--batch-size-image', '2'],
    path: '/v1/chat/completions',
    sent: { ...one, images: 2 },
    generates: true,
    inputTokens: promptTokens,
  },
  {
    type: 'image_retrieval',
    engines: ['genai-perf'],
    args: [...images, '--batch-size-image', '2'],
    path: '/v1/infer',
    sent: { ...one, texts: 2, images: 2 },
    generates: false,
    warning: 'after its measurement: image_throughput_avg is not a valid',
  },
  {
    type: 'image_retrieval',
    engines: ['aiperf'],
    args: [...images, '--batch-size-image', '2'],
    path: '/v1/infer',
    sent: { ...one, texts: 2, images: 2 },
    generates: false,
  },
  {
    type: 'nvclip',
    engines: ['genai-perf'],
    args: [...isl, ...images],
    path: '/v1/embeddings',
    sent: { ...one, texts: 2, images: 1 },
    generates: false,
    inputTokens: promptTokens,
  },
  {
    type: 'generate',
    engines: ['genai-perf'],
    args: [...isl, ...osl, '--streaming'],
    path: '/v2/models/simulated/generate_stream',
    sent: streamed,
    generates: true,
    inputTokens: promptTokens,
  },
  {
    type: 'huggingface_generate',
    engines: both,
    args: [...isl, ...osl],
    path: '/',
    sent: one,
    generates: true,
    inputTokens: promptTokens,
  },
  {
    type: 'huggingface_generate',
    engines: ['aiperf'],
    args: [...isl, ...osl, '--streaming', '--endpoint', 'generate_stream'],
    path: '/generate_stream',
    sent: streamed,
    generates: true,
    inputTokens: promptTokens,
  },
  {
    type: 'huggingface_generate',
    engines: ['genai-perf'],
    args: [...isl, ...osl, '--streaming', '--endpoint', 'generate_stream'],
    path: '/generate_stream',
    sent: streamed,
    generates: true,
    inputTokens: promptTokens,
    warning: 'after its measurement: Unknown HuggingFace response type',
  },
  {
    type: 'responses',
    engines: ['aiperf'],
    args: [...isl, ...osl, '--streaming'],
    path: '/v1/responses',
    sent: streamed,
    generates: true,
    inputTokens: promptTokens,
  },
  {
    type: 'messages',
    engines: ['aiperf'],
    args: [...isl, ...osl, '--streaming'],
    path: '/v1/messages',
    sent: streamed,
    generates: true,
    inputTokens: promptTokens,
  },
];

const runs = cases.flatMap((typeCase) => typeCase.engines.map((engine) => ({ ...typeCase, engine })));

test.each(runs)('$type is measured by $engine as the server saw it: $args', async (run) => {
  const { type, args, path, sent, generates, inputTokens, warning } = run;
  const { files, seen } = await profile(run.engine, ['-m', 'simulated', '--endpoint-type', type, ...args]);
  const [runConfig] = files.runConfigs;
  const figure = (tag: Parameters<NonNullable<typeof runConfig>['getMetricValue']>[0]['tag']) =>
    runConfig?.getMetricValue({ tag });
  expect(new Set(seen.map((line) => line.path))).toEqual(new Set([path]));
  for (const line of seen) expect(line).toMatchObject({ ...sent, status: 200 });
  // What reached the server is the warm-up and what was counted: nothing is lost, and nothing invented.
  expect(seen).toHaveLength(warmup + requests);
  expect(figure('request_count_avg')).toBe(requests);
  expect(figure('request_latency_p50')).toBeGreaterThan(0);
  expect(runConfig?.details?.quality).toMatchObject({ requests, errors: {} });
  expect(figure('output_sequence_length_avg')).toBe(generates ? outputTokens : undefined);
  expect(figure('time_to_first_token_p50') !== undefined).toBe(sent.stream);
  if (inputTokens === undefined) expect(figure('image_throughput_avg')).toBeGreaterThan(0);
  else expect(figure('input_sequence_length_avg')).toBeCloseTo(inputTokens, -1);
  if (warning === undefined) expect(files.stderr).not.toContain('ended with');
  else expect(files.stderr).toContain(warning);
});

test.each(both)('%s sends the lines of a file, headed anew, and shares them among models', async (engine) => {
  const folder = temporaryFolder();
  const file = join(folder, 'prompts.jsonl');
  const texts = Array.from({ length: requests }, (_, place) => `${'of the '.repeat(place + 1)}end`);
  writeFileSync(file, texts.map((text) => `${JSON.stringify({ text })}\n`).join(''));
  const { files } = await profile(engine, [
    ...['-m', 'simulated', 'other', '--input-file', file, ...osl, '--streaming', '--num-dataset-entries', '6'],
  ]);
  const [runConfig] = files.runConfigs;
  const bodies = exportedRequests(files.artifacts(runConfig!)).map(
    ({ request_inputs }) => JSON.parse(request_inputs.payload) as SentChat,
  );
  const prompts = [...new Set(bodies.map(({ messages }) => contentText(messages[0]!.content)))];
  expect(prompts).toHaveLength(6);
  const heads = prompts.map((prompt) => {
    const text = texts.find((line) => prompt.endsWith(` ${line}`) && !prompt.endsWith(` of the ${line}`));
    expect(text).toBeDefined();
    return prompt.slice(0, -text!.length);
  });
  expect(new Set(heads).size).toBe(1);
  for (const model of ['simulated', 'other']) {
    expect(runConfig?.getModelPerfMetricValue(model, 'request_count_avg')).toBe(requests / 2);
    expect(runConfig?.getModelPerfMetricValue(model, 'output_sequence_length_avg')).toBe(outputTokens);
  }
});

interface SentChat {
  readonly model: string;
  readonly messages: readonly { readonly content: string | readonly { readonly text: string }[] }[];
}

const contentText = (content: SentChat['messages'][0]['content']) =>
  typeof content === 'string' ? content : content.map(({ text }) => text).join('');

async function profile(
  engine: keyof typeof paths,
  args: readonly string[],
): Promise<{ files: SweepFiles; seen: ReturnType<typeof readTruthLog> }> {
  const folder = temporaryFolder();
  const before = readTruthLog(truthLog).length;
  const files = await sweep(folder, [
    ...['profile', '-u', simulator.url, '--concurrency', '2', '--request-count', `${requests}`],
    ...['--warmup-request-count', `${warmup}`],
    ...['--tokenizer', writeWordTokenizer(folder), '--server-metrics-url', 'none'],
    ...['--engine', engine, '--engine-path', paths[engine], ...args],
  ]);
  // The log is written a moment after the answers.
  await sleep(500);
  return { files, seen: readTruthLog(truthLog).slice(before) };
}
