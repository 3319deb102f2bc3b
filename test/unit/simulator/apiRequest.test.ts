import { describe, expect, it } from 'vitest';
import { answerLength } from '../../../src/simulator/answerLength.js';
import { ApiError } from '../../../src/simulator/apiError.js';
import type { Endpoint } from '../../../src/simulator/apiRequest.js';
import { settle } from '../../../src/simulator/options.js';
import { seededDraw } from '../../../src/simulator/random.js';
import { readApiRequest } from '../../../src/simulator/readApiRequest.js';

const settings = settle({ models: ['m', 'n'], outputTokens: 50, contextTokens: 200 });
const draw = seededDraw(0);
const chat = (more: object = {}) => ({ model: 'm', messages: [{ role: 'user', content: 'one two three' }], ...more });

function refusal(endpoint: Endpoint, body: unknown): ApiError {
  try {
    readApiRequest(endpoint, body, settings);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('a request', () => {
  it('counts prompts in every shape', () => {
    const completions = (prompt: unknown) => readApiRequest('completions', { model: 'm', prompt }, settings);
    expect(completions('one two three')).toMatchObject({ promptTokens: 3, texts: 1, promptStart: 'one two three' });
    expect(completions(['one two', 'three'])).toMatchObject({ promptTokens: 3, texts: 2, promptStart: 'one two' });
    expect(completions([5, 6, 7, 8])).toMatchObject({ promptTokens: 4, texts: 1 });
    expect(completions([[5, 6], [7]])).toMatchObject({ promptTokens: 3, texts: 2 });
    expect(readApiRequest('embeddings', { model: 'n', input: ['a b', 'c'] }, settings)).toMatchObject({
      promptTokens: 3,
      texts: 2,
      model: 'n',
    });
  });

  it('counts a conversation with its template, in texts and in parts', () => {
    expect(readApiRequest('chat', chat(), settings).promptTokens).toBe(7);
    const parts = [
      { type: 'text', text: 'one two three' },
      { type: 'image_url', image_url: { url: 'data:' } },
    ];
    expect(readApiRequest('chat', chat({ messages: [{ role: 'user', content: parts }] }), settings).promptTokens).toBe(
      7 + 64,
    );
  });

  it.each([
    ['an unknown model', 'chat', chat({ model: 'x' }), 404, 'model', 'model_not_found'],
    ['no model', 'chat', { messages: [] }, 400, 'model', null],
    ['no messages', 'chat', { model: 'm', messages: [] }, 400, 'messages', null],
    ['a limit of no token', 'completions', { model: 'm', prompt: 'a', max_tokens: 0 }, 400, 'max_tokens', null],
    ['several answers', 'chat', chat({ n: 2 }), 400, 'n', null],
    ['limits that cross', 'chat', chat({ min_tokens: 9, max_tokens: 8 }), 400, 'min_tokens', null],
    ['too long an answer', 'chat', chat({ max_tokens: 194 }), 400, 'max_tokens', 'context_length_exceeded'],
    ['too long a prompt', 'chat', chat({ messages: [{ role: 'user', content: 'a '.repeat(300) }] }), 400, 'max_tokens'],
    ['what is no object', 'embeddings', 5, 400, null, null],
  ] as const)('is refused for %s', (_, endpoint, body, status, param, code?: string | null) => {
    const error = refusal(endpoint, body);
    expect(error).toMatchObject({ status, param });
    if (code !== undefined) expect(error.code).toBe(code);
    expect(error.toBody()).toMatchObject({ error: { type: 'invalid_request_error', message: error.message } });
  });
});

describe('the length of an answer', () => {
  const length = (more: object) => answerLength(readApiRequest('chat', chat(more), settings), 1, { settings, draw });

  it.each([
    [{}, 50, 'stop'],
    [{ max_tokens: 20 }, 20, 'length'],
    [{ max_completion_tokens: 20, max_tokens: 30 }, 20, 'length'],
    [{ max_tokens: 100 }, 50, 'stop'],
    [{ max_tokens: 100, ignore_eos: true }, 100, 'length'],
    [{ max_tokens: 100, min_tokens: 80 }, 80, 'stop'],
    [{ max_tokens: 100, min_tokens: 100 }, 100, 'length'],
    [{ ignore_eos: true }, 193, 'length'],
  ])('for %o is %d', (limits, tokens, finishReason) => {
    expect(length(limits)).toEqual({ tokens, finishReason });
  });

  it('varies as told, the same for every seed', () => {
    const varied = settle({ ...settings, contextTokens: 100_000, outputTokens: 500, outputTokensStddev: 50 });
    const request = readApiRequest('chat', chat(), varied);
    const lengths = (seed: number) =>
      Array.from(
        { length: 4000 },
        (_, n) => answerLength(request, n, { settings: varied, draw: seededDraw(seed) }).tokens,
      );
    const sample = lengths(1);
    const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length;
    const deviation = Math.sqrt(sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sample.length);
    // Four standard errors of each.
    expect(Math.abs(mean - 500)).toBeLessThan(4 * (50 / Math.sqrt(4000)));
    expect(Math.abs(deviation - 50)).toBeLessThan(4 * (50 / Math.sqrt(8000)));
    expect(lengths(1)).toEqual(sample);
    expect(lengths(2)).not.toEqual(sample);
  });
});
