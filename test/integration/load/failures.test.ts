import { createSecureServer, createServer } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { generate } from 'selfsigned';
import { describe, expect, test } from 'vitest';
import { pick, randomStream, wholeNumber } from '../../../src/core/workload/random.js';
import type { LoadJob } from '../../../src/load/loadJob.js';
import {
  chatEvent,
  jobFor,
  outcomes,
  run,
  startAnswering,
  startServer,
  stream,
  streamHead,
  texts,
  whole,
} from './servers.js';

interface Case {
  readonly name: string;
  readonly answer: (socket: Socket) => void;
  readonly kind: string;
  readonly message?: RegExp;
  /** Text that came before the failure. */
  readonly said?: readonly string[];
}

const cases: Case[] = [
  { name: 'closes without an answer', answer: (socket) => socket.end(), kind: 'connection closed' },
  { name: 'resets without an answer', answer: (socket) => socket.resetAndDestroy(), kind: 'connection reset' },
  {
    name: 'resets in the middle of a stream',
    answer: (socket) =>
      socket.write(`${streamHead}999\r\n${chatEvent('a')}`, () => setTimeout(() => socket.resetAndDestroy(), 20)),
    kind: 'connection reset',
    said: ['a'],
  },
  {
    name: 'closes in the middle of a stream',
    answer: (socket) => socket.end(`${streamHead}999\r\n${chatEvent('a')}`),
    kind: 'truncated response',
    said: ['a'],
  },
  { name: 'says no HTTP', answer: (socket) => socket.write('220 mail ready\r\n'), kind: 'malformed response' },
  {
    name: 'refuses',
    answer: (socket) => socket.write(whole('{"detail":"busy"}', '503 Service Unavailable')),
    kind: 'http 503',
    message: /^\{"detail":"busy"\}$/,
  },
  {
    name: 'redirects',
    answer: (socket) => socket.write(whole('', '307 Moved', 'Location: /other\r\n')),
    kind: 'http 307',
    message: /\/other/,
  },
  {
    name: 'reports an error in the stream',
    answer: (socket) => socket.write(stream(['a']).replace('data: [DONE]', 'event: error')),
    kind: 'error in stream',
    said: ['a'],
  },
  {
    name: 'reports an error in the body',
    answer: (socket) => socket.write(whole('{"error":{"message":"no"}}')),
    kind: 'error in response',
    message: /no/,
  },
  {
    name: 'sends a body that is no JSON',
    answer: (socket) => socket.write(whole('<html>')),
    kind: 'malformed response',
  },
  {
    name: 'sends an answer without text',
    answer: (socket) => socket.write(whole('{"choices":[{"message":{"content":""}}]}')),
    kind: 'empty response',
  },
  { name: 'sends an empty stream', answer: (socket) => socket.write(stream([])), kind: 'empty response' },
];

