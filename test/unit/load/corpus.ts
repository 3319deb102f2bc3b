import { chatEvent, chunkedResponse } from './reading.js';

const done = 'data: [DONE]\n\n';
const words = [' alpha', ' bravo', ' "quoted"', ' é😀', '\\n', ' echo'];
const usage = { prompt_tokens: 12, completion_tokens: 34 };
const events = [
  chatEvent({ role: 'assistant', content: '' }),
  ...words.map((content) => chatEvent({ content })),
  chatEvent({ reasoning_content: 'because' }),
  chatEvent({ tool_calls: [{ index: 0, function: { name: 'f', arguments: '{"a":1}' } }] }),
  chatEvent({}, { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage }),
  done,
];
const stream = events.join('');
const body =
  '{"choices":[{"message":{"role":"assistant","content":"hi"}}],"usage":{"prompt_tokens":3,"completion_tokens":1}}';
const eventStream = 'Content-Type: text/event-stream; charset=utf-8';

const withLength = (text: string, head: string, status = '200 OK') =>
  Buffer.from(`HTTP/1.1 ${status}\r\n${head}\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);

/** Good responses of all kinds that a server may send; the last ones end when the connection closes. */
export const goodResponses: readonly Buffer[] = [
  chunkedResponse(events),
  chunkedResponse([stream]),
  chunkedResponse(stream.match(/[\s\S]{1,37}/g)!),
  chunkedResponse(events.map((event) => event.replaceAll('\n', '\r\n'))),
  chunkedResponse(events.map((event) => event.replaceAll('\n', '\r'))),
  chunkedResponse(events.map((event) => `: ping\nid: 1\n${event.replace('data: ', 'data:')}`)),
  chunkedResponse(['\ufeff', ...events]),
  chunkedResponse(['data: {"choices":\ndata: [{"delta":\ndata:{"content":"a"}}]}\n\n', done]),
  Buffer.from(
    `HTTP/1.1 200 OK\r\n${eventStream}\r\nTransfer-Encoding: chunked\r\n\r\n` +
      `00${Buffer.byteLength(stream).toString(16).toUpperCase()};a="b c"\r\n${stream}\r\n0;last\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n`,
  ),
  withLength(stream, eventStream),
  withLength(stream, 'X-Nothing:'),
  withLength(body, 'Content-Type: application/json'),
  Buffer.concat([
    Buffer.from('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n'),
    chunkedResponse(events),
  ]),
  withLength('', 'Content-Type: application/json'),
  withLength('{"error":{"message":"busy"}}', 'Content-Type: application/json', '503 Service Unavailable'),
  withLength('', 'Location: /elsewhere', '302 Found'),
  Buffer.from('HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n'),
  Buffer.from('HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\n\r\n'),
  Buffer.from(`HTTP/1.1 200 OK\r\n${eventStream}\r\nConnection: close\r\n\r\n${stream}`),
  Buffer.from(`HTTP/1.0 200 OK\r\n${eventStream}\r\n\r\n${stream}`),
];

/** Whether the end of a response is the end of its connection. */
export const endsByClosing = (response: Buffer) =>
  !/Content-Length|chunked|HTTP\/1.1 204/.test(response.toString('latin1'));
