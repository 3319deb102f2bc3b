import { performance } from 'node:perf_hooks';
import type { Trace } from '../core/measure/trace.js';
import { answerGrammar } from './answer/answerGrammar.js';
import { ClientWatch } from './clientWatch.js';
import { Dispatcher } from './dispatcher.js';
import { grpcTransport } from './grpc/grpcTransport.js';
import { httpTransport } from './http/httpTransport.js';
import type { LoadJob, LoadProgress } from './loadJob.js';
import { ProgressReport } from './progressReport.js';
import { Overflow } from './record/overflow.js';
import { RawLog } from './record/rawLog.js';
import { Recorder, type TextKeeping } from './record/recorder.js';
import { traceFrom } from './record/traceFrom.js';
import { arrivals, scheduled } from './schedule/arrivals.js';
import { ClosedLoop } from './schedule/closedLoop.js';
import type { Loop } from './schedule/loop.js';
import { OpenLoop } from './schedule/openLoop.js';
import { untilStop } from './schedule/untilStop.js';
import { sessionLoop } from './sessions.js';
import { Alone, shareOf, type Team } from './team.js';
import type { Transport } from './transport.js';

/** Connections kept ready in an open loop, where nobody knows how many the next instant needs. */
const spareConnections = 4;
const mostOpenedAhead = 64;
const warmupConcurrency = 32;

interface RunOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: LoadProgress) => void;
  /** The threads that share the job; absent for this one alone. */
  readonly team?: Team;
}

/** Runs a job, or its share of one, in this thread; see `runLoad` for how to do it beside other work. */
export async function runLoadHere(
  job: LoadJob,
  { signal, onProgress, team = new Alone() }: RunOptions,
): Promise<Trace> {
  signal.throwIfAborted();
  const { bodies, warmupBodies = [], requestTimeoutMs } = job;
  if (bodies.length === 0) throw new TypeError('There is no request to send.');
  const makeTransport = job.grpc === undefined ? httpTransport : grpcTransport;
  const transport = await makeTransport(job);
  const messages = [...bodies, ...warmupBodies].map((body) => transport.toMessage(body));
  const warmup = new Recorder('none');
  const warmupRange = { first: warmupBodies.length > 0 ? bodies.length : 0, end: messages.length };
  const dispatcher = new Dispatcher({ transport, messages, requestTimeoutMs }, warmup, warmupRange);
  const report = new ProgressReport(dispatcher, warmup, onProgress);
  const overflow = new Overflow(undefined, job.raw);
  try {
    return await Promise.race([abortion(signal), run(job, dispatcher, { report, team, overflow, transport })]);
  } finally {
    report.close();
    overflow.close();
    dispatcher.close();
  }
}

interface Surroundings {
  readonly report: ProgressReport;
  readonly overflow: Overflow;
  readonly team: Team;
  readonly transport: Transport;
}

async function run(job: LoadJob, dispatcher: Dispatcher, surroundings: Surroundings): Promise<Trace> {
  const { report, team, overflow, transport } = surroundings;
  await dispatcher.open(connectionsAhead(job, team));
  await warmUp(job, dispatcher, team);
  const loop =
    job.sessions === undefined
      ? loopOf(job, dispatcher, team)
      : sessionLoop(job, job.sessions, { dispatcher, team, toMessage: transport.toMessage });
  const recorder = new Recorder(textsKept(job), overflow, job.raw && new RawLog(overflow));
  dispatcher.restart(recorder, { first: 0, end: job.bodies.length });
  if (job.load.kind === 'request_rate') dispatcher.spareConnections = spareConnections;
  const windowStartMs = await team.ready();
  const watch = new ClientWatch();
  report.measure(recorder, windowStartMs);
  const windowEndMs = await untilStop(job.stop, { loop, dispatcher, team, startMs: windowStartMs });
  const client = watch.finish();
  dispatcher.cutOff();
  // Pieces of memory are handed over: none may be on its way to the file.
  if (job.raw !== undefined) await overflow.settled();
  const { protocol } = transport;
  const way = job.url.startsWith('https:') ? `${protocol} over TLS` : protocol;
  const facts = { timeOriginMs: performance.timeOrigin, windowStartMs, windowEndMs, transport: way, ...client };
  return traceFrom(recorder, answerGrammar(job.format, job.places), facts);
}

function textsKept({ keepText, dropCountedText = false }: LoadJob): TextKeeping {
  if (!keepText) return 'none';
  return dropCountedText ? 'uncounted' : 'all';
}

function connectionsAhead({ load, warmupRequests }: LoadJob, team: Team): number {
  if (load.kind === 'concurrency') return shareOf(load.concurrency, team);
  const inTenthOfSecond = Math.ceil(load.requestsPerSecond / 10);
  return shareOf(Math.min(mostOpenedAhead, Math.max(inTenthOfSecond, warmupConcurrencyOf(load, warmupRequests))), team);
}

/** As concurrent as the window will be, so that every connection is warm. */
function warmupConcurrencyOf(load: LoadJob['load'], requests: number): number {
  return Math.min(requests, load.kind === 'concurrency' ? load.concurrency : warmupConcurrency);
}

async function warmUp({ load, warmupRequests }: LoadJob, dispatcher: Dispatcher, team: Team): Promise<void> {
  const alone = new Alone();
  const loop = new ClosedLoop(sendBy(dispatcher), {
    concurrency: shareOf(warmupConcurrencyOf(load, warmupRequests), team),
    // Numbers of the others lie between, so that no two members send the same warm-up request.
    takeNumber: () => alone.takeNumber() * team.members + team.member,
    requests: warmupRequests,
  });
  const stop = { kind: 'request_count', requests: warmupRequests } as const;
  await untilStop(stop, { loop, dispatcher, team: alone, startMs: performance.now() });
}

function loopOf(job: LoadJob, dispatcher: Dispatcher, team: Team): Loop {
  const { load, stop, seed } = job;
  const requests = stop.kind === 'request_count' ? stop.requests : Number.POSITIVE_INFINITY;
  const send = sendBy(dispatcher);
  if (load.kind === 'concurrency') {
    const concurrency = shareOf(load.concurrency, team);
    return new ClosedLoop(send, { concurrency, takeNumber: () => team.takeNumber(), requests });
  }
  const own = { first: team.member, step: team.members };
  if (job.scheduleMs !== undefined)
    return new OpenLoop(send, {
      arrivals: scheduled(job.scheduleMs),
      requests: Math.min(requests, job.scheduleMs.length),
      ...own,
    });
  const expected = stop.kind === 'interval' ? (load.requestsPerSecond * stop.milliseconds) / 1000 : stop.requests;
  // Every member draws all arrivals and sends those whose turn is its own.
  return new OpenLoop(send, {
    arrivals: arrivals(load, { seed, requests: Math.max(1, Math.round(expected)) }),
    requests,
    ...own,
  });
}

const sendBy = (dispatcher: Dispatcher) => (number: number, scheduledMs: number) =>
  dispatcher.send(number, scheduledMs);

/** Rejects with the signal's reason when it is aborted; otherwise never settles. */
function abortion(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
