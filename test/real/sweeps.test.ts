import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunConfig } from '../../src/core/results/runConfig.js';
import { filesBelow, temporaryFolder } from '../integration/cli/program.js';
import { type SweepFiles, sweep } from '../support/sweepProgram.js';
import { runGenaiPerfScript } from './genai-perf/genaiPerfPython.js';
import { type LlmServer, startLlmServer } from './llmServer/startLlmServer.js';

let server: LlmServer;
let embedder: LlmServer;
beforeAll(async () => {
  server = await startLlmServer({ parallel: 4 });
  embedder = await startLlmServer({ parallel: 4, makes: 'embeddings' });
});
afterAll(async () => {
  await server.close();
  await embedder.close();
});

const quick = ['--request-count', '12', '--warmup-request-count', '2', '--server-metrics-url', 'none'];
const model = 'random-llama';
const generate = (outputTokens = 10) => [
  ...['analyze', '-m', model, '-u', server.url, '--streaming', '--osl', `${outputTokens}`, ...quick],
];

/** Output tokens that the server says it has made, those of our warm-up among them. */
async function tokensServed(): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^llamacpp:tokens_predicted_total (\S+)/m.exec(text)?.[1]);
}

const valuesOf = (files: SweepFiles, tag: Parameters<RunConfig['getModelPerfMetricValue']>[1]) =>
  files.runConfigs.map((runConfig) => runConfig.getModelPerfMetricValue(model, tag));

test.each([
  { sweepType: 'concurrency', range: '1:4', scenarios: 3, endpointType: 'chat' },
  { sweepType: 'request_rate', range: '12.5:25', scenarios: 3, endpointType: 'chat' },
  { sweepType: 'input_sequence_length', range: '16:48:16', scenarios: 3, endpointType: 'chat' },
  { sweepType: 'num_dataset_entries', range: '4:12:4', scenarios: 3, endpointType: 'completions' },
])(
  '$sweepType on $endpointType: tokens and requests are those that the server counted',
  async ({ sweepType, range, scenarios, endpointType }) => {
    const before = await tokensServed();
    const files = await sweep(temporaryFolder(), [
      ...generate(),
      ...['--endpoint-type', endpointType, '--sweep-type', sweepType, '--sweep-range', range],
      ...(sweepType === 'input_sequence_length' ? [] : ['--isl', '24']),
    ]);
    const served = (await tokensServed()) - before;

    expect(files.runConfigs).toHaveLength(scenarios);
    for (const runConfig of files.runConfigs) {
      const { quality } = runConfig.details!;
      expect(quality).toMatchObject({ requests: 12, errors: {}, outputTokenSource: 'server usage' });
      expect(quality.inputTokenSource).toBe('server /tokenize');
      // The template around a prompt is the same for all; without one there is no difference.
      const gap = quality.serverPromptTokensMean! - quality.inputTokensMean!;
      if (endpointType === 'completions') expect(gap).toBe(0);
      else expect(gap).toBeLessThan(20);
      expect(runConfig.getModelPerfMetricValue(model, 'time_to_first_token_p50')).toBeGreaterThan(0);
      expect(runConfig.getModelPerfMetricValue(model, 'inter_token_latency_p50')).toBeGreaterThan(0);
    }
    expect(valuesOf(files, 'output_sequence_length_avg')).toEqual(Array(scenarios).fill(10));
    const lengths = sweepType === 'input_sequence_length' ? [16, 32, 48] : Array(scenarios).fill(24);
    expect(valuesOf(files, 'input_sequence_length_min')).toEqual(lengths);
    expect(valuesOf(files, 'input_sequence_length_max')).toEqual(lengths);
    // 12 measured and 2 for the warm-up, 10 tokens each: no more were sent, and none was lost.
    expect(served).toBe(scenarios * 14 * 10);
  },
);

test('batch_size on embeddings', async () => {
  const files = await sweep(temporaryFolder(), [
    ...['analyze', '-m', model, '-u', embedder.url, '--endpoint-type', 'embeddings', '--isl', '16', ...quick],
    ...['--sweep-type', 'batch_size', '--sweep-range', '1:4'],
  ]);
  expect(valuesOf(files, 'input_sequence_length_avg')).toEqual([16, 32, 64]);
  for (const { details } of files.runConfigs) expect(details?.quality).toMatchObject({ requests: 12, errors: {} });
});

test('the model of a tokenizer.json counts the same without the server', async () => {
  const files = await sweep(temporaryFolder(), [
    ...[...generate(), '--endpoint-type', 'completions', '--tokenizer', server.tokenizerFile, '--isl', '24'],
    ...['--sweep-type', 'concurrency', '--sweep-list', '2'],
  ]);
  const { quality } = files.runConfigs[0]!.details!;
  expect(quality.inputTokenSource).toContain('tokenizer.json');
  expect(quality.serverPromptTokensMean).toBe(24);
});

