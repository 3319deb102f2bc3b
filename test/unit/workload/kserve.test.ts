import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../src/core/sweep/scenario.js';
import { inferTensors, type ModelContract } from '../../../src/core/workload/inferTensors.js';
import { kserveBody, kserveLimit } from '../../../src/core/workload/kserveBody.js';

const endpoint = (changes: Partial<Endpoint>): Endpoint => ({
  url: 'http://localhost:8001',
  path: '/inference.GRPCInferenceService/ModelStreamInfer',
  serviceKind: 'triton',
  endpointType: 'kserve',
  backend: 'vllm',
  models: ['gpt2'],
  modelSelection: 'round_robin',
  streaming: true,
  extraInputs: {},
  requestTimeoutMs: 1000,
  ...changes,
});
const content = (maxTokens?: number) => ({ model: 'gpt2', texts: ['The river.'], maxTokens });

describe('kserveBody is what genai-perf writes', () => {
  it('for vLLM', () => {
    expect(kserveBody(endpoint({}), content())).toEqual({
      model: 'gpt2',
      text_input: ['The river.'],
      exclude_input_in_output: [true],
      stream: [true],
    });
    const body = kserveBody(endpoint({ streaming: false }), { ...content(16), exactOutput: true });
    expect(body).toEqual({
      model: 'gpt2',
      text_input: ['The river.'],
      exclude_input_in_output: [true],
      sampling_parameters: ['{"max_tokens":"16","min_tokens":"16"}'],
    });
    expect(kserveLimit(body)).toBe(16);
  });

  it('for TensorRT-LLM', () => {
    const body = kserveBody(endpoint({ backend: 'tensorrtllm' }), content());
    expect(body).toEqual({
      model: 'gpt2',
      text_input: ['The river.'],
      max_tokens: [256],
      exclude_input_in_output: [true],
      stream: [true],
    });
    expect(kserveLimit(body)).toBe(256);
    const exact = kserveBody(endpoint({ backend: 'tensorrtllm' }), { ...content(9), exactOutput: true });
    expect(exact).toMatchObject({ max_tokens: [9], min_length: [9] });
  });

  it('with extra inputs as further tensors, and sampling parameters in their own', () => {
    const extraInputs = { lora_name: 'blue', sampling_parameters: { temperature: 0, max_tokens: 4 } };
    const body = kserveBody(endpoint({ extraInputs }), content(16));
    expect(body).toMatchObject({ lora_name: ['blue'], sampling_parameters: ['{"max_tokens":4,"temperature":0}'] });
    expect(kserveLimit(body)).toBe(4);
  });
});

const contract: ModelContract = {
  name: 'gpt2',
  outputs: ['text_output'],
  isDecoupled: true,
  inputs: [
    { name: 'text_input', datatype: 'BYTES', shape: [-1, 1], isOptional: false },
    { name: 'max_tokens', datatype: 'INT32', shape: [-1, 1], isOptional: true },
    { name: 'small', datatype: 'UINT8', shape: [1], isOptional: true },
    { name: 'stop_words', datatype: 'BYTES', shape: [-1, -1], isOptional: true },
    { name: 'stream', datatype: 'BOOL', shape: [1], isOptional: true },
  ],
};

describe('inferTensors', () => {
  it('gives each value the type and rank of its input, in the order of the inputs', () => {
    const body = { model: 'gpt2', stop_words: ['a', 'b'], max_tokens: [5], text_input: ['hello'], stream: [true] };
    expect(inferTensors(body, contract)).toEqual([
      { name: 'text_input', datatype: 'BYTES', shape: [1, 1], values: ['hello'] },
      { name: 'max_tokens', datatype: 'INT32', shape: [1, 1], values: [5] },
      { name: 'stop_words', datatype: 'BYTES', shape: [1, 2], values: ['a', 'b'] },
      { name: 'stream', datatype: 'BOOL', shape: [1], values: [true] },
    ]);
  });

  it('leaves out what perf_analyzer leaves out', () => {
    const body = { text_input: ['hello'], exclude_input_in_output: [true] };
    expect(inferTensors(body, contract)).toHaveLength(1);
  });

  it.each([
    [{}, 'wants the input "text_input" (BYTES)'],
    [{ text_input: ['a'], colour: ['red'] }, 'has no input "colour"; it takes: text_input, max_tokens'],
    [{ text_input: ['a'], max_tokens: ['many'] }, 'is of type INT32, and "many" is none'],
    [{ text_input: ['a'], max_tokens: [2 ** 31] }, 'is of type INT32, and 2147483648 is none'],
    [{ text_input: ['a'], small: [-1] }, 'is of type UINT8, and -1 is none'],
    [{ text_input: ['a'], stream: [1] }, 'is of type BOOL, and 1 is none'],
    [{ text_input: [null] }, 'is of type BYTES, and null is none'],
  ])('%o is refused', (body, message) => {
    expect(() => inferTensors(body, contract)).toThrow(message);
  });
});
