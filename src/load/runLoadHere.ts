import { performance } from 'node:perf_hooks';
import type { Trace } from '../core/measure/trace.js';
import { ClientWatch } from './clientWatch.js';
import { Dispatcher } from './dispatcher.js';
import { findAddress } from './http/findAddress.js';
import { requestMessages, requestTarget } from './http/requestTarget.js';
import type { LoadJob, RunLoad } from './loadJob.js';
import { ProgressReport } from './progressReport.js';
import { Recorder } from './record/recorder.js';
import { traceFrom } from './record/traceFrom.js';
import { arrivals } from './schedule/arrivals.js';
import { ClosedLoop } from './schedule/closedLoop.js';
import type { Loop } from './schedule/loop.js';
import { OpenLoop } from './schedule/openLoop.js';
import { untilStop } from './schedule/untilStop.js';

/** Connections kept ready in an open loop, where nobody knows how many the next instant needs. */
const spareConnections = 4;
const mostOpenedAhead = 64;
const warmupConcurrency = 32;

/** Runs a job in this thread; see `runLoad` for how to do it beside other work. */
export const runLoadHere: RunLoad = async (job, { signal, onProgress }) => {
  signal.throwIfAborted();
  const target = requestTarget(job.url);
  const { bodies, warmupBodies = [] } = job;
  const messages = requestMessages(target, job.headers, [...bodies, ...warmupBodies]);
  if (messages.length === 0) throw new TypeError('There is no request to send.');
  const warmup = new Recorder(false);
  const address = await findAddress(target);
  const { format, keepText, requestTimeoutMs, tls = {} } = job;
  const settings = { target, address, tls, messages, format, keepText, requestTimeoutMs };
  const warmupRange = { first: warmupBodies.length > 0 ? bodies.length : 0, end: messages.length };
  const dispatcher = new Dispatcher(settings, warmup, warmupRange);
  const report = new ProgressReport(dispatcher, warmup, onProgress);
  try {
    return await Promise.race([abortion(signal), run(job, dispatcher, { report, warmup })]);
  } finally {
    report.close();
    dispatcher.close();
  }
};

interface Recording {
  readonly report: ProgressReport;
  readonly warmup: Recorder;
}

async function run(job: LoadJob, dispatcher: Dispatcher, { report, warmup }: Recording): Promise<Trace> {
  await dispatcher.open(connectionsAhead(job));
  if (job.warmupRequests > 0) await warmUp(job, dispatcher, warmup);
  const recorder = new Recorder(job.keepText);
  dispatcher.restart(recorder, { first: 0, end: job.bodies.length });
  if (job.load.kind === 'request_rate') dispatcher.spareConnections = spareConnections;
  const loop = loopOf(job, dispatcher);
  const watch = new ClientWatch();
  const windowStartMs = performance.now();
  report.measure(recorder, windowStartMs);
  const windowEndMs = await untilStop(job.stop, { loop, dispatcher, recorder, startMs: windowStartMs });
  const client = watch.finish();
  dispatcher.cutOff();
  return traceFrom(recorder, job.format, {
    timeOriginMs: performance.timeOrigin,
    windowStartMs,
    windowEndMs,
    ...client,
  });
}

function connectionsAhead({ load, warmupRequests }: LoadJob): number {
  if (load.kind === 'concurrency') return load.concurrency;
  const inTenthOfSecond = Math.ceil(load.requestsPerSecond / 10);
  return Math.min(mostOpenedAhead, Math.max(inTenthOfSecond, warmupConcurrencyOf(load, warmupRequests)));
}

/** As concurrent as the window will be, so that every connection is warm. */
function warmupConcurrencyOf(load: LoadJob['load'], requests: number): number {
  return Math.min(requests, load.kind === 'concurrency' ? load.concurrency : warmupConcurrency);
}

async function warmUp({ load, warmupRequests }: LoadJob, dispatcher: Dispatcher, recorder: Recorder): Promise<void> {
  const loop = new ClosedLoop(sendBy(dispatcher), warmupConcurrencyOf(load, warmupRequests), warmupRequests);
  const stop = { kind: 'request_count', requests: warmupRequests } as const;
  await untilStop(stop, { loop, dispatcher, recorder, startMs: performance.now() });
}

function loopOf({ load, stop, seed }: LoadJob, dispatcher: Dispatcher): Loop {
  const requests = stop.kind === 'request_count' ? stop.requests : Number.POSITIVE_INFINITY;
  const send = sendBy(dispatcher);
  if (load.kind === 'concurrency') return new ClosedLoop(send, load.concurrency, requests);
  const expected = stop.kind === 'interval' ? (load.requestsPerSecond * stop.milliseconds) / 1000 : stop.requests;
  return new OpenLoop(send, arrivals(load, { seed, requests: Math.max(1, Math.round(expected)) }), requests);
}

const sendBy = (dispatcher: Dispatcher) => (scheduledMs: number) => dispatcher.send(scheduledMs);

/** Rejects with the signal's reason when it is aborted; otherwise never settles. */
function abortion(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
