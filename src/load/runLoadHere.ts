import { performance } from 'node:perf_hooks';
import type { Trace } from '../core/measure/trace.js';
import type { StopRule } from '../core/sweep/scenario.js';
import { ClientWatch } from './clientWatch.js';
import { Dispatcher } from './dispatcher.js';
import { findAddress } from './http/findAddress.js';
import { requestMessages, requestTarget } from './http/requestTarget.js';
import type { LoadJob, LoadProgress, RunLoad } from './loadJob.js';
import { ProgressReport } from './progressReport.js';
import { Recorder } from './record/recorder.js';
import { traceFrom } from './record/traceFrom.js';
import { arrivals } from './schedule/arrivals.js';
import { ClosedLoop } from './schedule/closedLoop.js';
import type { Loop } from './schedule/loop.js';
import { OpenLoop } from './schedule/openLoop.js';

/** Connections kept ready in an open loop, where nobody knows how many the next instant needs. */
const spareConnections = 4;
const mostOpenedAhead = 64;
const warmupConcurrency = 32;

/** Runs a job in this thread; see `runLoad` for how to do it beside other work. */
export const runLoadHere: RunLoad = async (job, { signal, onProgress }) => {
  signal.throwIfAborted();
  const target = requestTarget(job.url);
  const messages = requestMessages(target, job.headers, job.bodies);
  if (messages.length === 0) throw new TypeError('There is no request to send.');
  const warmup = new Recorder(false);
  const address = await findAddress(target);
  const { format, keepText, requestTimeoutMs, tls = {} } = job;
  const dispatcher = new Dispatcher({ target, address, tls, messages, format, keepText, requestTimeoutMs }, warmup);
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
  dispatcher.restart(recorder);
  if (job.load.kind === 'request_rate') dispatcher.spareConnections = spareConnections;
  const watch = new ClientWatch();
  const windowStartMs = performance.now();
  report.measure(recorder, windowStartMs);
  const windowEndMs = await untilStop(job.stop, { loop: loopOf(job, dispatcher), dispatcher, recorder, windowStartMs });
  const client = watch.finish();
  dispatcher.cutOff();
  return traceFrom(recorder, job.format, {
    timeOriginMs: performance.timeOrigin,
    windowStartMs,
    windowEndMs,
    ...client,
  });
}