test.each([
  ['text', 'chat'],
  ['timestamps', 'chat'],
  ['raw', 'chat'],
  ['raw', 'completions'],
])(
  "genai-perf's own parser finds the same metrics in what --export-level %s writes of %s",
  // A client that is kept waiting reads all tokens at once; genai-perf divides by the gap between them.
  { retry: 2 },
  async (level, endpointType) => {
    const folder = temporaryFolder();
    const { runConfigs, artifacts } = await sweep(folder, [
      // Long enough that no answer comes in a single read: genai-perf divides by the time between tokens.
      ...[...generate(60), '--endpoint-type', endpointType, '--export-level', level, '--isl', '24'],
      ...['--sweep-type', 'concurrency', '--sweep-list', '3'],
    ]);
    const [runConfig] = runConfigs;
    const exported = join(artifacts(runConfig!), 'profile_export.json');
    const countOf = (pattern: RegExp) => readFileSync(exported, 'utf8').match(pattern)?.length ?? 0;
    expect(countOf(/data: \[DONE\]/g)).toBe(level === 'raw' ? 12 : 0);
    // The usage of a chat, at which genai-perf's parser would end.
    expect(countOf(/"raw":"data: [^}]*\\"choices\\":\[\]/g)).toBe(level === 'raw' && endpointType === 'chat' ? 12 : 0);
    const printed = await runGenaiPerfScript('parse_profile_export.py', [
      ...[exported, '--tokenizer', server.tokenizerFile],
    ]);
    const [{ records: theirs }] = JSON.parse(printed) as [{ records: Record<string, number> }];
    const checkpoint = JSON.parse(readFileSync(join(folder, 'checkpoint.json'), 'utf8'));
    const ours: Record<string, [string, { _value: number }]> =
      checkpoint.Results.run_configs[0].measurement._model_config_measurements[model]._perf_metrics;
    // What depends on token counts is left out: genai-perf counts the text anew, the server's usage is what we take.
    const ofTheClock = Object.keys(ours).filter((tag) => /^(time_to|request_)/.test(tag));
    expect(ofTheClock.length).toBeGreaterThan(40);
    for (const tag of ofTheClock) {
      const value = ours[tag]![1]._value;
      expect(Math.abs(theirs[tag]! - value), tag).toBeLessThanOrEqual(1e-5 * value);
    }
  },
);

test("llama.cpp's own page tells of its queue, its running requests and its prefix cache", async () => {
  const files = await sweep(temporaryFolder(), [
    ...[
      'analyze',
      '-m',
      model,
      '-u',
      server.url,
      '--streaming',
      '--osl',
      '40',
      '--isl',
      '24',
      '--endpoint-type',
      'chat',
    ],
    ...['--warmup-request-count', '2', '--measurement-interval', '2500', '--sweep-type', 'concurrency'],
    ...['--sweep-list', '2,12', '--server-metrics-url', `${server.url}/metrics`],
  ]);
  const address = new URL(server.url).host;
  const [few, many] = files.runConfigs.map(
    (runConfig) => (tag: Parameters<RunConfig['getServerMetricValue']>[1]) =>
      runConfig.getServerMetricValue(address, tag)!,
  );
  // It runs four at once.
  expect(few!('running_requests_max')).toBeLessThanOrEqual(2);
  expect(few!('queued_requests_max')).toBe(0);
  expect(many!('running_requests_max')).toBe(4);
  expect(many!('queued_requests_max')).toBeGreaterThan(0);
  expect(many!('queued_requests_max')).toBeLessThanOrEqual(8);
  expect(many!('prefix_cache_hit_rate_avg')).toBeLessThanOrEqual(100);
  for (const runConfig of files.runConfigs) {
    expect(runConfig.details!.quality.telemetryGaps).toBe(0);
    const series = readFileSync(join(files.artifacts(runConfig), 'server_metrics.csv'), 'utf8');
    expect(series).toContain(`Z,${address},`);
  }
});

test('an API key is in no file', async () => {
  const folder = temporaryFolder();
  await sweep(
    folder,
    [
      ...[...generate(), '--endpoint-type', 'chat', '--api-key-env', 'LLM_KEY', '--export-level', 'text'],
      ...['--sweep-type', 'concurrency', '--sweep-list', '1'],
    ],
    { LLM_KEY: 'sk-never-to-be-written' },
  );
  for (const [name, text] of Object.entries(filesBelow(folder))) expect(text, name).not.toContain('sk-never');
});
