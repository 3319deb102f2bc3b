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
  ['--engine genai-perf --input-file payload:t.jsonl', 'not the times and lengths of a trace'],
  ['--engine genai-perf --endpoint-type multimodal --input-file t.jsonl', 'for chat, completions, embeddings'],
  ['--engine genai-perf --endpoint-type completions -b 2 --input-file t.jsonl', 'it would draw its lines at random'],
])('%s is refused: %s', (line, reason) => {
  expect(() => plan(line)).toThrow(reason);
});

test.each([
  ['genai-perf', { sessions: 2 }, 'holds sessions, which cannot be used with --engine genai-perf'],
  ['aiperf', { sessions: 2 }, 'holds sessions, which cannot be used with --engine aiperf'],
  ['genai-perf', { limitsOutput: true }, 'limits answers by "output_length"'],
])('%s is not handed a file with %o', (engine, facts, reason) => {
  expect(() => plan(`--engine ${engine} --endpoint-type chat --input-file t.jsonl`, facts)).toThrow(reason);
});

test('a file of prompts, images of a size and the types that a tool knows pass', () => {
  const line = '--endpoint-type chat --input-file t.jsonl';
  for (const engine of ['genai-perf', 'aiperf'])
    expect(plan(`--engine ${engine} ${line}`, {}).scenarios[0]?.scenario.workload.inputFile).toBeDefined();
  const images = '--image-width-mean 8 --image-height-mean 8';
  const { scenario } = plan(`--engine genai-perf --endpoint-type multimodal ${images}`).scenarios[0]!;
  expect(scenario.workload.images).toMatchObject({ width: { mean: 8 } });
});
