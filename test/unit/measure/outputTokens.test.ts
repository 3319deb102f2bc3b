import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countOutputTokens, outputText } from '../../../src/core/measure/outputTokens.js';
import { type TestRequest, traceOf } from './traces.js';

const decodeUtf8 = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function countingTokenizer() {
  const asked: string[][] = [];
  return {
    name: 'by length',
    asked,
    count: async (texts: readonly string[]) => {
      asked.push([...texts]);
      return texts.map((text) => text.length);
    },
  };
}

describe('counting output', () => {
  test('the server is believed where it counted; the rest is counted in one batch', async () => {
    const tokenizer = countingTokenizer();
    const requests: TestRequest[] = [
      { sent: 0, events: [1, 2], completionTokens: 9 },
      { sent: 0, events: [1, 2], literals: ['ab', 'c'] },
      { sent: 0, events: [1], literals: ['defg'], completionTokens: 0 },
      { sent: 0, events: [1], literals: ['lost'], outcome: 'error in stream' },
      { sent: 0, events: [1], literals: ['cut'], outcome: 'cut off', completionTokens: 2 },
    ];
    const { counts, source } = await countOutputTokens(traceOf(requests), { tokenizer, decodeUtf8 });
    expect([...counts]).toEqual([9, 3, 4, -1, -1]);
    expect(tokenizer.asked).toEqual([['abc', 'defg']]);
    expect(source).toBe('server usage, by length');
  });

  test('no tokenizer is asked when the server counted everything', async () => {
    const tokenizer = countingTokenizer();
    const trace = traceOf([{ sent: 0, events: [1], completionTokens: 9 }]);
    expect((await countOutputTokens(trace, { tokenizer, decodeUtf8 })).source).toBe('server usage');
    expect(tokenizer.asked).toEqual([]);
  });

  test('the tokenizer alone, and nobody at all', async () => {
    const tokenizer = countingTokenizer();
    const trace = traceOf([{ sent: 0, events: [1] }]);
    expect((await countOutputTokens(trace, { tokenizer, decodeUtf8 })).source).toBe('by length');
    const withoutText = await countOutputTokens({ ...trace, literals: undefined }, { tokenizer, decodeUtf8 });
    expect(withoutText).toEqual({ counts: Int32Array.of(-1), source: 'none' });
  });
});

describe('the text of an answer', () => {
  test('an escape split over two events is one character', () => {
    const trace = traceOf([{ sent: 0, events: [1, 2], literals: ['\\ud83d', '\\ude00!'] }]);
    expect(outputText(trace, 0, decodeUtf8)).toBe('😀!');
  });

  test('any text, escaped or not and cut between any two units into events, comes back', () => {
    const literalOf = (unit: string, escaped: boolean) =>
      escaped ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}` : JSON.stringify(unit).slice(1, -1);
    const texts = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(texts, fc.boolean(), (answers, escaped) => {
        const requests = answers.map((answer) => {
          const units = escaped ? answer.split('') : [...answer];
          return { sent: 0, events: units.map(() => 1), literals: units.map((unit) => literalOf(unit, escaped)) };
        });
        const trace = traceOf(requests);
        answers.forEach((answer, place) => void expect(outputText(trace, place, decodeUtf8)).toBe(answer));
      }),
    );
  });

  test('a literal that is none is taken as it is', () => {
    expect(outputText(traceOf([{ sent: 0, events: [1], literals: ['a\\x'] }]), 0, decodeUtf8)).toBe('a\\x');
  });
});
