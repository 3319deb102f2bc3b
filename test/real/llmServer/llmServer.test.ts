import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LlmServer, startLlmServer } from './startLlmServer.js';

function post(url: string, body: object): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

interface Chunk {
  readonly choices: readonly { readonly delta: { readonly content?: string | null } }[];
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number };
}

/** A streamed chat answer: its texts in order, and the usage. */
async function chat({ url, model }: LlmServer, content: string, maxTokens: number) {
  const response = await post(`${url}/v1/chat/completions`, {
    model,
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: maxTokens,
    messages: [{ role: 'user', content }],
  });
  expect(response.status).toBe(200);
  const events = (await response.text()).split('\n\n').filter((event) => event.startsWith('data: {'));
  const chunks = events.map((event) => JSON.parse(event.slice('data: '.length)) as Chunk);
  const texts = chunks.flatMap(({ choices }) => choices[0]?.delta.content || []);
  return { texts, usage: chunks.at(-1)!.usage! };
}

describe('a real server', () => {
  let server: LlmServer;
  beforeAll(async () => {
    server = await startLlmServer({ parallel: 4 });
  });
  afterAll(() => server?.close());

  it('streams exactly as many tokens as it is asked for, an event each', async () => {
    const lengths = [1, 2, 33, 64, 65, 66, 67, 68];
    const answers = await Promise.all(lengths.map((length) => chat(server, `Say ${length} things.`, length)));
    expect(answers.map(({ texts }) => texts.length)).toEqual(lengths);
    expect(answers.map(({ usage }) => usage.completion_tokens)).toEqual(lengths);
    for (const text of answers.flatMap(({ texts }) => texts)) expect(text).toMatch(/^[ -~]+$/);
  });

  it('counts prompts as its tokenizer.json does', async () => {
    const tokenizer = new Tokenizer(JSON.parse(readFileSync(server.tokenizerFile, 'utf8')), {});
    for (const prompt of ['def', 'The value of an expression, 12345 times!', 'Straße: «été» — 日本\n\n\ttab'])
      expect((await (await post(`${server.url}/tokenize`, { content: prompt })).json()) as object).toEqual({
        tokens: tokenizer.encode(prompt).ids,
      });
  });
});

it('makes embeddings', async () => {
  const server = await startLlmServer({ parallel: 2, makes: 'embeddings' });
  try {
    const response = await post(`${server.url}/v1/embeddings`, { model: server.model, input: ['one', 'and two'] });
    const { data } = (await response.json()) as { data: { embedding: number[] }[] };
    for (const { embedding } of data) expect(Math.hypot(...embedding)).toBeCloseTo(1, 3);
    expect(data.length).toBe(2);
  } finally {
    await server.close();
  }
});
