import { describe, expect, test } from 'vitest';
import { buildDataset } from '../../../src/core/workload/buildDataset.js';
import { InputFileError, type LoadedRow } from '../../../src/core/workload/inputRow.js';
import { cl100k, datasetInput, textsOf, tokenizerOf } from './inputs.js';

const row = (fields: Partial<LoadedRow>): LoadedRow => ({ texts: [], images: [], audios: [], body: {}, ...fields });
const promptRows = ['Who was Ada?', 'Count to three.', 'Why?'].map((text) => row({ texts: [text] }));
const fileInput = (changes: Parameters<typeof datasetInput>[0] = {}) =>
  datasetInput({ rows: promptRows, tokenizer: tokenizerOf(cl100k), ...changes });

describe('prompts of a file', () => {
  test('go in order, headed by the nonce, and are counted as they are sent', async () => {
    const entries = await buildDataset(fileInput());
    expect(entries).toHaveLength(3);
    entries.forEach(({ body, inputTokens }, place) => {
      const text = textsOf(body)[0]!;
      expect(text.endsWith(`. ${promptRows[place]!.texts[0]}`)).toBe(true);
      expect(inputTokens).toBe(cl100k(text));
    });
  });

  test('are left alone when prompts may repeat', async () => {
    const entries = await buildDataset(fileInput({ workload: { repeatPrompts: true, datasetEntries: 2 } }));
    expect(entries.flatMap(({ body }) => textsOf(body))).toEqual(['Who was Ada?', 'Count to three.']);
  });

  test('fill whole batches only, and at least one', async () => {
    const endpoint = { endpointType: 'embeddings', streaming: false } as const;
    const entries = await buildDataset(fileInput({ endpoint, workload: { batchSize: 2, repeatPrompts: true } }));
    expect(entries.map(({ body }) => body['input'])).toEqual([['Who was Ada?', 'Count to three.']]);
    await expect(buildDataset(fileInput({ endpoint, workload: { batchSize: 4 } }))).rejects.toThrow(InputFileError);
  });

  test('keep to their own limit, and put further fields into their body last', async () => {
    const rows = [row({ texts: ['a'], outputTokens: 7, body: { priority: 2 } }), row({ texts: ['b'] })];
    const entries = await buildDataset(
      fileInput({ rows, workload: { outputTokens: { mean: 30, stddev: 0 }, exactOutput: true } }),
    );
    expect(
      entries.map(({ body }) => [body['max_tokens'], body['min_tokens'], body['ignore_eos'], body['priority']]),
    ).toEqual([
      [7, 7, true, 2],
      [30, 30, true, undefined],
    ]);
    expect(entries.map(({ requestedOutputTokens }) => requestedOutputTokens)).toEqual([7, 30]);
  });

  test('are tensors for Triton, with further fields as tensors of that request', async () => {
    const rows = [
      row({ texts: ['a'], outputTokens: 7, body: { lora_name: 'blue' } }),
      row({ texts: ['b'], timestampMs: 20, body: { sampling_parameters: { temperature: 0 } } }),
    ];
    const endpoint = { serviceKind: 'triton', endpointType: 'kserve', backend: 'vllm', streaming: true } as const;
    const workload = { outputTokens: { mean: 30, stddev: 0 }, exactOutput: true, repeatPrompts: true } as const;
    const entries = await buildDataset(fileInput({ rows, endpoint, workload }));
    const always = { model: 'm', exclude_input_in_output: [true], stream: [true] };
    expect(entries.map(({ body }) => body)).toEqual([
      {
        ...always,
        text_input: ['a'],
        sampling_parameters: ['{"max_tokens":"7","min_tokens":"7"}'],
        lora_name: ['blue'],
      },
      { ...always, text_input: ['b'], sampling_parameters: ['{"max_tokens":"30","min_tokens":"30","temperature":0}'] },
    ]);
    expect(entries.map(({ requestedOutputTokens }) => requestedOutputTokens)).toEqual([7, 30]);
    expect(entries.map(({ timestampMs }) => timestampMs)).toEqual([undefined, 20]);
  });

  test('stay beside the images of their own line, and a line without text gets no prefix', async () => {
    const rows = [
      row({ texts: ['one'], images: ['https://h/1.png'] }),
      row({ texts: ['two'] }),
      row({ images: ['https://h/3.png'] }),
    ];
    const endpoint = { endpointType: 'nvclip', streaming: false } as const;
    const workload = { prefixPrompts: { count: 1, tokens: 5 }, repeatPrompts: true };
    const entries = await buildDataset(fileInput({ rows, endpoint, workload }));
    expect(entries.map(({ images }) => images)).toEqual([['https://h/1.png'], undefined, ['https://h/3.png']]);
    const texts = entries.map(({ body }) =>
      (body['input'] as string[]).filter((text) => !text.startsWith('https')).map((text) => text.split(' ').at(-1)),
    );
    expect(texts).toEqual([['one'], ['two'], []]);
    expect(entries[2]?.inputTokens).toBe(0);
  });
});

