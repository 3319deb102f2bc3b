import { createServer, type ServerHttp2Stream } from 'node:http2';
import { connect, createServer as createTcpServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import * as protobuf from 'protobufjs';
import { expect, onTestFinished, test } from 'vitest';
import type { LoadJob } from '../../../src/load/loadJob.js';
import { jobFor, outcomes, run, texts } from './servers.js';

const { root } = protobuf.parse(`syntax = "proto3";
  message Response { string error_message = 1; Infer infer_response = 2; }
  message Infer { string model_name = 1; map<string, Value> parameters = 4; repeated Tensor outputs = 5; repeated bytes raw = 6; }
  message Value { oneof v { bool yes = 1; int64 number = 2; string text = 3; } }
  message Tensor { string name = 1; repeated int64 shape = 3; Contents contents = 5; }
  message Contents { repeated bytes texts = 8; }`);
const responseType = root.lookupType('Response');

function frame(message: object): Buffer {
  const bytes = responseType.encode(responseType.fromObject(message)).finish();
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
}

const raw = (...elements: string[]) =>
  Buffer.concat(
    elements.flatMap((text) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(Buffer.byteLength(text));
      return [length, Buffer.from(text)];
    }),
  );

/** A response of Triton: other outputs before and behind the text, as servers may send them. */
const word = (text: string, isFinal?: boolean) =>
  frame({
    inferResponse: {
      parameters: {
        sequence: { number: 300 },
        ...(isFinal !== undefined && { triton_final_response: { yes: isFinal } }),
      },
      outputs: [
        { name: 'score', shape: [1] },
        { name: 'text_output', shape: [1] },
      ],
      raw: [Buffer.from([1, 2, 3, 4]), raw(text)],
    },
  });
const emptyFinal = frame({ inferResponse: { parameters: { triton_final_response: { yes: true } } } });

