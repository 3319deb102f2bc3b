import { describe, expect, it } from 'vitest';
import { summaryOptionsOf } from '../../../src/core/results/genaiPerf/analyzeArguments.js';

const optionsOf = (line: string) => summaryOptionsOf(line.split(' '));

describe("what genai-perf's arguments mean for its summary", () => {
  it.each([
    ['analyze -m gpt2 bert --sweep-type concurrency', { model: 'gpt2' }],
    ['--model=org/x --sweep-type=request_rate', { model: 'org/x', isRequestRate: true }],
    ['-mgpt2 --sweep-type num_dataset_entries', { model: 'gpt2', isSweptDatasetEntries: true }],
    ['-m a --request-rate 5 --sweep-type input_sequence_length', { isRequestRate: true }],
    ['-m a --request-rate 5 --sweep-type concurrency', { isRequestRate: false }],
    ['-m a --request-rate 0 --sweep-type input_sequence_length', { isRequestRate: false }],
    ['-m a --request-rate 5 --session-concurrency 2 --sweep-type num_dataset_entries', { isRequestRate: false }],
    ['-m a --sweep-type concurrency --sweep-type request_rate', { isRequestRate: true }],
    ['-m a -- --sweep-type request_rate', { isRequestRate: false }],
    ['--model-selection-strategy random', { model: '' }],
  ])('%s', (line, expected) => {
    expect(optionsOf(line)).toMatchObject(expected);
  });
});