describe('a server that', () => {
  for (const { name, answer, kind, message = /./, said = [] } of cases) {
    test(`${name}: ${kind}`, async () => {
      await using server = await startAnswering((socket) => answer(socket));
      const trace = await run(jobFor(server.url, { load: { kind: 'concurrency', concurrency: 2 } }));
      expect(outcomes(trace)).toEqual({ [kind]: 10 });
      expect(trace.errorKinds).toEqual([kind]);
      expect(trace.errorMessages[0]).toMatch(message);
      expect(texts(trace)[9]).toEqual(said);
    });
  }

  test('says nothing: timeout, and the connection is not used again', async () => {
    await using server = await startServer(() => {});
    const started = performance.now();
    const trace = await run(
      jobFor(server.url, { requestTimeoutMs: 100, stop: { kind: 'request_count', requests: 3 } }),
    );
    expect(outcomes(trace)).toEqual({ timeout: 3 });
    expect(performance.now() - started).toBeLessThan(1_000);
    for (let request = 0; request < 3; request++) {
      expect(trace.endMs[request]! - trace.sentMs[request]!).toBeGreaterThanOrEqual(100);
    }
    expect(server.connections()).toBe(3);
  });

  test('stops talking: timeout, with the text so far', async () => {
    await using server = await startAnswering((socket) =>
      socket.write(`${streamHead}999\r\n${chatEvent('a')}${chatEvent('b')}`),
    );
    const trace = await run(
      jobFor(server.url, { requestTimeoutMs: 100, stop: { kind: 'request_count', requests: 1 } }),
    );
    expect(outcomes(trace)).toEqual({ timeout: 1 });
    expect(texts(trace)).toEqual([['a', 'b']]);
    expect(trace.firstByteMs[0]).toBeGreaterThan(trace.sentMs[0]!);
  });

  test('is not there: connection refused, without a flood of attempts', async () => {
    const server = await startServer(() => {});
    await server[Symbol.asyncDispose]();
    const trace = await run(
      jobFor(server.url, {
        load: { kind: 'concurrency', concurrency: 4 },
        stop: { kind: 'interval', milliseconds: 300 },
      }),
    );
    expect(Object.keys(outcomes(trace))).toContain('connection refused');
    expect(trace.requests).toBeLessThan(100);
  });

  test.each(['http', 'https'])('speaks HTTP/2 only, over %s: says that it is not spoken here', async (scheme) => {
    const certificate = await generate([{ name: 'commonName', value: 'localhost' }]);
    const server =
      scheme === 'http' ? createServer() : createSecureServer({ key: certificate.private, cert: certificate.cert });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const trace = await run(
      jobFor(`${scheme}://127.0.0.1:${port}/`, {
        tls: { rejectUnauthorized: false },
        stop: { kind: 'request_count', requests: 1 },
      }),
    );
    server.close();
    expect(outcomes(trace)).toEqual({ [scheme === 'http' ? 'malformed response' : 'tls error']: 1 });
    expect(trace.errorMessages[0]).toContain('HTTP/2 is not spoken here');
  });

  test('has no address: host not found', async () => {
    const trace = await run(jobFor('http://nowhere.invalid/v1', { stop: { kind: 'request_count', requests: 2 } }));
    expect(outcomes(trace)).toEqual({ 'host not found': 2 });
  });

  test('fails sometimes: failures are counted by kind and the others are untouched', async () => {
    await using server = await startAnswering((socket, _index, text) => {
      const entry = Number(/"entry":(\d)/.exec(text)?.[1]);
      if (entry === 0) socket.write(whole('no', '500 Bad'));
      else if (entry === 1) socket.end();
      else socket.write(stream(['ok', String(entry)]));
    });
    const bodies = Array.from({ length: 4 }, (_, entry) => Buffer.from(`{"entry":${entry}}`));
    const trace = await run(jobFor(server.url, { bodies, stop: { kind: 'request_count', requests: 40 } }));
    expect(outcomes(trace)).toEqual({ 'http 500': 10, 'connection closed': 10, completed: 20 });
    expect([...trace.entry]).toEqual(Array.from({ length: 40 }, (_, request) => request % 4));
    expect(texts(trace)[39]).toEqual(['ok', '3']);
  });

  test.each<{ load: LoadJob['load'] }>([
    { load: { kind: 'concurrency', concurrency: 24 } },
    { load: { kind: 'request_rate', requestsPerSecond: 1500, distribution: 'poisson' } },
  ])('answers, dies and dawdles at random: every request ends once ($load.kind)', async ({ load }) => {
    const answer = stream(['hello']);
    const head = answer.slice(0, -10);
    const random = randomStream(7, 'moods');
    const moods: ((socket: Socket) => void)[] = [
      (socket) => socket.write(answer),
      (socket) => socket.write(answer),
      (socket) => socket.write(answer),
      (socket) => socket.end(answer),
      (socket) => socket.resetAndDestroy(),
      (socket) => socket.write(answer, () => socket.resetAndDestroy()),
      (socket) => socket.write(answer, () => setTimeout(() => socket.destroy(), wholeNumber(random, 0, 3))),
      (socket) => socket.write(head, () => socket.resetAndDestroy()),
      (socket) => socket.end(head),
      (socket) =>
        socket.write(head, () => setTimeout(() => socket.write(answer.slice(-10)), wholeNumber(random, 25, 35))),
    ];
    await using server = await startAnswering((socket) => {
      const mood = pick(random, moods);
      setTimeout(() => mood(socket), Math.max(0, wholeNumber(random, -60, 60)));
    });
    const requests = 1500;
    const trace = await run(
      jobFor(server.url, { load, requestTimeoutMs: 30, stop: { kind: 'request_count', requests } }),
    );
    const { 'cut off': cutOff = 0, ...ended } = outcomes(trace);
    expect(cutOff).toBe(0);
    expect(Object.values(ended).reduce((sum, count) => sum + count)).toBe(requests);
    for (const kind of ['completed', 'timeout', 'truncated response']) expect(ended[kind], kind).toBeGreaterThan(0);
    for (let request = 0; request < requests; request++)
      expect(trace.endMs[request]).toBeGreaterThanOrEqual(trace.sentMs[request]!);
  });
});