describe('a trace', () => {
  const traceInput = (rows: readonly LoadedRow[], changes: Parameters<typeof datasetInput>[0] = {}) =>
    fileInput({
      ...changes,
      rows,
      workload: {
        datasetEntries: rows.length,
        inputFile: { path: 't', sha256: 'a', kind: 'trace' },
        ...changes.workload,
      },
    });
  const blocks = (...hashIds: number[]) => ({ hashIds });

  test.each([true, false])(
    'shares prompts by block as its hash ids say, of exact lengths (repeated: %s)',
    async (repeatPrompts) => {
      const rows = [
        row({ ...blocks(1, 2, 3), inputTokens: 1200 }),
        row({ ...blocks(1, 2, 9), inputTokens: 1536 }),
        row({ ...blocks(1, 2, 3, 4), inputTokens: 1600 }),
        row({ ...blocks(7), inputTokens: 3 }),
      ];
      const entries = await buildDataset(traceInput(rows, { workload: { repeatPrompts } }));
      const texts = entries.map(({ body }) => textsOf(body)[0]!);
      expect(texts.map(cl100k)).toEqual([1200, 1536, 1600, 3]);
      expect(entries.map(({ inputTokens }) => inputTokens)).toEqual([1200, 1536, 1600, 3]);
      const shared = (a: string, b: string) =>
        cl100k(
          a.slice(
            0,
            [...a].findIndex((letter, at) => letter !== b[at]),
          ),
        );
      // Two whole blocks; then other words.
      expect(shared(texts[0]!, texts[1]!)).toBeGreaterThanOrEqual(1024);
      expect(shared(texts[0]!, texts[1]!)).toBeLessThan(1030);
      // The third block of one goes on where that of the other is cut.
      expect(shared(texts[0]!, texts[2]!)).toBeGreaterThan(1190);
      expect(shared(texts[0]!, texts[3]!)).toBeLessThan(8);
    },
  );

  test('makes a text of the length asked for where there is none, and keeps the time', async () => {
    const rows = [
      row({ inputTokens: 33, timestampMs: 0 }),
      row({ texts: ['Why?'], timestampMs: 90 }),
      row({ timestampMs: 95 }),
    ];
    const entries = await buildDataset(traceInput(rows));
    expect(entries.map(({ timestampMs }) => timestampMs)).toEqual([0, 90, 95]);
    expect([entries[0], entries[2]].map((entry) => cl100k(textsOf(entry!.body)[0]!))).toEqual([33, 20]);
    expect(textsOf(entries[1]!.body)[0]).toMatch(/ Why\?$/);
  });

  test('of another measurement has other first tokens, and the same of the same seed', async () => {
    const rows = [row({ ...blocks(1, 2), inputTokens: 600 })];
    const text = async (nonce: string, repeatPrompts = false) =>
      textsOf((await buildDataset(traceInput(rows, { nonce, workload: { repeatPrompts } })))[0]!.body)[0]!;
    expect((await text('a')).slice(0, 40)).not.toBe((await text('b')).slice(0, 40));
    expect((await text('a')).slice(-300)).toBe((await text('b')).slice(-300));
    expect(await text('a', true)).toBe(await text('b', true));
  });
});
