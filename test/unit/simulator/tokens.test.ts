import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, it } from 'vitest';
import { tokenize } from '../../../src/simulator/tokenize.js';
import { countTokens, tokenText } from '../../../src/simulator/tokens.js';

const answer = Array.from({ length: 200 }, (_, token) => tokenText(3, token)).join('');

it('answers with words that are one token each to every counter', () => {
  expect([countTokens, countCl100k, countO200k].map((count) => count(answer))).toEqual([200, 200, 200]);
  expect(JSON.stringify(answer)).toBe(`"${answer}"`);
});

it('counts about as other tokenizers do', () => {
  const text = "The quick brown fox, 12345 times: doesn't it?\n\nYes – it jumps über the lazy dog.";
  expect(countTokens(text) / countCl100k(text)).toBeGreaterThan(0.8);
  expect(countTokens(text) / countCl100k(text)).toBeLessThan(1.25);
  expect(countTokens('')).toBe(0);
});

it('tokenizes in the shape it is asked in', () => {
  expect(tokenize({ content: 'to be to be' }, 100)).toEqual({ tokens: expect.objectContaining({ length: 4 }) });
  expect(tokenize({ model: 'm', prompt: 'a b c' }, 100)).toMatchObject({ count: 3, max_model_len: 100 });
  expect(tokenize({ messages: [{ role: 'user', content: 'a b c' }] }, 100)).toMatchObject({ count: 7 });
  const { tokens } = tokenize({ content: ' to be to be' }, 100) as { tokens: number[] };
  expect([tokens[2], tokens[3]]).toEqual([tokens[0], tokens[1]]);
  expect(() => tokenize({ text: 'a' }, 100)).toThrow(/content, prompt or messages/);
});
