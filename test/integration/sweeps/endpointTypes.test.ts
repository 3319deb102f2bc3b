import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exactTiming } from '../../../src/simulator/options.js';
import type { TruthLine } from '../../../src/simulator/truthLog.js';
import { type ApiName, apiBodies } from '../../support/apiBodies.js';
import { exportedRequests, type SweepFiles, sweep } from '../../support/sweepProgram.js';
import { temporaryFolder } from '../cli/program.js';
import { readTruthLog, startSimulatorProcess } from '../simulator/simulatorProcess.js';

const model = 'org/simulated';
const timing = { ttftMs: 20, itlMs: 4, tokens: 12 };
interface Measured extends SweepFiles {
  /** What the server knows of the requests, in the order of arrival. */
  readonly truth: readonly TruthLine[];
}

/** Measures one scenario of eight requests, two at a time, on a server of its own. */
async function profile(folder: string, path: string, args: readonly string[]): Promise<Measured> {
  const truthLog = join(folder, 'truth.jsonl');
  const simulator = await startSimulatorProcess({
    ...exactTiming(timing.ttftMs, timing.itlMs),
    models: [model],
    outputTokens: timing.tokens,
    truthLog,
  });
  const files = await sweep(folder, [
    ...['profile', '-m', model, '-u', simulator.url, '--request-count', '8', '--concurrency', '2'],
    ...(args.includes('image_retrieval') ? [] : ['--isl', '16']),
    ...['--warmup-request-count', '0', '--server-metrics-url', 'none', ...args],
  ]).finally(() => simulator.close());
  const truth = readTruthLog(truthLog);
  expect(truth.map(({ outcome }) => outcome)).toEqual(Array(8).fill('completed'));
  expect(new Set(truth.map((line) => line.path))).toEqual(new Set([path]));
  return { ...files, truth };
}

function sentBodies({ runConfigs, artifacts }: SweepFiles): Record<string, unknown>[] {
  const text = readFileSync(join(artifacts(runConfigs[0]!), 'inputs.json'), 'utf8');
  const { data } = JSON.parse(text) as { data: { payload: [Record<string, unknown>] }[] };
  return data.map(({ payload: [body] }) => body);
}

const figureOf = ({ runConfigs }: SweepFiles, tag: Parameters<(typeof runConfigs)[0]['getModelPerfMetricValue']>[1]) =>
  runConfigs[0]?.getModelPerfMetricValue(model, tag);

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

interface TextCase {
  readonly type: string;
  readonly api: ApiName;
  readonly path: string;
  readonly streamPath?: string;
  /** Who counted the output. */
  readonly counted: 'server usage' | 'tokenizer' | 'either';
}

const generateModel = `/v2/models/${encodeURIComponent(model)}/generate`;
const textCases: readonly TextCase[] = [
  { type: 'chat', api: 'chat', path: '/v1/chat/completions', counted: 'server usage' },
  { type: 'multimodal', api: 'multimodal', path: '/v1/chat/completions', counted: 'server usage' },
  { type: 'vision', api: 'vision', path: '/v1/chat/completions', counted: 'server usage' },
  { type: 'completions', api: 'completions', path: '/v1/completions', counted: 'server usage' },
  { type: 'responses', api: 'responses', path: '/v1/responses', counted: 'server usage' },
  { type: 'messages', api: 'messages', path: '/v1/messages', counted: 'server usage' },
  {
    type: 'generate',
    api: 'generate',
    path: generateModel,
    streamPath: `${generateModel}_stream`,
    counted: 'tokenizer',
  },
  // Only its streams tell how many tokens they have.
  { type: 'huggingface_generate', api: 'huggingface_generate', path: '/', counted: 'either' },
];

/** Other work on the machine makes single runs late; what is late by itself is late in all of them. */
const retried = { retry: 2 };

