import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Trace } from '../../../src/core/measure/trace.js';
import type { LoadJob } from '../../../src/load/loadJob.js';
import { runLoadHere } from '../../../src/load/runLoadHere.js';
import { localCertificate } from '../../support/certificate.js';

/** A server on a free port of the loopback interface. */
export interface TestServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Connections accepted so far. */
  readonly connections: () => number;
}

/** Starts a server that hands over raw sockets, errors on them muted. */
export function startServer(onSocket: (socket: Socket) => void, host = '127.0.0.1'): Promise<TestServer> {
  return serve(createServer(), { event: 'connection', onSocket, host });
}

/** Starts any kind of socket server; see `startServer`. */
async function serve(
  server: Server,
  { event, onSocket, host }: { event: string; onSocket: (socket: Socket) => void; host: string },
): Promise<TestServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on(event, (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    port,
    url: `http://${shown}:${port}/v1/chat/completions`,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Calls back for each complete request on a socket, with how many came before it there. */
export function onRequests(socket: Socket, onRequest: (text: string, index: number) => void): void {
  let received = '';
  let index = 0;
  socket.on('data', (bytes) => {
    received += bytes.toString('latin1');
    for (;;) {
      const headEnd = received.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const length = headEnd + 4 + Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
      if (received.length < length) return;
      const text = received.slice(0, length);
      received = received.slice(length);
      onRequest(text, index++);
    }
  });
}

/** Starts a server that answers every request by the given function. */
export function startAnswering(answer: (socket: Socket, index: number, text: string) => void, host?: string) {
  return startServer((socket) => onRequests(socket, (text, index) => answer(socket, index, text)), host);
}

const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

/** One event of a chat stream. */
export const chatEvent = (content: string) =>
  `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content } }] })}\n\n`;

/** Head of a chunked event stream. */
export const streamHead = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';

/** A whole chat stream that says the given words. */
export const stream = (words: readonly string[]) =>
  `${streamHead}${words.map((word) => chunk(chatEvent(word))).join('')}${chunk('data: [DONE]\n\n')}0\r\n\r\n`;

/** An answer with a body of known length. */
export const whole = (body: string, status = '200 OK', headers = '') =>
  `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;

/** A job of ten requests, one after the other, with everything else as given. */
export function jobFor(url: string, changes: Partial<LoadJob> = {}): LoadJob {
  return {
    url,
    headers: [],
    bodies: [Buffer.from('{"stream":true}')],
    format: 'chat',
    load: { kind: 'concurrency', concurrency: 1 },
    stop: { kind: 'request_count', requests: 10 },
    warmupRequests: 0,
    seed: 1,
    requestTimeoutMs: 10_000,
    keepText: true,
    ...changes,
  };
}

/** Runs a job in this thread. */
export const run = (job: LoadJob, signal = new AbortController().signal): Promise<Trace> =>
  runLoadHere(job, { signal });

/** Requests of a trace by how they ended: `completed`, `cut off`, or the kind of failure. */
export function outcomes({ outcome, errorKinds }: Trace): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of outcome) {
    const name = code === 0 ? 'completed' : code === 1 ? 'cut off' : errorKinds[code - 2]!;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** Text of each request's events. */
export function texts({ requests, eventStart, literals }: Trace): string[][] {
  return Array.from({ length: requests }, (_, request) =>
    Array.from({ length: eventStart[request + 1]! - eventStart[request]! }, (__, at) => {
      const event = eventStart[request]! + at;
      return Buffer.from(literals!.bytes.subarray(literals!.start[event], literals!.start[event + 1])).toString();
    }),
  );
}

/** Starts a server that speaks TLS, with a certificate of its own for localhost. */
export async function startSecure(onSocket: (socket: Socket) => void): Promise<{ server: TestServer; ca: string }> {
  const { key, cert } = await localCertificate();
  const tls = createTlsServer({ key, cert });
  const server = await serve(tls, { event: 'secureConnection', onSocket, host: '127.0.0.1' });
  return { server, ca: cert };
}
