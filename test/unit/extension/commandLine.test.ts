import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../../src/core/sweep/givenOptions.js';
import { commandLine } from '../../../src/extension/sweep/commandLine.js';
import { atOnePoint, givenOf } from '../../../src/extension/sweep/sweepSource.js';
import { previewRange } from '../../../src/extension/wizard/rangePreview.js';

const base = { model: 'gpt2', url: 'localhost:8000', 'endpoint-type': 'chat', streaming: true };

describe('a sweep as a command', () => {
  it('quotes what the shell would read', () => {
    const given = givenOf({ ...base, label: "it's new", 'sweep-type': 'concurrency', 'sweep-list': [1, 2] });
    expect(commandLine(given)).toBe(
      `genai-sweep analyze --model gpt2 --url localhost:8000 --endpoint-type chat --streaming --label 'it'\\''s new' --sweep-type concurrency --sweep-list 1,2`,
    );
  });

  it('repeats the flag of what can be given several times', () => {
    const given = givenOf({ 'extra-inputs': { top_k: 1, ignore_eos: true } });
    expect(commandLine(given)).toBe('genai-sweep analyze --extra-inputs top_k:1 --extra-inputs ignore_eos:true');
  });
});

describe('one point of a sweep', () => {
  it('replaces a range', () => {
    const given = atOnePoint(givenOf({ ...base, 'sweep-type': 'concurrency', 'sweep-range': '1:32' }), [
      { name: 'concurrency', value: 8 },
    ]);
    expect(parseOptions(given, 'analyze')).toMatchObject({ sweepType: 'concurrency', sweepList: [8] });
    expect(given.has('sweepRange')).toBe(false);
  });

  it('replaces a grid, and can be typed', () => {
    const grid = givenOf({ ...base, sweep: { concurrency: '1:4', input_sequence_length: [100, 200] } });
    const point = atOnePoint(grid, [
      { name: 'concurrency', value: 2 },
      { name: 'input_sequence_length', value: 200 },
    ]);
    expect(parseOptions(point, 'analyze').sweep).toEqual({ concurrency: 2, input_sequence_length: 200 });
    expect(commandLine(point)).toContain('--sweep-type concurrency --sweep-list 2 --synthetic-input-tokens-mean 200');
  });
});

describe('the preview of a range', () => {
  it('tells the values', () => {
    const preview = previewRange('1:32', 'concurrency', base);
    expect(preview.kind === 'plan' && preview.values).toEqual([1, 2, 4, 8, 16, 32]);
  });

  it.each(['5:1', 'x', '1:', '0:4'])('says what is wrong with %s', (text) => {
    const preview = previewRange(text, 'concurrency', base);
    expect(preview.kind).toBe('problem');
    expect(preview.kind === 'problem' && preview.message).not.toMatch(/options:|sweep-range|sweep-list "/);
  });
});
