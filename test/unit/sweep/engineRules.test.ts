import { expect, test } from 'vitest';
import { fileFacts, optionsOf, planOf } from './commandLine.js';

const plan = (line: string, facts?: Parameters<typeof fileFacts>[0]) =>
  planOf(optionsOf(`-m m --tokenizer t ${line}`.split(' '), undefined, 'profile'), {
    inputFile: facts === undefined ? undefined : fileFacts(facts),
  });

test.each([
  ['--engine genai-perf --endpoint-type responses', 'its version 0.0.16 is older than that API'],
  ['--engine aiperf --endpoint-type generate', "it has no requests of Triton's generate extension"],
  ['--engine aiperf -m a b --endpoint-type image_retrieval --image-width-mean 8 --image-height-mean 8', '--model:'],
  ['--engine aiperf --endpoint-type huggingface_generate --streaming', 'needs --endpoint generate_stream'],
  ['--engine aiperf --service-kind triton', '--endpoint-type kserve cannot be used with --engine aiperf: it does not'],
  ['--engine genai-perf --service-kind triton -u https://h', '--url https://… cannot be used'],
  [
    '--engine genai-perf --backend vllm --extra-inputs {"sampling_parameters":{}}',
    '--extra-inputs sampling_parameters',
  ],
  ['--engine genai-perf --endpoint-type rankings --extra-inputs rankings:cohere', 'it knows nim and tei only'],
  ['--engine genai-perf --endpoint-type generate --input-file t.jsonl', 'for chat, completions, embeddings'],
  ['--engine aiperf --endpoint-type huggingface_generate --input-file payload:t.jsonl', 'for chat, completions,'],
  ['--engine genai-perf --streaming --num-sessions 2', '--streaming cannot be used with --engine genai-perf and sess'],
  ['--engine aiperf --num-sessions 2 --warmup-request-count 1', 'and sessions or a schedule: it would take the first'],
  ['--engine genai-perf --endpoint-type multimodal --audio-length-mean 0.05', 'it makes no sound shorter than 0.1 s'],
  ['--engine genai-perf --endpoint-type multimodal --audio-length-mean 1 --audio-depths 8 16', '--audio-depths 8'],
])('%s is refused: %s', (line, reason) => {
  expect(() => plan(line)).toThrow(reason);
});

test('sessions of a file are handed to both tools, streamed ones to aiperf only', () => {
  const line = (engine: string) =>
    `--engine ${engine} --endpoint-type chat --input-file t.jsonl --session-concurrency 3`;
  for (const engine of ['genai-perf', 'aiperf']) {
    const { scenario } = plan(line(engine), { sessions: 2 }).scenarios[0]!;
    expect(scenario).toMatchObject({
      warmupRequests: 0,
      load: { concurrency: 3 },
      workload: { inputFile: { sessions: true } },
    });
  }
  expect(plan(`${line('aiperf')} --streaming`, { sessions: 2 }).scenarios).toHaveLength(1);
  expect(() => plan(`${line('genai-perf')} --streaming`, { sessions: 2 })).toThrow(
    '--streaming cannot be used with --engine genai-perf and sessions',
  );
});

test.each(['builtin', 'genai-perf', 'aiperf'])(
  '%s refuses a model inside perf_analyzer, and names what measures it',
  (engine) => {
    expect(() => plan(`--engine ${engine} --service-kind tensorrtllm_engine`)).toThrow(
      'which no engine here drives; measure it with "genai-perf analyze --endpoint-type tensorrtllm_engine',
    );
  },
);

test('a schedule is handed to the tools without a warm-up, which would take its first requests', () => {
  for (const engine of ['genai-perf', 'aiperf']) {
    const trace = { kind: 'trace', durationMs: 900 } as const;
    const { scenario } = plan(`--engine ${engine} --endpoint-type chat --input-file payload:t.jsonl`, trace)
      .scenarios[0]!;
    expect(scenario).toMatchObject({ warmupRequests: 0, load: { distribution: 'schedule' }, stop: { requests: 10 } });
  }
});

test('a file of prompts, images of a size and the types that a tool knows pass', () => {
  const line = '--endpoint-type chat --input-file t.jsonl';
  for (const engine of ['genai-perf', 'aiperf'])
    expect(plan(`--engine ${engine} ${line}`, {}).scenarios[0]?.scenario.workload.inputFile).toBeDefined();
  const images = '--image-width-mean 8 --image-height-mean 8';
  const { scenario } = plan(`--engine genai-perf --endpoint-type multimodal ${images}`).scenarios[0]!;
  expect(scenario.workload.images).toMatchObject({ width: { mean: 8 } });
});
