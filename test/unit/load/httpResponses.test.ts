import { describe, expect, test } from 'vitest';
import { chatEvent, chunkedResponse, cuts, makeReader, readResponse } from './reading.js';

const json = '{"choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":3,"completion_tokens":1}}';
const jsonHead = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${json.length}\r\n\r\n`;
const events = chatEvent({ content: 'a' }) + chatEvent({ content: 'b' });

interface Case {
  readonly name: string;
  readonly bytes: string | Buffer;
  readonly closes?: boolean;
  readonly result?: 'complete' | 'failed' | 'more';
  readonly failure?: string;
  readonly texts?: readonly string[];
  readonly body?: string;
}

const cases: Case[] = [
  { name: 'content length', bytes: jsonHead + json, body: json },
  {
    name: 'interim responses first',
    bytes: `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${jsonHead}${json}`,
    body: json,
  },
  {
    name: 'a body until the connection closes',
    bytes: `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n${json}`,
    closes: true,
    body: json,
  },
  { name: 'HTTP/1.0', bytes: `HTTP/1.0 200 OK\r\n\r\n${json}`, closes: true, body: json },
  {
    name: 'no content type, JSON',
    bytes: `HTTP/1.1 200 OK\r\nContent-Length: ${json.length + 2}\r\n\r\n\r\n${json}`,
    body: json,
  },
  {
    name: 'a stream without telling content type',
    bytes: `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${events.length}\r\n\r\n${events}`,
    texts: ['a', 'b'],
  },
  {
    name: 'a status line without reason, odd spaces, a folded line',
    bytes: `HTTP/1.1 200\r\nX:\r\nY: \t 1 \t\r\nZ: a\r\n  b\r\nCONTENT-LENGTH:\t${json.length}  \r\n\r\n${json}`,
    body: json,
  },
  { name: 'line ends before the status line', bytes: `\r\n${jsonHead}${json}`, body: json },
  {
    name: 'chunks with extensions, capitals, leading zeros and a trailer',
    bytes: `HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nTrailer: X-Sum\r\n\r\n000A;name="value;"\r\n${json.slice(0, 10)}\r\n${(json.length - 10).toString(16).toUpperCase()} \r\n${json.slice(10)}\r\n0;last\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n`,
    body: json,
  },
  {
    name: 'events cut by chunks',
    bytes: chunkedResponse([...events].map((character) => character)),
    texts: ['a', 'b'],
  },
  { name: '204', bytes: 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n', failure: 'empty response' },
  { name: '304', bytes: 'HTTP/1.1 304 Not Modified\r\n\r\n', failure: 'http 304' },
  { name: 'an empty body', bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', failure: 'empty response' },
  { name: 'an empty chunked body', bytes: chunkedResponse([]), failure: 'empty response' },
  { name: '503', bytes: 'HTTP/1.1 503 Busy\r\nContent-Length: 8\r\n\r\ntry late', failure: 'http 503' },
  { name: '302', bytes: 'HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n', failure: 'http 302' },
  {
    name: 'gzip',
    bytes: 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b',
    failure: 'encoded response',
  },
  {
    name: 'truncated by length',
    bytes: jsonHead + json.slice(0, -1),
    closes: true,
    result: 'failed',
    failure: 'truncated response',
  },
  {
    name: 'truncated in a chunk',
    bytes: chunkedResponse([events, 'more']).subarray(0, -8),
    closes: true,
    result: 'failed',
    failure: 'truncated response',
    texts: ['a', 'b'],
  },
  {
    name: 'truncated before the last chunk',
    bytes: chunkedResponse([events]).subarray(0, -5),
    closes: true,
    result: 'failed',
    failure: 'truncated response',
    texts: ['a', 'b'],
  },
  {
    name: 'truncated head',
    bytes: 'HTTP/1.1 200 OK\r\nContent-',
    closes: true,
    result: 'failed',
    failure: 'truncated response',
  },
  {
    name: 'a stream until close that does not say that it ends',
    bytes: `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n${events}`,
    closes: true,
    failure: 'truncated response',
    texts: ['a', 'b'],
  },
  {
    name: 'a stream until close that says that it ends',
    bytes: `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n${events}data: [DONE]\n\n`,
    closes: true,
    texts: ['a', 'b'],
  },
  { name: 'not HTTP', bytes: 'SSH-2.0-OpenSSH_9.2\r\n', result: 'failed', failure: 'malformed response' },
  { name: 'HTTP/2', bytes: 'HTTP/2 200\r\n\r\n', result: 'failed', failure: 'malformed response' },
  {
    name: 'a status that is no number',
    bytes: 'HTTP/1.1 2x0 OK\r\n\r\n',
    result: 'failed',
    failure: 'malformed response',
  },
  {
    name: 'a header without colon',
    bytes: 'HTTP/1.1 200 OK\r\nno colon\r\n\r\n',
    result: 'failed',
    failure: 'malformed response',
  },
  {
    name: 'a header name with a space',
    bytes: 'HTTP/1.1 200 OK\r\nA B: c\r\n\r\n',
    result: 'failed',
    failure: 'malformed response',
  },
  {
    name: 'two lengths',
    bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    result: 'failed',
    failure: 'malformed response',
  },
  {
    name: 'a negative length',
    bytes: 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n',
    result: 'failed',
    failure: 'malformed response',
  },
  {
    name: 'length and chunks',
    bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    result: 'failed',
    failure: 'malformed response',
  },
  {
    name: 'a chunk size that is none',
    bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n',
    result: 'failed',
    failure: 'malformed response',
  },
  {
    name: 'no chunk size',
    bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n',
    result: 'failed',
    failure: 'malformed response',
  },
  {
    name: 'a chunk size without end',
    bytes: `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'f'.repeat(14)}\r\n`,
    result: 'failed',
    failure: 'malformed response',
  },
  {
    name: 'a chunk longer than it says',
    bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n',
    result: 'failed',
    failure: 'malformed response',
  },
  {
    name: 'an upgrade',
    bytes: 'HTTP/1.1 101 Switching Protocols\r\n\r\n',
    result: 'failed',
    failure: 'malformed response',
  },
  {
    name: 'a head that is too long',
    bytes: `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`,
    result: 'failed',
    failure: 'malformed response',
  },
  {
    name: 'a trailer that is too long',
    bytes: `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`,
    result: 'failed',
    failure: 'malformed response',
  },
];

describe('an HTTP response, in one piece and cut everywhere', () => {
  for (const { name, bytes: text, closes = false, result = 'complete', failure, texts = [], body } of cases) {
    test(name, () => {
      const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
      const expected = { result, failure, texts, ...(body === undefined ? {} : { body }) };
      expect(readResponse([bytes], { closes })).toMatchObject(expected);
      if (bytes.length > 4000) return;
      const reader = makeReader();
      for (const pieces of cuts(bytes)) expect(readResponse(pieces, { closes, reader })).toMatchObject(expected);
    });
  }

  test('the same head again is known by its bytes, another one is not taken for it', () => {
    const reader = makeReader();
    const first = Buffer.from(jsonHead + json);
    const other = Buffer.from(jsonHead.replace('200', '500') + json);
    const shorter = Buffer.from(`${jsonHead.replace(String(json.length), '2')}{}`);
    for (const [bytes, failure, body] of [
      [first, undefined, json],
      [first, undefined, json],
      [other, 'http 500', ''],
      [first, undefined, json],
      [shorter, undefined, '{}'],
    ] as const) {
      expect(readResponse([bytes], { reader })).toMatchObject({ result: 'complete', failure, body });
    }
  });

  test('what follows the response is left alone', () => {
    const reading = readResponse([Buffer.from(`${jsonHead}${json}HTTP/1.1 408 Timeout\r\n`)]);
    expect(reading).toMatchObject({ result: 'complete', position: jsonHead.length + json.length });
  });

  test('a refusal tells the first 500 characters of its body', () => {
    const body = 'é'.repeat(600);
    const head = `HTTP/1.1 400 Bad Request\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
    const { message } = readResponse([Buffer.from(head + body)]);
    expect(message).toBe('é'.repeat(500));
  });

  test('keep-alive follows version and Connection', () => {
    const keepsAlive = (head: string) => {
      const reader = makeReader();
      readResponse([Buffer.from(`${head}\r\nContent-Length: 2\r\n\r\n{}`)], { reader });
      return reader.head?.keepAlive;
    };
    expect(keepsAlive('HTTP/1.1 200 OK')).toBe(true);
    expect(keepsAlive('HTTP/1.1 200 OK\r\nConnection: Close')).toBe(false);
    expect(keepsAlive('HTTP/1.1 200 OK\r\nConnection: x, close')).toBe(false);
    expect(keepsAlive('HTTP/1.0 200 OK')).toBe(false);
    expect(keepsAlive('HTTP/1.0 200 OK\r\nConnection: keep-alive')).toBe(true);
  });
});
