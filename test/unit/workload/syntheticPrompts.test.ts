import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildDataset } from '../../../src/core/workload/buildDataset.js';
import { starters, words } from '../../../src/core/workload/words.js';
import { cl100k, datasetInput, neverAsked, textsOf, tokenizerOf } from './inputs.js';

const promptsOf = async (input: Parameters<typeof datasetInput>[0]) =>
  (await buildDataset(datasetInput(input))).map(({ body, inputTokens }) => ({ text: textsOf(body)[0]!, inputTokens }));

describe('the embedded word list', () => {
  test('every word is one cl100k token, with a blank before it and at the beginning of a text', () => {
    const texts = [...words.map((word) => ` ${word}`), ...starters.flatMap((word) => [word, ` ${word}`]), '.'];
    expect(texts.filter((text) => cl100k(text) !== 1)).toEqual([]);
    expect(new Set([...words, ...starters]).size).toBe(words.length + starters.length);
  });

  test('thousands of prompts, prefix and nonce included, have the promised number of real tokens', async () => {
    const prompts = await promptsOf({
      workload: {
        datasetEntries: 3000,
        inputTokens: { mean: 40, stddev: 40 },
        prefixPrompts: { count: 7, tokens: 13 },
      },
    });
    expect(prompts).toHaveLength(3000);
    expect(prompts.filter(({ text, inputTokens }) => cl100k(text) !== inputTokens)).toEqual([]);
    expect(Math.min(...prompts.map(({ inputTokens }) => inputTokens))).toBe(14);
  });

  test('any length, with and without prefix and nonce, is exact and made of sentences', async () => {
    const cases = fc.record({
      mean: fc.integer({ min: 1, max: 60 }),
      prefixTokens: fc.integer({ min: 0, max: 9 }),
      repeatPrompts: fc.boolean(),
      seed: fc.nat(),
      nonce: fc.string(),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ mean, prefixTokens, repeatPrompts, seed, nonce }) => {
        const prefixPrompts = { count: prefixTokens === 0 ? 0 : 2, tokens: prefixTokens };
        const inputTokens = { mean, stddev: 0 };
        for (const prompt of await promptsOf({
          seed,
          nonce,
          workload: { inputTokens, prefixPrompts, repeatPrompts },
        })) {
          expect(prompt.inputTokens).toBe(mean + prefixTokens);
          expect(cl100k(prompt.text)).toBe(mean + prefixTokens);
          // Behind the nonce's six tokens a single one has no room for a full stop.
          if (mean > 7) expect(prompt.text.endsWith('.')).toBe(true);
          expect(prompt.text).toMatch(/^[A-Z]\w*( \w+)*\.?( [A-Z]\w*( \w+)*\.?)*$/);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('lengths and words', () => {
  test('the mean length is the one asked for: rounded, not cut off', async () => {
    const prompts = await promptsOf({ workload: { datasetEntries: 4000, inputTokens: { mean: 100, stddev: 10 } } });
    const lengths = prompts.map(({ inputTokens }) => inputTokens);
    const mean = lengths.reduce((sum, length) => sum + length) / lengths.length;
    const deviation = Math.sqrt(lengths.reduce((sum, length) => sum + (length - mean) ** 2, 0) / lengths.length);
    expect(mean).toBeCloseTo(100, 0);
    expect(deviation).toBeGreaterThan(9.5);
    expect(deviation).toBeLessThan(10.5);
  });

  test('lengths are equal in all scenarios, words are not', async () => {
    const scenario = (value: number, nonce: string) =>
      promptsOf({
        nonce,
        swept: [{ name: 'concurrency', value }],
        workload: { inputTokens: { mean: 30, stddev: 9 }, datasetEntries: 50 },
      });
    const [one, two] = [await scenario(1, 'a'), await scenario(2, 'a')];
    expect(two.map(({ inputTokens }) => inputTokens)).toEqual(one.map(({ inputTokens }) => inputTokens));
    const heads = new Set([...one, ...two].map(({ text }) => text.slice(0, 90)));
    expect(heads.size).toBe(100);
    expect(await scenario(1, 'a')).toEqual(one);
  });

  test('a nonce changes the head of every prompt, and nothing but the head', async () => {
    const [one, two] = [await promptsOf({ nonce: 'a' }), await promptsOf({ nonce: 'b' })];
    const headOf = (text: string) => text.split('.')[0]!;
    one.forEach(({ text }, place) => {
      const other = two[place]!.text;
      expect(headOf(text)).not.toBe(headOf(other));
      expect(headOf(text)).toBe(headOf(one[0]!.text));
      expect(text.slice(headOf(text).length)).toBe(other.slice(headOf(other).length));
    });
  });

  test('repeated prompts have no nonce', async () => {
    const workload = { repeatPrompts: true };
    expect(await promptsOf({ nonce: 'b', workload })).toEqual(await promptsOf({ nonce: 'a', workload }));
  });

  test('a longer dataset goes on where the shorter one ends', async () => {
    const lengths = async (datasetEntries: number) =>
      (await promptsOf({ workload: { datasetEntries, inputTokens: { mean: 30, stddev: 9 } } })).map(
        ({ inputTokens }) => inputTokens,
      );
    expect((await lengths(20)).slice(0, 5)).toEqual(await lengths(5));
  });

  test('prefixes come from the pool, before the nonce', async () => {
    const workload = { prefixPrompts: { count: 3, tokens: 8 }, datasetEntries: 60 };
    const prompts = await promptsOf({ workload });
    const prefixes = new Set(prompts.map(({ text }) => text.split(' ').slice(0, 7).join(' ')));
    expect(prefixes.size).toBe(3);
  });

  test('640 prompts of 550 tokens take no tokenizer and little time', async () => {
    const start = performance.now();
    await buildDataset(
      datasetInput({ tokenizer: neverAsked, workload: { datasetEntries: 640, inputTokens: { mean: 550, stddev: 0 } } }),
    );
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('another tokenizer', () => {
  const hash = (text: string) => [...text].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 9973, 7);
  const piecesOf = (text: string) => text.match(/ ?[A-Za-z]+|\./g) ?? [];
  const tokenizers = {
    'one token per word': (text: string) => piecesOf(text).length,
    'one to three tokens per word, one more at the beginning': (text: string) =>
      piecesOf(text).reduce((sum, piece) => sum + (piece === '.' ? 1 : 1 + (hash(piece) % 3)), 1),
    'two neighbours that melt together': (text: string) => {
      const pieces = piecesOf(text);
      const melted = pieces.filter((piece, place) => place > 0 && hash(pieces[place - 1]! + piece) % 8 === 0).length;
      return pieces.length - melted;
    },
    'one token for four characters': (text: string) => Math.ceil(text.length / 4),
  };
  for (const [name, count] of Object.entries(tokenizers))
    test(`${name}: every prompt is mended until it is exact, with few calls`, async () => {
      const tokenizer = tokenizerOf(count);
      const workload = {
        datasetEntries: 200,
        inputTokens: { mean: 60, stddev: 20 },
        prefixPrompts: { count: 2, tokens: 15 },
      };
      const input = datasetInput({ tokenizer, workload });
      const reference = await promptsOf({ workload });
      const dataset = await buildDataset(input);
      expect(dataset.map(({ inputTokens }) => inputTokens)).toEqual(reference.map(({ inputTokens }) => inputTokens));
      expect(dataset.map(({ body }) => count(textsOf(body)[0]!))).toEqual(dataset.map((entry) => entry.inputTokens));
      // 340 pieces to learn, then each text a few times.
      expect(tokenizer.texts).toBeLessThan(340 + 8 * 202);
    });

  test('a tokenizer that agrees with the word list counts each text once', async () => {
    const tokenizer = tokenizerOf(cl100k);
    const workload = { datasetEntries: 50 };
    expect(await promptsOf({ tokenizer, workload })).toEqual(await promptsOf({ workload }));
    expect(tokenizer.calls).toBe(2);
    const firstTexts = tokenizer.texts;
    await promptsOf({ tokenizer, workload });
    expect(tokenizer.texts - firstTexts).toBe(50);
  });

  test('a length that cannot be met is told as it is, and no prompt is empty', async () => {
    const tokenizer = tokenizerOf((text) => text.length);
    const prompts = await promptsOf({ tokenizer, workload: { inputTokens: { mean: 2, stddev: 0 } } });
    for (const { text, inputTokens } of prompts) {
      expect(text).not.toBe('');
      expect(inputTokens).toBe(text.length);
    }
  });
});