/** Starts a server that answers each message of a gRPC stream; `index` counts the streams, `message` those on each. */
async function serve(
  answer: (stream: ServerHttp2Stream, at: { index: number; message: number }) => void,
): Promise<string> {
  const server = createServer();
  const sessions = new Set<{ destroy(): void }>();
  let streams = 0;
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => {});
  });
  server.on('stream', (stream) => {
    const index = streams++;
    let message = 0;
    stream.on('error', () => {});
    stream.on('data', () => answer(stream, { index, message: message++ }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

const head = (stream: ServerHttp2Stream) => {
  if (!stream.headersSent) stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true });
};
const streamJob = (url: string, changes: Partial<LoadJob> = {}) =>
  jobFor(url, {
    grpc: {
      kind: 'infer stream',
      path: '/inference.GRPCInferenceService/ModelStreamInfer',
      models: [{ name: 'words', isDecoupled: true }],
    },
    bodies: [Buffer.from('request')],
    ...changes,
  });

test('messages cut at every byte are the same, and so are texts that have to be escaped', async () => {
  const said = ['Grüße "\\', '\n\u0001', ' 😀'];
  const all = Buffer.concat([...said.map((text) => word(text, false)), emptyFinal]);
  let cut = 0;
  const url = await serve(async (stream) => {
    head(stream);
    const at = cut++ % all.length;
    stream.write(all.subarray(0, at));
    await pause(1);
    stream.write(all.subarray(at));
  });
  const requests = 2 * all.length;
  const trace = await run(
    streamJob(url, { stop: { kind: 'request_count', requests }, load: { kind: 'concurrency', concurrency: 4 } }),
  );
  expect(outcomes(trace)).toEqual({ completed: requests });
  for (const events of texts(trace)) expect(events.map((event) => JSON.parse(`"${event}"`))).toEqual(said);
});

/** Passes bytes on, but those of the server only when it has been silent for a moment: then they come in one read. */
async function gather(url: string): Promise<string> {
  const proxy = createTcpServer((client) => {
    const server = connect({ host: '127.0.0.1', port: Number(new URL(url).port), noDelay: true });
    let waiting: Buffer[] = [];
    let timer: NodeJS.Timeout | undefined;
    server.on('data', (bytes) => {
      waiting.push(bytes);
      clearTimeout(timer);
      timer = setTimeout(() => {
        client.write(Buffer.concat(waiting));
        waiting = [];
      }, 8);
    });
    client.pipe(server);
    for (const socket of [client, server])
      socket.on('error', () => {}).on('close', () => [client, server].map((one) => one.destroy()));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  const address = proxy.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

test('requests follow each other on one stream; messages of one read have one time', async () => {
  let streams = 0;
  const url = await serve(async (stream, { index }) => {
    streams = Math.max(streams, index + 1);
    head(stream);
    stream.write(word('a', false));
    stream.write(word('b', false));
    await pause(20);
    stream.write(word('c', true));
  });
  const trace = await run(streamJob(await gather(url), { warmupRequests: 2 }));
  expect(outcomes(trace)).toEqual({ completed: 10 });
  expect(streams).toBe(1);
  const together = Array.from(
    { length: 10 },
    (_, request) => trace.eventMs[3 * request] === trace.eventMs[3 * request + 1],
  );
  expect(together.filter(Boolean).length).toBe(trace.joinedEvents);
  // Should the machine be busy for longer than the proxy waits, one of them comes alone.
  expect(trace.joinedEvents).toBeGreaterThan(4);
  for (let request = 0; request < 10; request++)
    expect(trace.eventMs[3 * request + 2]! - trace.eventMs[3 * request]!).toBeGreaterThan(15);
});

test('a reused stream that dies is tried once more; one that dies again is a failure', async () => {
  const url = await serve((stream, { index, message }) => {
    head(stream);
    if (index < 4 && message === 1) stream.session?.destroy();
    else stream.write(word('fine', true));
  });
  const trace = await run(streamJob(url));
  expect(outcomes(trace)).toEqual({ completed: 10 });
  expect(trace.reconnects).toBeGreaterThanOrEqual(4);
  const always = await serve((stream) => void stream.session?.destroy());
  const failed = await run(streamJob(always, { stop: { kind: 'request_count', requests: 3 } }));
  expect(Object.values(outcomes(failed)).reduce((sum, count) => sum + count, 0)).toBe(3);
  expect(outcomes(failed)['completed']).toBeUndefined();
});

test.each([
  { what: 'an error in the stream', write: frame({ errorMessage: 'no such model' }), kind: 'error in stream' },
  { what: 'no text at all', write: emptyFinal, kind: 'empty response' },
  { what: 'a compressed message', write: Buffer.from([1, 0, 0, 0, 1, 0]), kind: 'malformed response' },
  {
    what: 'a message that ends inside a field',
    write: Buffer.from([0, 0, 0, 0, 2, 18, 9]),
    kind: 'malformed response',
  },
  {
    what: 'a text behind its tensor',
    write: frame({ inferResponse: { outputs: [{ name: 'text_output' }], raw: [Buffer.from([9, 0, 0, 0, 65])] } }),
    kind: 'malformed response',
  },
])('$what is a failure: $kind', async ({ write, kind }) => {
  const url = await serve((stream) => {
    head(stream);
    stream.write(write);
  });
  const trace = await run(streamJob(url, { stop: { kind: 'request_count', requests: 4 } }));
  expect(outcomes(trace)).toEqual({ [kind]: 4 });
});

test.each([
  { end: { 'grpc-status': '14', 'grpc-message': 'too%20busy' }, kind: 'grpc unavailable', message: 'too busy' },
  { end: { ':status': 503 }, kind: 'http 503', message: 'The server does not answer by gRPC.' },
])('a call that is refused at once is a failure: $kind', async ({ end, kind, message }) => {
  const url = await serve((stream) => void stream.respond(end, { endStream: true }));
  const trace = await run(streamJob(url, { stop: { kind: 'request_count', requests: 4 } }));
  expect(outcomes(trace)).toEqual({ [kind]: 4 });
  expect(trace.errorMessages).toEqual([message]);
});

test('a stream that ends before its answer does is a failure', async () => {
  const url = await serve((stream) => {
    head(stream);
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.write(word('so', false));
    stream.end();
  });
  expect(outcomes(await run(streamJob(url)))).toEqual({ 'truncated response': 10 });
});

test('the end of the window cuts off what is in flight; texts inside of contents are read too', async () => {
  let gone = 0;
  const contents = (text: string) =>
    frame({ inferResponse: { outputs: [{ name: 'text_output', contents: { texts: [Buffer.from(text)] } }] } });
  const url = await serve((stream) => {
    stream.on('close', () => gone++);
    head(stream);
    stream.write(contents('begun'));
  });
  const trace = await run(
    streamJob(url, { stop: { kind: 'interval', milliseconds: 200 }, load: { kind: 'concurrency', concurrency: 3 } }),
  );
  expect(outcomes(trace)).toEqual({ 'cut off': 3 });
  expect(texts(trace)).toEqual([['begun'], ['begun'], ['begun']]);
  await expect.poll(() => gone).toBe(3);
});

test('where models are mixed, the name in a response tells whether it may be the only one', async () => {
  const response = (model: string, text: string) =>
    frame({ inferResponse: { modelName: model, outputs: [{ name: 'text_output' }], raw: [raw(text)] } });
  const url = await serve(async (stream, { message }) => {
    head(stream);
    if (message % 2 === 0) stream.write(response('whole', 'all'));
    else {
      stream.write(response('words', 'one'));
      stream.write(response('words', 'two'));
      await pause(5);
      stream.write(emptyFinal);
    }
  });
  const models = [
    { name: 'words', isDecoupled: true },
    { name: 'whole', isDecoupled: false },
  ];
  const trace = await run(
    streamJob(url, { grpc: { kind: 'infer stream', path: '/x', models }, requestTimeoutMs: 2000 }),
  );
  expect(outcomes(trace)).toEqual({ completed: 10 });
  expect(texts(trace)).toEqual(Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? ['all'] : ['one', 'two'])));
});

test('nobody there, and nobody who speaks HTTP/2, are failures that end the run', async () => {
  const nobody = await run(streamJob('http://127.0.0.1:9', { stop: { kind: 'request_count', requests: 3 } }));
  expect(outcomes(nobody)).toEqual({ 'connection refused': 3 });
});
