import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  jobFor,
  onRequests,
  outcomes,
  run,
  startAnswering,
  startSecure,
  stream,
  type TestServer,
  texts,
  whole,
} from './servers.js';

const eight = { kind: 'concurrency', concurrency: 8 } as const;

describe('connections', () => {
  test('are opened before the window and used again', async () => {
    await using server = await startAnswering((socket) => socket.write(stream(['a'])));
    const trace = await run(
      jobFor(server.url, { load: eight, warmupRequests: 8, stop: { kind: 'request_count', requests: 200 } }),
    );
    expect(outcomes(trace)).toEqual({ completed: 200 });
    expect(server.connections()).toBe(8);
    expect(trace.reconnects).toBe(0);
  });

  test('closed by the server after a few answers lose no request', async () => {
    let served = 0;
    await using server = await startAnswering((socket, index) => {
      if (index === 3) socket.destroy();
      else {
        served++;
        socket.write(stream(['a', 'b']));
      }
    });
    const trace = await run(jobFor(server.url, { load: eight, stop: { kind: 'request_count', requests: 400 } }));
    expect(outcomes(trace)).toEqual({ completed: 400 });
    expect(served).toBe(400);
    expect(trace.reconnects).toBeGreaterThan(100);
  });

  test('reset by the server while idle lose no request', async () => {
    let served = 0;
    await using server = await startAnswering((socket, index) => {
      served++;
      socket.write(stream(['a']), () => index === 2 && setImmediate(() => socket.resetAndDestroy()));
    });
    const trace = await run(jobFor(server.url, { load: eight, stop: { kind: 'request_count', requests: 400 } }));
    // A reset can overtake an answer that the client had not read; that answer was lost by the server.
    expect(outcomes(trace)['completed']).toBeGreaterThan(380);
    expect(trace.requests).toBe(400);
    expect(served).toBeGreaterThanOrEqual(400);
  });

  test('that die twice before the first byte make one failed request', async () => {
    await using server = await startAnswering((socket, index, text) => {
      if (index === 0 && !text.includes('doomed')) socket.write(stream(['a']));
      else socket.destroy();
    });
    const bodies = [Buffer.from('{}'), Buffer.from('{"doomed":1}')];
    const trace = await run(jobFor(server.url, { bodies, stop: { kind: 'request_count', requests: 2 } }));
    expect(outcomes(trace)).toEqual({ completed: 1, 'connection closed': 1 });
    expect(trace.reconnects).toBe(1);
  });

  test('are not used again when the answer says so, or says too much', async () => {
    await using polite = await startAnswering((socket) =>
      socket.end(whole('{"choices":[{"text":"a"}]}', '200 OK', 'Connection: close\r\n')),
    );
    await using chatty = await startAnswering((socket) =>
      socket.write(`${whole('{"choices":[{"text":"a"}]}')}HTTP/1.1 408 Late\r\n\r\n`),
    );
    for (const server of [polite, chatty]) {
      const trace = await run(jobFor(server.url));
      expect(outcomes(trace)).toEqual({ completed: 10 });
      expect(server.connections()).toBe(10);
      expect(trace.reconnects).toBe(0);
    }
  });

  test('of HTTP/1.0 end with the answer', async () => {
    await using server = await startAnswering((socket) =>
      socket.end('HTTP/1.0 200 OK\r\n\r\n{"choices":[{"text":"a"}]}'),
    );
    const trace = await run(jobFor(server.url, { format: 'completions' }));
    expect(outcomes(trace)).toEqual({ completed: 10 });
    expect(texts(trace)[0]).toEqual(['a']);
  });

  test('reach IPv6 addresses and names', async () => {
    const hosts: string[] = [];
    await using server = await startAnswering((socket, _index, text) => {
      hosts.push(/Host: (.*)\r/.exec(text)![1]!);
      socket.write(stream(['a']));
    }, '::1');
    expect(outcomes(await run(jobFor(server.url)))).toEqual({ completed: 10 });
    expect(new Set(hosts)).toEqual(new Set([`[::1]:${server.port}`]));
    await using byName = await startAnswering((socket) => socket.write(stream(['a'])));
    const named = byName.url.replace('127.0.0.1', 'localhost');
    expect(outcomes(await run(jobFor(named)))).toEqual({ completed: 10 });
  });
});

