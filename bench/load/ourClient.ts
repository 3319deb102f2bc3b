// The product's own load generator as a program: sends chat requests as told and prints the same figures as the others give.
import { completed, type Trace } from '../../src/core/measure/trace.js';
import type { LoadJob } from '../../src/load/loadJob.js';
import { makeRunLoad } from '../../src/load/runLoad.js';
import { spread } from './spread.js';

const [settings = '{}', workerFile = ''] = process.argv.slice(2);
/** `LoadJob` with bodies as text, as they come in a program's arguments. */
const { body, ...job } = JSON.parse(settings) as Omit<LoadJob, 'bodies'> & { body: string };
const runLoad = makeRunLoad(new URL(workerFile));
const trace = await runLoad({ ...job, bodies: [Buffer.from(body)] }, { signal: new AbortController().signal });
process.stdout.write(JSON.stringify(figuresOf(trace)));

function figuresOf({ requests, outcome, eventStart, eventMs, sentMs, scheduledMs, ...trace }: Trace) {
  const ttft: number[] = [];
  const itl: number[] = [];
  for (let request = 0; request < requests; request++) {
    const [from, to] = [eventStart[request]!, eventStart[request + 1]!];
    if (outcome[request] !== completed || to === from) continue;
    ttft.push(eventMs[from]! - sentMs[request]!);
    if (to - from > 1) itl.push((eventMs[to - 1]! - eventMs[from]!) / (to - from - 1));
  }
  const delays = Array.from(sentMs, (sent, request) => sent - scheduledMs[request]!);
  return {
    requests: ttft.length,
    errors: trace.errorKinds,
    ttft: spread(ttft),
    itl: spread(itl),
    sendDelay: job.load.kind === 'request_rate' ? spread(delays) : undefined,
    eventLoopDelayP99Ms: trace.eventLoopDelayP99Ms,
    clientCpuShare: trace.clientCpuShare,
  };
}
