import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { chooseTokenizer } from '../../../src/engines/builtin/chooseTokenizer.js';
import { ServerTokenizerError, serverTokenizer } from '../../../src/engines/builtin/tokenizerServer.js';
import { counterHere, smallTokenizer } from './counters.js';

type Question = Readonly<Record<string, unknown>>;
type Answer = { status: number; json: unknown };

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

const wordsIn = (text: unknown) => String(text).split(' ').length;
const vllm = (question: Question): Answer =>
  typeof question['prompt'] === 'string' && question['model'] === 'm'
    ? { status: 200, json: { count: wordsIn(question['prompt']) + (question['add_special_tokens'] === false ? 0 : 1) } }
    : { status: 400, json: { message: 'no prompt' } };
const llamaCpp = ({ content }: Question): Answer => ({
  status: 200,
  json: { tokens: content === undefined ? [] : Array.from({ length: wordsIn(content) }, () => 1) },
});

/** A server whose `/tokenize` answers so; without one it has none. */
async function serve(answer?: (question: Question) => Answer | Promise<Answer>) {
  const seen = { requests: 0, inFlight: 0, mostInFlight: 0, keys: new Set<unknown>() };
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.requests += 1;
    seen.inFlight += 1;
    seen.mostInFlight = Math.max(seen.mostInFlight, seen.inFlight);
    seen.keys.add(request.headers['authorization']);
    const isThere = request.url === '/tokenize' && request.method === 'POST' && answer !== undefined;
    const { status, json } = isThere ? await answer(JSON.parse(body) as Question) : { status: 404, json: {} };
    await new Promise((resolve) => setTimeout(resolve, 2));
    seen.inFlight -= 1;
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const headers = [['Authorization', 'Bearer key']] as const;
  return { seen, target: { url: `http://127.0.0.1:${port}`, headers, model: 'm' } };
}

describe("the server's own tokenizer", () => {
  test.each([
    ['vLLM', vllm],
    ['llama.cpp', llamaCpp],
  ])('%s is recognised, and asked with the key, without special tokens', async (_name, answer) => {
    const { target, seen } = await serve(answer);
    const tokenizer = await serverTokenizer(target);
    expect(tokenizer?.name).toBe('server /tokenize');
    expect(await tokenizer?.count(['a b c', 'a', 'a b'])).toEqual([3, 1, 2]);
    expect([...seen.keys]).toEqual(['Bearer key']);
  });

  test('many texts are counted a few at a time, the same text once', async () => {
    const { target, seen } = await serve(vllm);
    const tokenizer = await serverTokenizer(target);
    const before = seen.requests;
    const texts = Array.from({ length: 60 }, (_, place) => `word ${place}`);
    expect(await tokenizer?.count(texts)).toEqual(texts.map(() => 2));
    expect(await tokenizer?.count(texts)).toEqual(texts.map(() => 2));
    expect(seen.requests - before).toBe(60);
    expect(seen.mostInFlight).toBeLessThanOrEqual(8);
    expect(seen.mostInFlight).toBeGreaterThan(1);
  });

  test.each([
    ['none', undefined],
    ['another one', () => ({ status: 200, json: ['a'] })],
    ['one that fails', () => ({ status: 500, json: {} })],
  ])('%s is no tokenizer', async (_name, answer) => {
    const { target, seen } = await serve(answer);
    expect(await serverTokenizer(target)).toBeUndefined();
    expect(seen.requests).toBeLessThanOrEqual(2);
  });

  test('a server that is not there is no tokenizer', async () => {
    const { target } = await serve(vllm);
    server?.close();
    expect(await serverTokenizer(target)).toBeUndefined();
  });

  test('a refusal later on is an error with the answer and the remedy, and ends the batch', async () => {
    let asked = 0;
    const { target } = await serve((question) => {
      asked += 1;
      return asked > 1 ? { status: 400, json: { message: 'too long' } } : vllm(question);
    });
    const counting = (await serverTokenizer(target))!.count(Array.from({ length: 100 }, (_, place) => `${place}`));
    const failure = await counting.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ServerTokenizerError);
    expect(String(failure)).toMatch(/HTTP 400.*too long.*--tokenizer/);
    expect(asked).toBeLessThan(20);
  });
});

describe('the choice', () => {
  test("goes from the user's file to the server's own to the embedded one", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tokenizers-'));
    await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(smallTokenizer));
    const start = counterHere();
    const withServer = await serve(vllm);
    expect((await chooseTokenizer({ file: folder, server: withServer.target, start })).name).toBe(folder);
    expect(withServer.seen.requests).toBe(0);
    expect((await chooseTokenizer({ server: withServer.target, start })).name).toBe('server /tokenize');
    server?.close();
    const without = await serve();
    expect((await chooseTokenizer({ server: without.target, start })).name).toBe('cl100k_base');
    await rm(folder, { recursive: true });
  });

  test('is made once per server; a bad file is tried anew', async () => {
    const { target, seen } = await serve();
    const start = counterHere();
    expect(await chooseTokenizer({ server: target, start })).toBe(await chooseTokenizer({ server: target, start }));
    expect(seen.requests).toBe(1);

    const folder = await mkdtemp(join(tmpdir(), 'tokenizers-'));
    await expect(chooseTokenizer({ file: folder, server: target, start })).rejects.toThrow('no such file');
    await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(smallTokenizer));
    expect((await chooseTokenizer({ file: folder, server: target, start })).name).toBe(folder);
    await rm(folder, { recursive: true });
  });
});