test.each(textCases)('$type streams: bodies, tokens and times are those of the server', retried, async (of) => {
  const files = await profile(temporaryFolder(), of.streamPath ?? of.path, [
    ...['--endpoint-type', of.type, '--streaming', '--osl', `${timing.tokens}`],
  ]);
  const { truth } = files;
  for (const body of sentBodies(files)) expect(apiBodies[of.api].safeParse(body)).toMatchObject({ success: true });

  expect(truth.every(({ stream, tokens }) => stream && tokens === timing.tokens)).toBe(true);
  expect(figureOf(files, 'output_sequence_length_avg')).toBe(timing.tokens);
  expect(figureOf(files, 'output_sequence_length_min')).toBe(timing.tokens);
  expect(figureOf(files, 'input_sequence_length_avg')).toBe(16);
  const { quality } = files.runConfigs[0]!.details!;
  expect(quality).toMatchObject({ requests: 8, errors: {}, requestedOutputTokensMean: timing.tokens });
  if (of.counted === 'tokenizer') expect(quality.outputTokenSource).not.toContain('server usage');
  else expect(quality.outputTokenSource).toBe('server usage');

  const ttftMs = median(truth.map(({ firstTokenMs, arrivalMs }) => firstTokenMs! - arrivalMs));
  const latencyMs = median(truth.map(({ lastTokenMs, arrivalMs }) => lastTokenMs! - arrivalMs));
  const itlMs = (latencyMs - ttftMs) / (timing.tokens - 1);
  // Never earlier than the server sent it, and not much later.
  expect(figureOf(files, 'time_to_first_token_p50')! - ttftMs).toBeGreaterThan(-0.5);
  expect(figureOf(files, 'time_to_first_token_p50')! - ttftMs).toBeLessThan(8);
  expect(figureOf(files, 'request_latency_p50')! - latencyMs).toBeLessThan(8);
  expect(Math.abs(figureOf(files, 'inter_token_latency_p50')! - itlMs)).toBeLessThan(1);
  for (const { response_timestamps: times } of exportedRequests(files.artifacts(files.runConfigs[0]!)))
    expect(times).toHaveLength(timing.tokens);
});

test.each(textCases)('$type in one piece has a latency and no time to a first token', async (of) => {
  const files = await profile(temporaryFolder(), of.path, ['--endpoint-type', of.type, '--osl', `${timing.tokens}`]);
  const { truth } = files;
  for (const body of sentBodies(files)) expect(apiBodies[of.api].safeParse(body)).toMatchObject({ success: true });
  expect(truth.some(({ stream }) => stream)).toBe(false);
  expect(figureOf(files, 'output_sequence_length_avg')).toBe(timing.tokens);
  expect(figureOf(files, 'request_latency_p50')).toBeGreaterThan(
    timing.ttftMs + (timing.tokens - 1) * timing.itlMs - 1,
  );
  expect(figureOf(files, 'time_to_first_token_p50')).toBeUndefined();
  expect(figureOf(files, 'inter_token_latency_p50')).toBeUndefined();
});

test.each<{ type: string; extra: readonly string[]; api: ApiName; path: string; texts: number; tokens: number }>([
  { type: 'embeddings', extra: ['-b', '3'], api: 'embeddings', path: '/v1/embeddings', texts: 3, tokens: 48 },
  { type: 'nvclip', extra: ['-b', '2'], api: 'nvclip', path: '/v1/embeddings', texts: 2, tokens: 32 },
  { type: 'rankings', extra: ['-b', '3'], api: 'nim', path: '/v1/ranking', texts: 3, tokens: 64 },
  {
    type: 'rankings',
    extra: ['-b', '3', '--extra-inputs', 'rankings:tei'],
    api: 'tei',
    path: '/rerank',
    texts: 3,
    tokens: 64,
  },
  {
    type: 'rankings',
    extra: ['--extra-inputs', 'rankings:cohere', '--extra-inputs', 'top_n:1'],
    api: 'cohere',
    path: '/v1/rerank',
    texts: 1,
    tokens: 32,
  },
])('$type ($api) is measured by request, without tokens', async ({ type, extra, api, path, texts, tokens }) => {
  const files = await profile(temporaryFolder(), path, ['--endpoint-type', type, ...extra]);
  const { truth } = files;
  for (const body of sentBodies(files)) expect(apiBodies[api].safeParse(body)).toMatchObject({ success: true });
  expect(truth.map((line) => line.texts)).toEqual(Array(8).fill(texts));
  expect(truth.map(({ promptTokens }) => promptTokens)).toEqual(Array(8).fill(tokens));
  expect(figureOf(files, 'input_sequence_length_avg')).toBe(tokens);
  expect(figureOf(files, 'request_count_avg')).toBe(8);
  expect(figureOf(files, 'request_latency_p50')).toBeGreaterThan(timing.ttftMs - 1);
  const measured = (files.runConfigs[0]?.getModelPerfMetrics(model) ?? []).map(({ tag }): string => tag);
  expect(measured).toContain('request_latency_p99');
  expect(measured.filter((tag) => /token|image|output/.test(tag))).toEqual([]);
  expect(files.runConfigs[0]?.details?.quality.outputTokenSource).toBe('none');
});

