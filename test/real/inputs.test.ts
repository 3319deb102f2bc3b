import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseInputRow } from '../../src/core/workload/inputRow.js';
import { temporaryFolder } from '../integration/cli/program.js';
import { exportedRequests, sweep } from '../support/sweepProgram.js';
import { runGenaiPerfScript } from './genai-perf/genaiPerfPython.js';
import { type LlmServer, startLlmServer } from './llmServer/startLlmServer.js';

let server: LlmServer;
beforeAll(async () => {
  server = await startLlmServer({ parallel: 2 });
});
afterAll(() => server.close());

const model = 'random-llama';
const quiet = ['--server-metrics-url', 'none', '--warmup-request-count', '1'];

/** Number of requests that genai-perf's classes find in the only run config of a folder's checkpoint. */
async function requestsInGenaiPerf(folder: string): Promise<number | undefined> {
  const input = JSON.stringify([{ id: 'inputs', folder, steps: [], argv: null }]);
  const printed = await runGenaiPerfScript('load_checkpoint.py', [join(folder, 'cases')], { input });
  const { inputs } = JSON.parse(printed) as {
    inputs: Record<string, { perf?: Record<string, Record<string, number>> }>;
  };
  const [found] = Object.values(inputs);
  return found?.perf?.[model]?.['request_count_avg'];
}

test.each([['--streaming'], []])(
  'a real server counts as many prompt tokens in sessions as are counted here (%s)',
  async (...streaming) => {
    const folder = temporaryFolder();
    const { runConfigs, artifacts } = await sweep(folder, [
      ...['profile', '-m', model, '-u', server.url, ...streaming, ...quiet, '--isl', '20', '--osl', '8', '--exact-osl'],
      ...[
        '--num-sessions',
        '4',
        '--session-turns-mean',
        '3',
        '--session-turn-delay-mean',
        '20',
        '--session-concurrency',
        '2',
      ],
    ]);
    const [runConfig] = runConfigs;
    const { quality } = runConfig!.details!;
    expect(quality).toMatchObject({ requests: 12, errors: {}, outputTokensMean: 8 });
    // 20, 48 and 76 tokens; the server sees the template around each message beside them.
    const gap = quality.serverPromptTokensMean! - quality.inputTokensMean!;
    expect(quality.inputTokensMean).toBe(48);
    expect(gap).toBeGreaterThanOrEqual(0);
    expect(gap).toBeLessThan(60);
    const turns = exportedRequests(artifacts(runConfig!)).map(
      ({ request_inputs: { payload } }) => (JSON.parse(payload) as { messages: unknown[] }).messages.length,
    );
    expect(turns.sort()).toEqual([1, 1, 1, 1, 3, 3, 3, 3, 5, 5, 5, 5]);
    // The session's checkpoint is one for genai-perf's classes too.
    expect(await requestsInGenaiPerf(folder)).toBe(12);
  },
);

test('prompts made for a trace have the lengths that it asks for, as a real server counts them', async () => {
  const folder = temporaryFolder();
  const lines = [
    { timestamp: 0, input_length: 700, output_length: 2, hash_ids: [1, 2] },
    { timestamp: 1500, input_length: 600, output_length: 2, hash_ids: [1, 3] },
  ];
  writeFileSync(join(folder, 't.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
  const { runConfigs } = await sweep(folder, [
    ...['profile', '-m', model, '-u', server.url, '--streaming', '--server-metrics-url', 'none'],
    ...['--warmup-request-count', '0', '--input-file', 'payload:t.jsonl', '--endpoint-type', 'completions'],
  ]);
  const [runConfig] = runConfigs;
  expect(runConfig?.details?.quality).toMatchObject({ requests: 2, errors: {}, inputTokensMean: 650 });
  expect(runConfig?.details?.quality.serverPromptTokensMean).toBe(650);
  expect(await requestsInGenaiPerf(folder)).toBe(2);
});

test("lines of a trace mean the same as to genai-perf's own reader", async () => {
  const line = fc.record(
    {
      text: fc.string({ minLength: 1 }).filter((text) => text.trim() === text),
      timestamp: fc.nat(),
      delay: fc.nat(100_000),
      session_id: fc.string({ minLength: 1 }),
      input_length: fc.integer({ min: 1, max: 512 }),
      output_length: fc.integer({ min: 1, max: 5000 }),
      priority: fc.nat(),
      note: fc.string(),
    },
    { requiredKeys: [] },
  );
  const lines = fc.sample(line, { numRuns: 300, seed: 7 });
  const input = lines.map((value) => `${JSON.stringify(value)}\n`).join('');
  const theirs = JSON.parse(await runGenaiPerfScript('parse_payload.py', ['1'], { input })) as {
    text: string | null;
    metadata: Record<string, unknown>;
    body: Record<string, unknown>;
  }[];
  expect(theirs).toHaveLength(lines.length);
  for (const [place, value] of lines.entries()) {
    const ours = parseInputRow(JSON.stringify(value), { where: 'here', kind: 'trace' });
    const { text, metadata, body } = theirs[place]!;
    const { max_tokens: maxTokens, ...further } = body;
    expect(ours.texts).toEqual(text === null ? [] : [text]);
    expect([ours.timestampMs, ours.delayMs, ours.sessionId]).toEqual(
      ['timestamp', 'delay', 'session_id'].map((name) => metadata[name]),
    );
    expect([ours.outputTokens, ours.body]).toEqual([maxTokens, further]);
  }
});