test('a request is one HTTP/1.1 message with our headers and the body as it is', async () => {
  const seen: string[] = [];
  await using server = await startAnswering((socket, _index, text) => {
    seen.push(text);
    socket.write(stream(['a']));
  });
  const headers = [
    ['Authorization', 'Bearer secret'],
    ['accept', 'text/event-stream'],
  ] as const;
  await run(
    jobFor(`${server.url}?x=1`, {
      headers,
      bodies: [Buffer.from('{"é":1}')],
      stop: { kind: 'request_count', requests: 1 },
    }),
  );
  expect(Buffer.from(seen[0]!, 'latin1').toString().split('\r\n')).toEqual([
    'POST /v1/chat/completions?x=1 HTTP/1.1',
    `Host: 127.0.0.1:${server.port}`,
    'Content-Type: application/json',
    'accept: text/event-stream',
    'User-Agent: genai-sweep',
    'Authorization: Bearer secret',
    'Connection: keep-alive',
    'Content-Length: 8',
    '',
    '{"é":1}',
  ]);
});

test('answers that are no stream are read after the window, with text and usage', async () => {
  const body =
    '{"choices":[{"message":{"role":"assistant","content":"a\\n\\"b\\""}}],"usage":{"prompt_tokens":3,"completion_tokens":2}}';
  await using server = await startAnswering((socket) => socket.write(whole(body)));
  const trace = await run(jobFor(server.url));
  expect(outcomes(trace)).toEqual({ completed: 10 });
  expect(texts(trace)[0]).toEqual(['a\\n\\"b\\"']);
  expect([trace.promptTokens[9], trace.completionTokens[9]]).toEqual([3, 2]);
  expect(trace.eventMs[9]).toBe(trace.endMs[9]);
});

test('embeddings are complete without text; of long ones the usage is found', async () => {
  const embedding = (numbers: number) =>
    `{"object":"list","data":[{"object":"embedding","embedding":[${Array(numbers).fill('0.0123456789').join(',')}]}],"usage":{"prompt_tokens":8,"total_tokens":8}}`;
  const sizes = [10, 40_000];
  await using server = await startAnswering((socket, index) => socket.write(whole(embedding(sizes[index % 2]!))));
  const trace = await run(jobFor(server.url, { format: 'embeddings' }));
  expect(outcomes(trace)).toEqual({ completed: 10 });
  expect([...trace.promptTokens]).toEqual(Array(10).fill(8));
  expect(trace.eventMs).toHaveLength(10);
});

describe('https', () => {
  let server: TestServer;
  let ca: string;
  beforeAll(async () => {
    ({ server, ca } = await startSecure((socket) => onRequests(socket, () => socket.write(stream(['a', 'b', 'c'])))));
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  test.each(['localhost', '127.0.0.1'])('with a trusted certificate, by %s', async (host) => {
    const url = `https://${host}:${server.port}/v1`;
    const trace = await run(jobFor(url, { tls: { ca }, load: eight, stop: { kind: 'request_count', requests: 100 } }));
    expect(outcomes(trace)).toEqual({ completed: 100 });
    expect(texts(trace)[99]).toEqual(['a', 'b', 'c']);
  });

  test('with an unknown certificate: refused, unless told to take any', async () => {
    const url = `https://localhost:${server.port}/v1`;
    expect(outcomes(await run(jobFor(url)))).toEqual({ 'certificate refused': 10 });
    const trusting = await run(jobFor(url, { tls: { rejectUnauthorized: false } }));
    expect(outcomes(trusting)).toEqual({ completed: 10 });
  });

  test('at a port that speaks plain HTTP: an error of TLS', async () => {
    await using plain = await startAnswering(() => {});
    const trace = await run(
      jobFor(plain.url.replace('http:', 'https:'), {
        requestTimeoutMs: 200,
        stop: { kind: 'request_count', requests: 1 },
      }),
    );
    expect(trace.requests).toBe(1);
    expect(outcomes(trace)['completed']).toBeUndefined();
  });
});
