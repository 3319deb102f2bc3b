import { Agent, request } from 'node:http';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Trace } from '../../../src/core/measure/trace.js';
import { endsByClosing, goodResponses } from '../../unit/load/corpus.js';
import { referenceTexts } from '../../unit/load/referenceStream.js';
import { jobFor, run, startAnswering, type TestServer, texts } from './servers.js';

/** What the server does for one request: it writes the pieces one by one, and then perhaps ends the connection. */
interface Script {
  readonly name: string;
  readonly pieces: readonly Buffer[];
  readonly end: 'stay' | 'close' | 'reset';
  readonly pauseMs?: number;
}

/** How a request went, as far as two clients must agree. */
interface Outcome {
  /** `complete`, `broken`, or the status of a refusal. */
  readonly end: string;
  readonly texts: readonly string[];
}

const concurrency = 24;
let scripts: readonly Script[] = [];
let server: TestServer;
beforeAll(async () => {
  server = await startAnswering(
    (socket, _index, text) => void perform(socket, scripts[Number(/"script":(\d+)/.exec(text)![1])]!),
  );
});
afterAll(() => server[Symbol.asyncDispose]());

async function perform(socket: Socket, { pieces, end, pauseMs = 0 }: Script): Promise<void> {
  socket.setNoDelay(true);
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await new Promise((resolve) => (pauseMs > 0 ? setTimeout(resolve, pauseMs) : setImmediate(resolve)));
    if (piece.length > 0) await new Promise((resolve) => socket.write(piece, resolve));
  }
  if (end === 'close') socket.end();
  // What was written must have been read before the reset, which throws away what is still under way.
  else if (end === 'reset') setTimeout(() => socket.resetAndDestroy(), 15);
}

const bodyOf = (script: number) => Buffer.from(`{"script":${script}}`);

/** The same requests by Node's own client. */
async function byNode(): Promise<Outcome[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const outcomes: Outcome[] = [];
  let next = 0;
  const work = async () => {
    while (next < scripts.length) {
      const script = next++;
      outcomes[script] = await oneByNode(agent, script);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  agent.destroy();
  return outcomes;
}

function oneByNode(agent: Agent, script: number, isRetry = false): Promise<Outcome> {
  return new Promise((resolve) => {
    const body = bodyOf(script);
    const outgoing = request(server.url, { method: 'POST', agent, headers: { 'Content-Length': body.length } });
    const chunks: Buffer[] = [];
    let answered = false;
    const settle = (end: string) => {
      const stream = Buffer.concat(chunks).toString();
      // Where a stream breaks off, what does not end with a blank line is no event.
      const whole = end === 'complete' ? stream : (/^[\s\S]*(?:\r\n\r\n?|\n\n|\r\r)/.exec(stream)?.[0] ?? '');
      resolve({ end, texts: end === 'complete' || end === 'broken' ? referenceTexts(whole) : [] });
    };
    outgoing.on('response', (response) => {
      answered = true;
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => settle('broken'));
      response.on('end', () =>
        settle(
          response.complete
            ? response.statusCode === 200 || response.statusCode === 204
              ? 'complete'
              : String(response.statusCode)
            : 'broken',
        ),
      );
    });
    outgoing.on('error', () => {
      // A reused connection may die before the request reaches the server; then it is tried once more, as we do.
      if (!answered && outgoing.reusedSocket && !isRetry) resolve(oneByNode(agent, script, true));
      else settle('broken');
    });
    outgoing.end(body);
  });
}

/** The same requests by our client. */
async function byUs(): Promise<{ outcomes: Outcome[]; trace: Trace }> {
  const trace = await run(
    jobFor(server.url, {
      bodies: scripts.map((_, script) => bodyOf(script)),
      load: { kind: 'concurrency', concurrency },
      stop: { kind: 'request_count', requests: scripts.length },
    }),
  );
  const said = texts(trace);
  const outcomes: Outcome[] = [];
  for (let place = 0; place < trace.requests; place++) {
    const code = trace.outcome[place]!;
    const kind = code === 0 ? 'complete' : trace.errorKinds[code - 2]!;
    outcomes[trace.entry[place]!] = {
      end: kind === 'empty response' ? 'complete' : (/^http (\d+)$/.exec(kind)?.[1] ?? (code === 0 ? kind : 'broken')),
      texts: said[place]!.map((text) => JSON.parse(`"${text}"`) as string),
    };
  }
  return { outcomes, trace };
}

async function compare(made: readonly Script[]): Promise<void> {
  scripts = made;
  const [ours, theirs] = [await byUs(), await byNode()];
  expect(ours.trace.requests).toBe(scripts.length);
  for (const [script, { name }] of scripts.entries()) {
    expect(ours.outcomes[script], name).toEqual(theirs[script]);
  }
}

/** Streams only: answers in one piece have no text before the end. */
const streams = goodResponses.filter((response) => response.includes('data:'));

describe('our client and the one of Node agree on', () => {
  test('responses of all kinds, cut in two everywhere', { timeout: 120_000 }, async () => {
    const everywhere = goodResponses
      .filter((response) => !response.includes('message"'))
      .flatMap((response, kind) =>
        Array.from(
          { length: response.length + 1 },
          (_, at): Script => ({
            name: `response ${kind} cut at ${at}`,
            pieces: [response.subarray(0, at), response.subarray(at)],
            end: endsByClosing(response) ? 'close' : 'stay',
          }),
        ),
      );
    await compare(everywhere);
  });

  test('responses that come byte by byte, at once and slowly', { timeout: 120_000 }, async () => {
    await compare(
      streams.flatMap((response, kind) =>
        [0, 1].map((pauseMs): Script => {
          const size = pauseMs === 0 ? 1 : 25;
          const pieces = Array.from({ length: Math.ceil(response.length / size) }, (_, at) =>
            response.subarray(at * size, (at + 1) * size),
          );
          return {
            name: `response ${kind} in pieces of ${size}`,
            pieces,
            end: endsByClosing(response) ? 'close' : 'stay',
            pauseMs,
          };
        }),
      ),
    );
  });

  test('streams that end too early, anywhere', { timeout: 120_000 }, async () => {
    await compare(
      streams
        .filter((response) => !endsByClosing(response))
        .flatMap((response, kind) =>
          Array.from(
            { length: Math.floor(response.length / 3) },
            (_, at): Script => ({
              name: `response ${kind} closed at ${at * 3}`,
              pieces: [response.subarray(0, at * 3)],
              end: 'close',
            }),
          ),
        ),
    );
  });

  test('streams that are reset, anywhere', { timeout: 120_000 }, async () => {
    await compare(
      streams
        .filter((response) => !endsByClosing(response))
        .flatMap((response, kind) =>
          Array.from(
            { length: Math.floor(response.length / 29) },
            (_, at): Script => ({
              name: `response ${kind} reset at ${at * 29}`,
              pieces: [response.subarray(0, at * 29)],
              end: 'reset',
            }),
          ),
        ),
    );
  });
});
