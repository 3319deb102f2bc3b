import { describe, expect, test } from 'vitest';
import { answerGrammar } from '../../../src/load/answer/answerGrammar.js';
import { makeBodyReader } from '../../../src/load/answer/wholeBody.js';

function read(body: string, { format = 'chat' as 'chat' | 'embeddings', isCut = false } = {}) {
  const bytes = Buffer.from(body);
  const { literals, promptTokens, completionTokens, failure } = makeBodyReader(answerGrammar(format))(bytes, isCut);
  const texts: string[] = [];
  for (let i = 0; i < literals.length; i += 2) texts.push(bytes.toString('utf8', literals[i], literals[i + 1]));
  return { texts, promptTokens, completionTokens, failure: failure?.kind };
}

const answer = {
  choices: [
    { message: { content: 'one', reasoning_content: 'why' } },
    { message: { content: null, tool_calls: [{ function: { name: 'f', arguments: '{}' } }] } },
    { text: 'two' },
  ],
  usage: { prompt_tokens: 7, completion_tokens: 5, prompt_tokens_details: { prompt_tokens: 99 } },
};

describe('an answer in one piece', () => {
  test.each([undefined, 1, '\t'])('has all its output and the usage (indented by %j)', (indent) => {
    expect(read(`\n${JSON.stringify(answer, null, indent)}\n`)).toEqual({
      texts: ['one', 'why', 'f', '{}', 'two'],
      promptTokens: 7,
      completionTokens: 5,
      failure: undefined,
    });
  });

  test.each([
    ['{"error":{"message":"x"}}', 'error in response'],
    ['{"object":"error","message":"x"}', 'error in response'],
    ['{"choices":[]}', 'empty response'],
    ['{"choices":[{"text":"a"}]', 'malformed response'],
    ['{"choices":[{"text":"a"}]} x', 'malformed response'],
    ['[1]', 'malformed response'],
    ['<html>', 'malformed response'],
    [' \n', 'malformed response'],
  ])('%j: %s', (body, kind) => {
    expect(read(body).failure).toBe(kind);
  });

  test('of embeddings needs no text', () => {
    const embeddings = '{"data":[{"embedding":[0.1]}],"usage":{"prompt_tokens":4,"total_tokens":4}}';
    const expected = { texts: [], promptTokens: 4, completionTokens: -1, failure: undefined };
    expect(read(embeddings, { format: 'embeddings' })).toEqual(expected);
    expect(read(`{"data":[0.1${embeddings.slice(28)}`, { format: 'embeddings', isCut: true })).toEqual(expected);
  });
});
