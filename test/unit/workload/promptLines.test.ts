import { describe, expect, test } from 'vitest';
import { buildDataset } from '../../../src/core/workload/buildDataset.js';
import { InputFileError, parsePromptLines } from '../../../src/core/workload/promptLines.js';
import { cl100k, datasetInput, textsOf, tokenizerOf } from './inputs.js';

describe('an input file', () => {
  test('holds one object per line, with either name of the text', () => {
    const content = '\uFEFF{"text": "a"}\r\n\r\n{"text_input": "b"}\n';
    expect(parsePromptLines(content, 'p.jsonl')).toEqual([{ text: 'a' }, { text: 'b' }]);
  });

  test.each([
    ['{"text": "a"}\nhello', 'p.jsonl, line 2 is no JSON object'],
    ['\n["a"]', 'p.jsonl, line 2 is no JSON object'],
    ['{"text": "a", "image": "cat.png"}', 'p.jsonl, line 1 has the field "image"'],
    ['{"text": 4}', 'p.jsonl, line 1 has no text'],
    ['{"text": ""}', 'p.jsonl, line 1 has no text'],
    ['{"text": "a", "text_input": "b"}', 'p.jsonl, line 1 has both'],
    ['\n \n', 'p.jsonl holds no prompts'],
  ])('%j is refused by its place', (content, message) => {
    expect(() => parsePromptLines(content, 'p.jsonl')).toThrow(InputFileError);
    expect(() => parsePromptLines(content, 'p.jsonl')).toThrow(message);
  });
});

describe('prompts of a file', () => {
  const promptLines = ['Who was Ada?', 'Count to three.', 'Why?'].map((text) => ({ text }));
  const fileInput = (workload: Parameters<typeof datasetInput>[0] = {}) =>
    datasetInput({ promptLines, tokenizer: tokenizerOf(cl100k), ...workload });

  test('go in order, headed by the nonce, and are counted as they are sent', async () => {
    const entries = await buildDataset(fileInput());
    expect(entries).toHaveLength(3);
    entries.forEach(({ body, inputTokens }, place) => {
      const text = textsOf(body)[0]!;
      expect(text.endsWith(`. ${promptLines[place]!.text}`)).toBe(true);
      expect(inputTokens).toBe(cl100k(text));
    });
  });

  test('are left alone when prompts may repeat', async () => {
    const entries = await buildDataset(fileInput({ workload: { repeatPrompts: true, datasetEntries: 2 } }));
    expect(entries.flatMap(({ body }) => textsOf(body))).toEqual(['Who was Ada?', 'Count to three.']);
  });

  test('fill whole batches only, and at least one', async () => {
    const endpoint = { endpointType: 'embeddings', streaming: false };
    const entries = await buildDataset(fileInput({ endpoint, workload: { batchSize: 2, repeatPrompts: true } }));
    expect(entries.map(({ body }) => body['input'])).toEqual([['Who was Ada?', 'Count to three.']]);
    await expect(buildDataset(fileInput({ endpoint, workload: { batchSize: 4 } }))).rejects.toThrow(InputFileError);
  });
});
