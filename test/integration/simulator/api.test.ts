import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exactTiming } from '../../../src/simulator/options.js';
import { type Simulator, startSimulator } from '../../../src/simulator/startSimulator.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({
    ...exactTiming(1, 1),
    models: ['größe/é', 'other'],
    apiKey: 'k',
    outputTokens: 9,
  });
});
afterAll(() => simulator.close());

const headers = { authorization: 'Bearer k', 'content-type': 'application/json' };

function call(path: string, body?: object, more: RequestInit = {}): Promise<Response> {
  const request = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  return fetch(simulator.url + path, { ...request, ...more });
}

/** Body of a response, in the shape that a test trusts it to have. */
async function read<Body>(response: Promise<Response>): Promise<Body> {
  return (await response).json() as Promise<Body>;
}

/** Events of a stream, parsed; `[DONE]` stays as it is. */
async function events(path: string, body: object): Promise<unknown[]> {
  const response = await call(path, { stream: true, ...body });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const text = await response.text();
  expect(text.endsWith('\n\n')).toBe(true);
  return text
    .slice(0, -2)
    .split('\n\n')
    .map((event) => event.replace(/^data: /, ''))
    .map((data) => (data === '[DONE]' ? data : JSON.parse(data)));
}

interface Chunk {
  readonly id: string;
  readonly object: string;
  readonly model: string;
  readonly choices: readonly {
    readonly index: number;
    readonly delta?: { readonly content?: string };
    readonly text?: string;
    readonly finish_reason: string | null;
  }[];
}

const chat = { model: 'größe/é', messages: [{ role: 'user', content: 'one two three' }] };

describe('chat', () => {
  it('answers whole', async () => {
    const answer = await read<{ choices: { message: { content: string } }[] }>(call('/v1/chat/completions', chat));
    expect(answer).toMatchObject({
      object: 'chat.completion',
      model: 'größe/é',
      choices: [{ index: 0, message: { role: 'assistant' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 7, completion_tokens: 9, total_tokens: 16 },
    });
    expect(answer.choices[0]!.message.content.trim().split(' ').length).toBe(9);
  });

  it('streams an event per token between those that hold none', async () => {
    const [first, ...rest] = await events('/v1/chat/completions', { ...chat, max_tokens: 5 });
    expect(first).toMatchObject({
      object: 'chat.completion.chunk',
      choices: [{ delta: { role: 'assistant', content: '' } }],
    });
    expect(rest.pop()).toBe('[DONE]');
    const chunks = rest as Chunk[];
    expect(chunks.map(({ choices }) => choices[0]!.finish_reason)).toEqual([null, null, null, null, null, 'length']);
    expect(chunks.slice(0, -1).every(({ choices }) => choices[0]!.delta!.content!.length > 1)).toBe(true);
    expect(new Set(chunks.map(({ id, model }) => `${id} ${model}`)).size).toBe(1);
  });

  it('ends with the usage when asked to', async () => {
    const all = await events('/v1/chat/completions', { ...chat, stream_options: { include_usage: true } });
    expect(all.at(-2)).toMatchObject({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 9 } });
  });
});

describe('completions', () => {
  it('streams all texts of a batch side by side', async () => {
    const body = { model: 'other', prompt: ['a b', 'c'], max_tokens: 3, stream_options: { include_usage: true } };
    const all = await events('/v1/completions', body);
    const tokens = (all.slice(0, -2) as Chunk[]).flatMap(({ choices }) => choices).filter(({ text }) => text !== '');
    expect(tokens.map(({ index }) => index)).toEqual([0, 1, 0, 1, 0, 1]);
    expect(all.at(-2)).toMatchObject({ usage: { prompt_tokens: 3, completion_tokens: 6, total_tokens: 9 } });
  });

  it('answers whole', async () => {
    expect(await read(call('/v1/completions', { model: 'other', prompt: 'a', max_tokens: 2 }))).toMatchObject({
      object: 'text_completion',
      choices: [{ index: 0, finish_reason: 'length' }],
      usage: { prompt_tokens: 1, completion_tokens: 2 },
    });
  });
});

describe('embeddings', () => {
  it('are unit vectors, in both encodings the same', async () => {
    const ask = <Vector>(encoding_format: string) =>
      read<{ data: { index: number; embedding: Vector }[] }>(
        call('/v1/embeddings', { model: 'other', input: ['a b', 'c'], encoding_format }),
      );
    const [float, base64] = [await ask<number[]>('float'), await ask<string>('base64')];
    expect(float).toMatchObject({ object: 'list', usage: { prompt_tokens: 3, total_tokens: 3 } });
    expect(float.data.map(({ index }) => index)).toEqual([0, 1]);
    for (const { embedding } of float.data) expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
    expect(Buffer.from(base64.data[0]!.embedding, 'base64').length).toBe(4 * float.data[0]!.embedding.length);
  });
});

describe('the other paths', () => {
  it('say that nothing here is real', async () => {
    const models = await call('/v1/models');
    expect(models.headers.get('server')).toMatch(/^genai-sweep-simulator\/\d+\.\d+\.\d+/);
    expect(await models.json()).toMatchObject({
      data: [{ id: 'größe/é', owned_by: 'genai-sweep simulator', max_model_len: 32_768 }, { id: 'other' }],
    });
    expect(await (await call('/version')).json()).toMatchObject({ version: expect.stringContaining('simulator') });
    expect((await fetch(simulator.metricsUrl)).headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  });

  it('are open without a key where no model is asked', async () => {
    expect((await fetch(`${simulator.url}/health`)).status).toBe(200);
    const body = JSON.stringify({ content: 'a b' });
    const { tokens } = await read<{ tokens: number[] }>(fetch(`${simulator.url}/tokenize`, { method: 'POST', body }));
    expect(tokens.length).toBe(2);
  });

  it.each([
    ['a wrong key', '/v1/models', { headers: { authorization: 'Bearer x' } }, 401],
    ['an unknown path', '/v3/models', {}, 404],
    ['a wrong method', '/v1/chat/completions', { method: 'GET' }, 405],
    ['no JSON', '/v1/completions', { method: 'POST', body: '{' }, 400],
    ['an unknown model', '/v1/completions', { method: 'POST', body: '{"model":"x","prompt":"a"}' }, 404],
  ])('refuse %s as the real API does', async (_, path, request, status) => {
    const response = await fetch(simulator.url + path, { headers, ...request });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({
      error: expect.objectContaining({ message: expect.any(String), type: 'invalid_request_error' }),
    });
  });
});

it('listens on IPv6 as well', async () => {
  const other = await startSimulator({ host: '::1' });
  try {
    expect(other.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await fetch(`${other.url}/health`)).status).toBe(200);
  } finally {
    await other.close();
  }
});
