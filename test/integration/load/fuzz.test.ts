import { expect, test } from 'vitest';
import { goodResponses } from '../../unit/load/corpus.js';
import { makeRandom, mutatedResponse } from '../../unit/load/mutation.js';
import { jobFor, run, startAnswering } from './servers.js';

/** `FUZZ_RUNS=1000000` makes it thorough; only a part of these goes over sockets. */
const requests = Math.max(3_000, Math.floor(Number(process.env['FUZZ_RUNS'] ?? 0) / 20));

test(`${requests} mutated responses over sockets lose no request`, { timeout: 1_800_000 }, async () => {
  const random = makeRandom(Number(process.env['FUZZ_SEED'] ?? 1));
  let served = 0;
  await using server = await startAnswering((socket) => {
    served++;
    const bytes = random(3) === 0 ? goodResponses[random(goodResponses.length)]! : mutatedResponse(random);
    const at = random(bytes.length + 1);
    socket.write(bytes.subarray(0, at));
    const rest = () => {
      socket.write(bytes.subarray(at));
      // A connection that stays open after a broken response ends by the time-out; most are closed.
      if (random(50) === 0) return;
      if (random(4) === 0) socket.resetAndDestroy();
      else socket.end();
    };
    if (random(2) === 0) setImmediate(rest);
    else rest();
  });
  const trace = await run(
    jobFor(server.url, {
      load: { kind: 'concurrency', concurrency: 32 },
      stop: { kind: 'request_count', requests },
      requestTimeoutMs: 300,
    }),
  );
  expect(trace.requests).toBe(requests);
  // Each request was served once, or twice when its connection had died; and each has an end and a reason.
  expect(served).toBeGreaterThanOrEqual(requests - trace.reconnects);
  expect(served).toBeLessThanOrEqual(requests + trace.reconnects);
  expect(trace.outcome.includes(1)).toBe(false);
  expect(trace.endMs.some(Number.isNaN)).toBe(false);
  expect(trace.outcome.filter((outcome) => outcome === 0).length).toBeGreaterThan(requests / 20);
});
