import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../src/core/sweep/scenario.js';
import type { ModelContract } from '../../../src/core/workload/inferTensors.js';
import { parseInputRow } from '../../../src/core/workload/inputRow.js';
import { type CheckedRequests, checkModels, lineCheck } from '../../../src/core/workload/modelCheck.js';

const requests = (changes: Partial<Endpoint> = {}, more: Partial<CheckedRequests> = {}): CheckedRequests => ({
  endpoint: {
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
  },
  maxTokens: undefined,
  exactOutput: false,
  seed: 0,
  ...more,
});

const input = (name: string, datatype: string, isOptional = true) => ({ name, datatype, shape: [1], isOptional });
const contract = (changes: Partial<ModelContract> = {}): ModelContract => ({
  name: 'gpt2',
  outputs: ['text_output'],
  isDecoupled: true,
  inputs: [input('text_input', 'BYTES', false), input('sampling_parameters', 'BYTES'), input('colour', 'FP32')],
  ...changes,
});

const generate = { serviceKind: 'openai', endpointType: 'generate', streaming: false } as const;
const made = { areMade: true };

describe('checkModels', () => {
  it.each([
    ['no text to read', requests(), contract({ outputs: ['vector'] }), 'has no output "text_output"'],
    [
      'no text to give',
      requests(generate),
      contract({ inputs: [input('vector', 'FP32')] }),
      'has no input "text_input", so it is no language model; it takes: vector',
    ],
    [
      'no limit',
      requests(generate),
      contract({ inputs: [input('text_input', 'BYTES', false), input('max_tokens', 'INT32', false)] }),
      'wants the input "max_tokens" (INT32): give it with --output-tokens-mean',
    ],
    [
      'no place for a limit',
      requests({}, { maxTokens: 9 }),
      contract({ inputs: [input('text_input', 'BYTES', false)] }),
      'has no input "sampling_parameters"',
    ],
  ])('%s is refused', (_, asked, model, message) => {
    expect(() => checkModels(asked, [contract(), model], made)).toThrow(message);
  });

  it('takes what fits; over HTTP, what is no input is a parameter', () => {
    const extraInputs = { temperature: 1 };
    expect(() => checkModels(requests({ extraInputs }), [contract()], made)).toThrow('has no input "temperature"');
    checkModels(requests({ ...generate, extraInputs }), [contract()], made);
    checkModels(requests({}, { maxTokens: 5 }), [contract()], made);
  });

  it('leaves what a file brings to its lines', () => {
    const wants = contract({ inputs: [input('text_input', 'BYTES', false), input('max_tokens', 'INT32', false)] });
    checkModels(requests(generate), [wants], { areMade: false });
    const check = lineCheck(requests(generate), [wants]);
    const row = (text: string) => parseInputRow(text, { where: 'a.jsonl, line 1', kind: 'trace' });
    check(row('{"text": "a", "output_length": 5}'), 'a.jsonl, line 1');
    expect(() => check(row('{"text": "a"}'), 'a.jsonl, line 2')).toThrow(
      'a.jsonl, line 2: the model "gpt2" wants the input "max_tokens"',
    );
  });
});

describe('lineCheck', () => {
  const row = (fields: object) => parseInputRow(JSON.stringify(fields), { where: 't, line 1', kind: 'trace' });

  it.each([
    [{ text: 'a', size: 3 }, 't, line 3: the model "gpt2" has no input "size"; it takes: text_input, sampling_p'],
    [{ text: 'a', colour: 'red' }, 't, line 3: the model\'s input "colour" is of type FP32, and "red" is none'],
    [{ input_length: 9, text_input: 'b', colour: null }, 't, line 3: '],
  ])('%o is refused by its place', (fields, message) => {
    expect(() => lineCheck(requests(), [contract()])(row(fields), 't, line 3')).toThrow(message);
  });

  it('looks at the model that will get the line', () => {
    const plain = contract({ name: 'plain', inputs: [input('text_input', 'BYTES', false)] });
    const check = lineCheck(requests({ models: ['gpt2', 'plain'] }), [contract(), plain]);
    check(row({ text: 'a', colour: 3 }), 'line 1');
    check(row({ text: 'a' }), 'line 2');
    check(row({ text: 'a', output_length: 3 }), 'line 3');
    expect(() => check(row({ text: 'a', colour: 3 }), 'line 4')).toThrow('line 4: the model "plain" has no input');
  });
});
