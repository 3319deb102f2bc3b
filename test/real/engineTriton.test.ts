import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../integration/cli/program.js';
import { exportedRequests, sweep } from '../support/sweepProgram.js';
import { writeWordTokenizer } from '../support/wordTokenizer.js';
import { installGenaiPerf } from './tools/installTools.js';
import { startTriton, type Triton } from './triton/startTriton.js';

let triton: Triton;
let genaiPerf: string;
beforeAll(async () => {
  [triton, genaiPerf] = await Promise.all([startTriton(), installGenaiPerf()]);
}, 1_800_000);
afterAll(() => triton.close());

const engine = (folder: string) => [
  ...['-u', triton.grpcUrl, '--server-metrics-url', 'none', '--isl', '16', '--osl', '5'],
  ...['--engine', 'genai-perf', '--engine-path', genaiPerf, '--tokenizer', writeWordTokenizer(folder)],
];

test("the founding document's command is measured by genai-perf itself on a real Triton", async () => {
  const folder = temporaryFolder();
  triton.takeTruth();
  const founding =
    'analyze -m gpt2 --service-kind triton --backend vllm --sweep-type num_dataset_entries --sweep-range 4:12:4';
  const files = await sweep(folder, [...founding.split(' '), ...engine(folder), '--request-count', '12']);
  const truth = triton.takeTruth();
  // Three scenarios of twelve requests and one for the warm-up.
  expect(truth).toHaveLength(3 * 13);
  for (const { stream, tokens } of truth) expect({ stream, tokens }).toEqual({ stream: true, tokens: 5 });
  for (const [place, runConfig] of files.runConfigs.entries()) {
    const figure = (tag: Parameters<typeof runConfig.getMetricValue>[0]['tag']) => runConfig.getMetricValue({ tag });
    expect(runConfig.engine).toBe('genai-perf 0.0.16');
    expect(runConfig.details?.quality).toMatchObject({ requests: 12, errors: {}, requestedOutputTokensMean: 5 });
    expect(runConfig.details?.quality.clientCpuShare).toBeUndefined();
    expect(figure('output_sequence_length_avg')).toBe(5);
    expect(figure('input_sequence_length_avg')).toBe(16);
    // The model waits 40 ms before its first token and 10 ms before each other one.
    expect(figure('time_to_first_token_p50')).toBeGreaterThan(39);
    expect(figure('inter_token_latency_p50')).toBeGreaterThan(9);
    const prompts = new Set(
      exportedRequests(files.artifacts(runConfig)).map(({ request_inputs }) => promptOf(request_inputs)),
    );
    expect(prompts.size).toBe(4 * (place + 1));
    for (const prompt of prompts) expect(truth.map((request) => request.prompt)).toContain(prompt);
  }
});

test("TensorRT-LLM's tensors and extra inputs are measured by genai-perf", async () => {
  const folder = temporaryFolder();
  triton.takeTruth();
  const files = await sweep(folder, [
    ...['profile', '-m', 'ensemble', '--service-kind', 'triton', '--backend', 'tensorrtllm', '--concurrency', '3'],
    ...[...engine(folder), '--request-count', '12', '--extra-inputs', 'temperature:0.5'],
  ]);
  const truth = triton.takeTruth();
  expect(truth).toHaveLength(15);
  for (const { tokens, temperature } of truth) expect({ tokens, temperature }).toEqual({ tokens: 5, temperature: 0.5 });
  const [runConfig] = files.runConfigs;
  expect(runConfig?.details?.quality).toMatchObject({ requests: 12, errors: {} });
  expect(runConfig?.getMetricValue({ tag: 'output_sequence_length_avg' })).toBe(5);
});

/** The type of an export over HTTP has a body in place of the tensors. */
const promptOf = (inputs: object) => (inputs as { readonly text_input: string }).text_input;
