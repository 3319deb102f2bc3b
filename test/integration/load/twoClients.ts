import { Agent, type AgentOptions, type IncomingMessage, request } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import type { Socket } from 'node:net';
import { referenceTexts } from '../../unit/load/referenceStream.js';
import { jobFor, onRequests, run, startSecure, startServer, texts } from './servers.js';

/** What the server does for one request: it writes the pieces one by one, and then perhaps ends the connection. */
export interface Script {
  readonly name: string;
  readonly pieces: readonly Buffer[];
  readonly end: 'stay' | 'close' | 'reset';
  readonly pauseMs?: number;
}

/** How a request went, as far as two clients must agree. */
export interface Outcome {
  /** `complete`, `broken`, or the status of a refusal. */
  readonly end: string;
  readonly texts: readonly string[];
}

/** Outcome of each script. */
interface BothOutcomes {
  readonly ours: Outcome[];
  readonly nodes: Outcome[];
}

interface Way {
  readonly url: string;
  /** Certificate of a server that speaks TLS. */
  readonly ca?: string;
}

const concurrency = 24;

/** Lets our client and the one of Node send a request for each script to the same server. */
export async function byBothClients(scripts: readonly Script[], { secure = false } = {}): Promise<BothOutcomes> {
  const onSocket = (socket: Socket) =>
    onRequests(socket, (text) => void perform(socket, scripts[Number(/"script":(\d+)/.exec(text)![1])]!));
  const { server, ca } = secure ? await startSecure(onSocket) : { server: await startServer(onSocket), ca: undefined };
  await using _closing = server;
  const way = ca === undefined ? { url: server.url } : { url: server.url.replace('http:', 'https:'), ca };
  return { ours: await byOurs(scripts.length, way), nodes: await byNodes(scripts.length, way) };
}

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

async function byOurs(scripts: number, { url, ca }: Way): Promise<Outcome[]> {
  const trace = await run(
    jobFor(url, {
      ...(ca === undefined ? {} : { tls: { ca } }),
      bodies: Array.from({ length: scripts }, (_, script) => bodyOf(script)),
      load: { kind: 'concurrency', concurrency },
      stop: { kind: 'request_count', requests: scripts },
    }),
  );
  const said = texts(trace);
  const outcomes: Outcome[] = [];
  for (let place = 0; place < trace.requests; place++) {
    const kind = trace.errorKinds[trace.outcome[place]! - 2] ?? 'completed';
    outcomes[trace.entry[place]!] = {
      end: endOf(kind),
      texts: said[place]!.map((text) => JSON.parse(`"${text}"`) as string),
    };
  }
  return outcomes;
}

/** An empty answer is as good as any to a client that does not know what it is for. */
function endOf(kind: string): string {
  if (kind === 'completed' || kind === 'empty response') return 'complete';
  return /^http (\d+)$/.exec(kind)?.[1] ?? 'broken';
}

async function byNodes(scripts: number, { url, ca }: Way): Promise<Outcome[]> {
  const options: AgentOptions = { keepAlive: true, maxSockets: concurrency };
  const agent = ca === undefined ? new Agent(options) : new SecureAgent({ ...options, ca });
  const outcomes: Outcome[] = [];
  let next = 0;
  const work = async () => {
    while (next < scripts) {
      const script = next++;
      outcomes[script] = await oneByNode({ url, agent }, script);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  agent.destroy();
  return outcomes;
}

function oneByNode(node: { url: string; agent: Agent }, script: number, isRetry = false): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { method: 'POST', agent: node.agent, headers: { 'Content-Length': bodyOf(script).length } };
    const outgoing = (node.url.startsWith('https:') ? secureRequest : request)(node.url, options);
    let isAnswered = false;
    outgoing.on('response', (response) => {
      isAnswered = true;
      resolve(outcomeOf(response));
    });
    outgoing.on('error', () => {
      // A reused connection may die before the request reaches the server; then it is tried once more, as ours is.
      if (!isAnswered && outgoing.reusedSocket && !isRetry) resolve(oneByNode(node, script, true));
      else resolve({ end: 'broken', texts: [] });
    });
    outgoing.end(bodyOf(script));
  });
}

function outcomeOf(response: IncomingMessage): Promise<Outcome> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const settle = (end: string) => {
      const stream = Buffer.concat(chunks).toString();
      // Where a stream breaks off, what does not end with a blank line is no event.
      const whole = end === 'complete' ? stream : (/^[\s\S]*(?:\r\n\r\n?|\n\n|\r\r)/.exec(stream)?.[0] ?? '');
      resolve({ end, texts: /^\d/.test(end) ? [] : referenceTexts(whole) });
    };
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', () => settle('broken'));
    response.on('end', () => {
      const status = response.statusCode ?? 0;
      if (!response.complete) settle('broken');
      else settle(status < 300 ? 'complete' : String(status));
    });
  });
}
