import { expect, test } from 'vitest';
import { startKserveProcess } from '../../support/kserveProcess.js';
import { exportedRequests, sweep } from '../../support/sweepProgram.js';
import { runProgram, temporaryFolder } from '../cli/program.js';

const profile = (url: string, ...args: string[]) => [
  ...['profile', '--service-kind', 'triton', '--backend', 'vllm', '-u', url, '--server-metrics-url', 'none'],
  ...['--warmup-request-count', '0', '--isl', '16', ...args],
];

/** Prompts as they were exported, in the order of their names. */
const prompts = (artifacts: string) =>
  exportedRequests(artifacts)
    .map(({ request_inputs }) => (request_inputs as { readonly text_input?: string }).text_input)
    .sort();

test.each(['round_robin', 'random'])('models that stream and one that does not, in one sweep: %s', async (strategy) => {
  const server = await startKserveProcess();
  const models = ['words', 'whole', 'songs'] as const;
  const { runConfigs, artifacts } = await sweep(
    temporaryFolder(),
    profile(
      ...[server.address, ...models.flatMap((model) => ['-m', model]), '--model-selection-strategy', strategy],
      ...['--osl', '4', '--request-count', '36', '--concurrency', '3', '--request-timeout', '5'],
    ),
  );
  const truth = server.truth();
  expect(truth).toHaveLength(36);
  const [runConfig] = runConfigs;
  expect(runConfig!.details!.quality).toMatchObject({ requests: 36, errors: {}, transport: 'gRPC' });
  expect(Object.keys(runConfig!.getAllPerfMetrics()).sort()).toEqual([...models].sort());
  for (const model of models) {
    const answers = truth.filter((answer) => answer.model === model);
    const value = (tag: Parameters<NonNullable<typeof runConfig>['getModelPerfMetricValue']>[1]) =>
      runConfig!.getModelPerfMetricValue(model, tag);
    if (strategy === 'round_robin') expect(answers).toHaveLength(12);
    else expect(answers.length).toBeGreaterThan(0);
    expect(value('request_count_avg')).toBe(answers.length);
    const latency = value('request_latency_min')!;
    // 25 ms for all at once; 40 ms for the first of four and 10 ms for each other one.
    expect(latency).toBeGreaterThan(model === 'whole' ? 24 : 40 + 3 * 10 - 4);
    for (const { tokens, sent } of answers)
      expect({ tokens, sent: sent.length }).toEqual({ tokens: 4, sent: model === 'whole' ? 1 : 4 });
  }
  // Each request arrived once, at the model that its entry names.
  expect(truth.map(({ prompt }) => prompt).sort()).toEqual(prompts(artifacts(runConfig!)));
  if (strategy === 'random') {
    const order = [...truth].sort((a, b) => Number(a.id) - Number(b.id)).map(({ model }) => model);
    expect(order).not.toEqual(order.map((_, place) => models[place % 3]));
  }
});

test('a model that does not take the requests is named before the other one gets any', async () => {
  const server = await startKserveProcess();
  const args = profile(server.address, '-m', 'words', '-m', 'nobody', '--request-count', '4');
  const { exitCode, stderr } = await runProgram(temporaryFolder(), args);
  expect(stderr).toMatch(/^error: .*does not serve "nobody"; it serves: words, songs, whole\n$/);
  expect(exitCode).toBe(2);
  expect(server.truth()).toEqual([]);
});

test.each([
  { load: ['--concurrency', '6'], requests: 61 },
  { load: ['--request-rate', '60'], requests: 61 },
])('two threads lose nothing and send nothing twice: $load', async ({ load, requests }) => {
  const server = await startKserveProcess();
  const { runConfigs, artifacts } = await sweep(
    temporaryFolder(),
    profile(
      ...[server.address, '-m', 'words', '-m', 'whole', '--load-threads', '2', '--osl', '3', ...load],
      ...['--request-count', `${requests}`, '--warmup-request-count', '5'],
    ),
  );
  const [runConfig] = runConfigs;
  const truth = server.truth();
  expect(runConfig!.details!.quality).toMatchObject({ requests, errors: {}, loadThreads: 2 });
  // Round robin: one more for the first.
  expect(runConfig!.getModelPerfMetricValue('words', 'request_count_avg')).toBe(31);
  expect(runConfig!.getModelPerfMetricValue('whole', 'request_count_avg')).toBe(30);
  const measured = exportedRequests(artifacts(runConfig!));
  expect(measured).toHaveLength(requests);
  expect(truth).toHaveLength(requests + 5);
  const sent = new Set(truth.map(({ prompt }) => prompt));
  expect(sent.size).toBe(requests + 5);
  const exported = prompts(artifacts(runConfig!));
  expect(new Set(exported).size).toBe(requests);
  for (const prompt of exported) expect(sent).toContain(prompt);
  // Each answer with the responses that the server gave to that very prompt.
  const responses = new Map(truth.map(({ prompt, sent: times }) => [prompt, times.length]));
  for (const { request_inputs, response_timestamps } of measured) {
    const { text_input } = request_inputs as unknown as { text_input: string };
    expect(response_timestamps).toHaveLength(responses.get(text_input)!);
  }
});