test("a server that nobody has heard of is measured by the user's own template", retried, async () => {
  const folder = temporaryFolder();
  const template = {
    model: '{{model}}',
    prompt: ['Answer briefly: {{text}}'],
    max_tokens: '{{max_tokens}}',
    stream: '{{stream}}',
    stream_options: { include_usage: true },
  };
  writeFileSync(join(folder, 'body.json'), JSON.stringify(template));
  const files = await profile(folder, '/v1/completions', [
    ...['--endpoint-type', 'template', '--template-file', 'body.json', '--endpoint', 'v1/completions', '--streaming'],
    ...['--template-output', 'choices[].text', '--template-output-tokens', 'usage.completion_tokens'],
    ...['--template-input-tokens', '$.usage.prompt_tokens', '--osl', '9', '--extra-inputs', 'ignore_eos:true'],
  ]);
  const { truth } = files;
  for (const body of sentBodies(files)) {
    expect(apiBodies.completions.safeParse(body)).toMatchObject({ success: true });
    expect(body).toMatchObject({ model, stream: true, max_tokens: 9, ignore_eos: true });
    expect((body['prompt'] as string[])[0]).toMatch(/^Answer briefly: \S/);
  }
  expect(truth.map(({ tokens }) => tokens)).toEqual(Array(8).fill(9));
  expect(figureOf(files, 'output_sequence_length_avg')).toBe(9);
  const { quality } = files.runConfigs[0]!.details!;
  expect(quality.outputTokenSource).toBe('server usage');
  expect(quality.serverPromptTokensMean).toBe(truth[0]?.promptTokens);
  const ttftMs = median(truth.map(({ firstTokenMs, arrivalMs }) => firstTokenMs! - arrivalMs));
  expect(Math.abs(figureOf(files, 'time_to_first_token_p50')! - ttftMs)).toBeLessThan(8);
  // Another place for the output is another scenario: nothing is skipped.
  const again = await profile(folder, '/v1/completions', [
    ...['--endpoint-type', 'template', '--template-file', 'body.json', '--endpoint', 'v1/completions'],
    ...['--template-output', 'none', '--extra-inputs', '{"stream": false, "stream_options": null}'],
  ]);
  expect(again.runConfigs).toHaveLength(2);
});

/** So many made images in each request. */
const imagesOf = (count: number) => [
  ...['--image-width-mean', '8', '--image-height-mean', '8', '--batch-size-image', `${count}`],
];

test.each<{ type: string; api: ApiName; path: string; images: number; extra: readonly string[] }>([
  { type: 'multimodal', api: 'multimodal', path: '/v1/chat/completions', images: 2, extra: ['--streaming'] },
  { type: 'vision', api: 'vision', path: '/v1/chat/completions', images: 1, extra: ['--streaming'] },
  { type: 'responses', api: 'responses', path: '/v1/responses', images: 1, extra: ['--streaming'] },
  { type: 'messages', api: 'messages', path: '/v1/messages', images: 2, extra: ['--streaming', '--osl', '12'] },
  { type: 'huggingface_generate', api: 'huggingface_generate', path: '/', images: 1, extra: [] },
  { type: 'nvclip', api: 'nvclip', path: '/v1/embeddings', images: 2, extra: [] },
])('$type sends the images that were made', async ({ type, api, path, images, extra }) => {
  const files = await profile(temporaryFolder(), path, ['--endpoint-type', type, ...imagesOf(images), ...extra]);
  const bodies = sentBodies(files);
  for (const body of bodies) expect(apiBodies[api].safeParse(body)).toMatchObject({ success: true });
  expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(8);
  expect(files.truth.map((line) => line.images)).toEqual(Array(8).fill(images));
  expect(figureOf(files, 'request_count_avg')).toBe(8);
  expect(figureOf(files, 'image_latency_avg')).toBeUndefined();
});

test('image_retrieval is measured by the image', async () => {
  const files = await profile(temporaryFolder(), '/v1/infer', ['--endpoint-type', 'image_retrieval', ...imagesOf(4)]);
  for (const body of sentBodies(files))
    expect(apiBodies.image_retrieval.safeParse(body)).toMatchObject({ success: true });
  expect(files.truth.map((line) => line.images)).toEqual(Array(8).fill(4));
  const latencyMs = figureOf(files, 'request_latency_avg')!;
  expect(latencyMs).toBeGreaterThan(timing.ttftMs - 1);
  expect(figureOf(files, 'image_latency_avg')).toBeCloseTo(latencyMs / 4, 6);
  expect(figureOf(files, 'image_throughput_max')).toBeCloseTo(4000 / figureOf(files, 'request_latency_min')!, 6);
  expect(figureOf(files, 'input_sequence_length_avg')).toBeUndefined();
});
