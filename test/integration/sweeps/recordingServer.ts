import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as it came in. */
export interface ReceivedRequest {
  readonly atMs: number;
  /** When its answer was complete. */
  answeredAtMs: number;
  readonly body: {
    readonly model?: string;
    readonly messages?: readonly { readonly role: string; readonly content: string }[];
    readonly [name: string]: unknown;
  };
}

/** A chat server that remembers what it was asked and when, and answers each request with words of its own. */
export interface RecordingServer {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
}

/** How it answers. */
export interface Answering {
  readonly delayMs?: number;
  /** HTTP status of the answer to the request of that number, from 0. */
  readonly status?: (request: number) => number;
}

/** Listens until the test is over. Answers hold quotes, line breaks and characters of several bytes. */
export async function recordingServer({ delayMs = 5, status = () => 200 }: Answering = {}): Promise<RecordingServer> {
  const received: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    if (request.method !== 'POST') {
      const isModels = request.url === '/v1/models';
      response
        .writeHead(isModels ? 200 : 404)
        .end(JSON.stringify({ object: 'list', data: [{ id: 'm' }, { id: 'n' }] }));
      return;
    }
    if (request.url === '/tokenize') {
      response.writeHead(404).end();
      return;
    }
    void readBody(request).then((text) => {
      const number = received.length;
      const entry: ReceivedRequest = {
        atMs: performance.now(),
        answeredAtMs: Number.NaN,
        body: JSON.parse(text) as ReceivedRequest['body'],
      };
      received.push(entry);
      setTimeout(() => {
        entry.answeredAtMs = performance.now();
        answer(response, { text: answerText(number), status: status(number), stream: entry.body['stream'] === true });
      }, delayMs);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

/** What the request of that number is answered with. */
export function answerText(request: number): string {
  return `answer ${request}: "größer"\n\\ 😀`;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

interface Answer {
  readonly text: string;
  readonly status: number;
  readonly stream: boolean;
}

function answer(response: ServerResponse, { text, status, stream }: Answer): void {
  const usage = { prompt_tokens: 16, completion_tokens: 4, total_tokens: 20 };
  if (status !== 200) {
    response.writeHead(status).end('{"error": "no"}');
    return;
  }
  if (!stream) {
    const message = { role: 'assistant', content: text };
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ object: 'chat.completion', choices: [{ index: 0, message }], usage }));
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  for (const content of [text.slice(0, 8), text.slice(8, -2), text.slice(-2)])
    response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`);
  response.write(`data: ${JSON.stringify({ choices: [], usage })}\n\n`);
  response.end('data: [DONE]\n\n');
}
