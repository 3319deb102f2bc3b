import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server that answers at once and knows what it was asked. */
export interface CountingServer {
  readonly url: string;
  /** Paths of the requests that carried work, in their order. */
  readonly posts: readonly string[];
}

/** Serves models of these names until the test is over; `answerDelayMs` makes it slow. */
export async function countingServer(models: readonly string[], answerDelayMs = 0): Promise<CountingServer> {
  const posts: string[] = [];
  const server = createServer((request, response) => {
    if (request.method === 'POST' && request.url !== '/tokenize') {
      posts.push(request.url ?? '');
      request.resume().on('end', () => setTimeout(() => answer(request, response), answerDelayMs));
    } else if (request.url === '/v1/models') {
      response.end(JSON.stringify({ object: 'list', data: models.map((id) => ({ id, object: 'model' })) }));
    } else {
      response.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, posts };
}

const words = ['one', ' two', ' three', ' four', ' five', ' six', ' seven', ' eight'];

function answer({ url }: IncomingMessage, response: ServerResponse): void {
  if (url !== '/v1/chat/completions') {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  for (const content of words)
    response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`);
  const usage = { prompt_tokens: 16, completion_tokens: words.length, total_tokens: 16 + words.length };
  response.write(`data: ${JSON.stringify({ choices: [], usage })}\n\n`);
  response.end('data: [DONE]\n\n');
}
