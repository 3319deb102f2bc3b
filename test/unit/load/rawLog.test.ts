import { fstatSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Answer } from '../../../src/load/answer/answer.js';
import { answerGrammar } from '../../../src/load/answer/answerGrammar.js';
import { RawBody } from '../../../src/load/answer/rawBody.js';
import { mergeTraces } from '../../../src/load/record/mergeTraces.js';
import { Overflow } from '../../../src/load/record/overflow.js';
import { RawLog } from '../../../src/load/record/rawLog.js';
import { rawBodyReader } from '../../../src/load/record/readRawBodies.js';
import { Recorder } from '../../../src/load/record/recorder.js';
import { OwnSpillFile } from '../../../src/load/record/spillFile.js';
import { traceFrom } from '../../../src/load/record/traceFrom.js';

const chat = answerGrammar('chat');
const facts = { timeOriginMs: 0, windowStartMs: 0, windowEndMs: 1e9, eventLoopDelayP99Ms: 0, clientCpuShare: 0 };
const countRule = { kind: 'request_count', requests: 1 } as const;

/** What comes of the response to a request: as many reads as its number says. */
const readsOf = (request: number) =>
  Array.from({ length: request % 7 }, (_, at) => ({ timeMs: request + at / 8, text: `${request}.${at};`.repeat(40) }));

function answerTo(request: number): Answer {
  const answer = new Answer(chat, true, true);
  answer.raw!.isStream = request % 2 === 0;
  for (const { text, timeMs } of readsOf(request))
    answer.raw!.add(Buffer.from(text), { from: 0, to: text.length, timeMs });
  return answer;
}

/** A thread that has sent every `step`-th request, from `first`; answers came in another order. */
async function thread(first: number, { limitBytes, file }: { limitBytes: number; file: OwnSpillFile }) {
  const overflow = new Overflow(limitBytes, file.shared);
  const recorder = new Recorder('all', overflow, new RawLog(overflow));
  for (let request = 0; request < 3_000; request++) recorder.begin(0, Number.NaN, 2 * request + first);
  for (let at = 0; at < 3_000; at++) {
    const request = (at * 1_001) % 3_000;
    recorder.end(request, answerTo(2 * request + first), { firstByteMs: 0, endMs: 1e6 });
    // Writing to the file goes on between the reads of sockets.
    if (at % 100 === 0) await setTimeout(1);
  }
  await overflow.settled();
  return { trace: traceFrom(recorder, chat, facts), overflow };
}

function spillFile(): OwnSpillFile {
  const file = new OwnSpillFile();
  onTestFinished(() => file.close());
  return file;
}

describe('bodies of responses', () => {
  test.each([
    ['in memory', Number.POSITIVE_INFINITY],
    ['in a file that two threads share', 300_000],
  ])('come back as they were, %s', async (_where, limitBytes) => {
    const file = spillFile();
    const threads = await Promise.all([0, 1].map((first) => thread(first, { limitBytes, file })));
    const spilled = threads.map(({ overflow }) => overflow.spilledBytes);
    const inMemory = threads.map(({ trace }) => trace.raw!.pieces.filter((piece) => piece !== undefined).length);
    if (limitBytes === Number.POSITIVE_INFINITY) expect(spilled).toEqual([0, 0]);
    else {
      expect(Math.min(...spilled)).toBeGreaterThan(1_500_000);
      expect(Math.max(...inMemory)).toBeLessThan(5);
      expect(fstatSync(file.shared.file!).size).toBeGreaterThan(3_000_000);
    }
    // The clock of the second thread is 0 where the first one's is 500.
    const trace = mergeTraces(
      threads.map((one, member) => ({ trace: one.trace, clockShiftMs: 500 * member })),
      countRule,
    );
    const bodyOf = rawBodyReader(trace.raw!, file.shared);
    expect(trace.requests).toBe(6_000);
    for (let place = 0; place < trace.requests; place++) {
      // The second thread has the odd numbers.
      const shiftMs = 500 * (trace.sentMs[place]! % 2);
      const request = trace.sentMs[place]! - shiftMs;
      const reads = readsOf(request);
      const body = bodyOf(place);
      if (reads.length === 0) {
        expect(body).toBeUndefined();
        continue;
      }
      const text = reads.map((read) => read.text).join('');
      expect(Buffer.from(body!.bytes).toString()).toBe(text);
      expect(body).toMatchObject({ received: text.length, isStream: request % 2 === 0 });
      expect([...body!.readMs]).toEqual(reads.map(({ timeMs }) => timeMs + shiftMs));
      expect(body!.readEnds.at(-1)).toBe(text.length);
    }
  });

  test('stay in memory where no file can be made', async () => {
    vi.stubEnv('TMPDIR', '/nowhere/at/all').stubEnv('TEMP', '/nowhere/at/all');
    const file = spillFile();
    vi.unstubAllEnvs();
    expect(file.shared.file).toBeUndefined();
    const { trace, overflow } = await thread(0, { limitBytes: 1, file });
    expect(overflow.spilledBytes).toBe(0);
    const last = rawBodyReader(trace.raw!, file.shared)(2_999)!;
    expect(Buffer.from(last.bytes).toString()).toBe(
      readsOf(5_998)
        .map(({ text }) => text)
        .join(''),
    );
  });

  test('say how much came of them that was too much', () => {
    const body = new RawBody(10);
    body.begin({ isStream: true, isRefusal: false });
    for (const timeMs of [1, 2, 3]) body.add(Buffer.from('-abcdef'), { from: 1, to: 7, timeMs });
    expect(body).toMatchObject({ length: 10, received: 18, reads: 2 });
    expect(body.bytes.toString('utf8', 0, 10)).toBe('abcdefabcd');
    body.clear();
    expect(body).toMatchObject({ length: 0, received: 0, reads: 0 });
  });

  test('are not kept of answers that nobody asked to keep', () => {
    const recorder = new Recorder('all');
    recorder.begin(0, Number.NaN, 1);
    recorder.end(0, answerTo(3), { firstByteMs: 0, endMs: 1 });
    expect(traceFrom(recorder, chat, facts).raw).toBeUndefined();
  });
});
