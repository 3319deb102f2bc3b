import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../integration/cli/program.js';
import { type SweepFiles, sweep } from '../support/sweepProgram.js';
import { type LlmServer, startLlmServer } from './llmServer/startLlmServer.js';

const model = 'random-llama';
let server: LlmServer;
let ranker: LlmServer;
beforeAll(async () => {
  server = await startLlmServer({ parallel: 2 });
  ranker = await startLlmServer({ parallel: 2, makes: 'rankings' });
});
afterAll(async () => {
  await server.close();
  await ranker.close();
});

const profile = (folder: string, { url }: LlmServer, args: readonly string[]) =>
  sweep(folder, [
    ...['profile', '-m', model, '-u', url, '--request-count', '8', '--concurrency', '2', '--isl', '20'],
    ...['--server-metrics-url', 'none', ...args],
  ]);

const figureOf = ({ runConfigs }: SweepFiles, tag: Parameters<(typeof runConfigs)[0]['getModelPerfMetricValue']>[1]) =>
  runConfigs[0]?.getModelPerfMetricValue(model, tag);

test.each(['responses', 'messages'])('%s are measured on a real server, streamed and in one piece', async (type) => {
  const folder = temporaryFolder();
  for (const streaming of [['--streaming'], []]) {
    const files = await profile(folder, server, ['--endpoint-type', type, '--osl', '12', '--fresh', ...streaming]);
    const { quality } = files.runConfigs[0]!.details!;
    expect(quality).toMatchObject({ requests: 8, errors: {}, outputTokenSource: 'server usage' });
    expect(figureOf(files, 'output_sequence_length_avg')).toBe(12);
    expect(figureOf(files, 'input_sequence_length_avg')).toBe(20);
    // The template comes on top; what the server had in its cache is counted too.
    const gap = quality.serverPromptTokensMean! - 20;
    expect(gap).toBeGreaterThan(0);
    expect(gap).toBeLessThan(20);
    if (streaming.length === 0) expect(figureOf(files, 'time_to_first_token_p50')).toBeUndefined();
    else {
      const ttftMs = figureOf(files, 'time_to_first_token_p50')!;
      expect(ttftMs).toBeGreaterThan(0);
      expect(figureOf(files, 'request_latency_p50')).toBeGreaterThan(ttftMs);
      expect(figureOf(files, 'inter_token_latency_p50')).toBeGreaterThan(0);
    }
  }
});

test.each(['cohere', 'tei'])('rankings in the shape of %s are measured on a real server', async (api) => {
  const files = await profile(temporaryFolder(), ranker, [
    ...['--endpoint-type', 'rankings', '--extra-inputs', `rankings:${api}`, '-b', '3'],
  ]);
  expect(files.runConfigs[0]?.details?.quality).toMatchObject({ requests: 8, errors: {} });
  // A query and three passages.
  expect(figureOf(files, 'input_sequence_length_avg')).toBe(80);
  expect(figureOf(files, 'request_latency_p50')).toBeGreaterThan(0);
  expect(figureOf(files, 'time_to_first_token_p50')).toBeUndefined();
});

test("a server's own API is measured by a template: llama.cpp's /completion", async () => {
  const folder = temporaryFolder();
  const body = { prompt: '{{text}}', n_predict: '{{max_tokens}}', stream: '{{stream}}', cache_prompt: false };
  writeFileSync(join(folder, 'completion.json'), JSON.stringify(body));
  const files = await profile(folder, server, [
    ...['--endpoint-type', 'template', '--template-file', 'completion.json', '--endpoint', 'completion', '--streaming'],
    ...['--template-output', 'content', '--template-output-tokens', 'tokens_predicted'],
    ...['--template-input-tokens', 'tokens_evaluated', '--osl', '10'],
  ]);
  const { quality } = files.runConfigs[0]!.details!;
  expect(quality).toMatchObject({ requests: 8, errors: {}, outputTokenSource: 'server usage' });
  expect(quality.serverPromptTokensMean).toBe(20);
  expect(figureOf(files, 'output_sequence_length_avg')).toBe(10);
  expect(figureOf(files, 'inter_token_latency_p50')).toBeGreaterThan(0);
});
