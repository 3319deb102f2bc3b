import { setTimeout } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { Answer } from '../../../src/load/answer/answer.js';
import { answerGrammar } from '../../../src/load/answer/answerGrammar.js';
import { Overflow } from '../../../src/load/record/overflow.js';
import { Recorder } from '../../../src/load/record/recorder.js';
import { traceFrom } from '../../../src/load/record/traceFrom.js';

const chat = answerGrammar('chat');
const facts = { timeOriginMs: 0, windowStartMs: 0, windowEndMs: 1_000, eventLoopDelayP99Ms: 0, clientCpuShare: 0 };

function answerOf(events: readonly (readonly [timeMs: number, text: string])[]): Answer {
  const answer = new Answer(chat, true);
  for (const [timeMs, text] of events) {
    answer.output.timeMs = timeMs;
    answer.output.addEvent();
    answer.output.addText(Buffer.from(text), 0, Buffer.byteLength(text));
  }
  return answer;
}

describe('a trace', () => {
  test('has requests in the order of sending and events in the order of requests', () => {
    const recorder = new Recorder('all');
    for (const entry of [0, 1, 2]) recorder.begin(entry, Number.NaN, 10 * entry);
    // The first request met a dying connection and was sent again.
    recorder.columns.sentMs[0] = 15;
    recorder.end(
      2,
      answerOf([
        [40, 'x'],
        [41, 'yé'],
        [41, 'z'],
      ]),
      { firstByteMs: 39, endMs: 42 },
    );
    recorder.end(
      0,
      answerOf([
        [50, 'a'],
        [51, 'b'],
      ]),
      { firstByteMs: 49, endMs: 52 },
    );
    recorder.end(1, answerOf([]), { firstByteMs: 60, endMs: 61 });
    const trace = traceFrom(recorder, chat, facts);
    expect([...trace.entry]).toEqual([1, 0, 2]);
    expect([...trace.sentMs]).toEqual([10, 15, 20]);
    expect([...trace.endMs]).toEqual([61, 52, 42]);
    expect([...trace.eventStart]).toEqual([0, 0, 2, 5]);
    expect([...trace.eventMs]).toEqual([50, 51, 40, 41, 41]);
    expect(Buffer.from(trace.literals!.bytes).toString()).toBe('abxyéz');
    expect([...trace.literals!.start]).toEqual([0, 1, 2, 3, 6, 7]);
    expect(trace.joinedEvents).toBe(1);
  });

  test.each([
    ['in memory', Number.POSITIVE_INFINITY, 0],
    ['and partly in a file', 1_500_000, 2_000_000],
  ])('of many requests and events is the same as in plain lists, %s', async (_where, limitBytes, leastSpilled) => {
    const overflow = new Overflow(limitBytes);
    const recorder = new Recorder('all', overflow);
    const events = (request: number) =>
      Array.from({ length: (request * 7) % 50 }, (_, at) => [request + at / 100, `${request}.${at} `] as const);
    for (let request = 0; request < 8_000; request++) recorder.begin(request % 5, Number.NaN, request);
    const order = Array.from({ length: 8_000 }, (_, at) => (at * 3_001) % 8_000);
    for (const request of order) {
      recorder.end(request, answerOf(events(request)), { firstByteMs: 0, endMs: 1 });
      // Writing to the file goes on between the reads of sockets.
      if (request % 500 === 0) await setTimeout(5);
    }
    expect(overflow.spilledBytes).toBeGreaterThanOrEqual(leastSpilled);
    const { eventMs, literals, eventStart } = traceFrom(recorder, chat, { ...facts, windowEndMs: 1e9 });
    const expected = Array.from({ length: 8_000 }, (_, request) => events(request)).flat();
    expect(Buffer.from(eventMs.buffer).equals(Buffer.from(Float64Array.from(expected, ([time]) => time).buffer))).toBe(
      true,
    );
    expect(Buffer.from(literals!.bytes).equals(Buffer.from(expected.map(([, text]) => text).join('')))).toBe(true);
    expect(literals!.start).toHaveLength(expected.length + 1);
    expect(eventStart[8_000]).toBe(expected.length);
  });

  test('keeps the text that nobody counted, when told so', () => {
    const recorder = new Recorder('uncounted');
    for (const sentMs of [1, 2, 3]) recorder.begin(0, Number.NaN, sentMs);
    const counted = answerOf([
      [10, 'ab'],
      [11, 'c'],
    ]);
    counted.output.completionTokens = 2;
    recorder.end(
      0,
      answerOf([
        [10, 'x'],
        [11, 'yz'],
      ]),
      { firstByteMs: 9, endMs: 12 },
    );
    recorder.end(1, counted, { firstByteMs: 9, endMs: 12 });
    recorder.end(2, answerOf([[10, 'w']]), { firstByteMs: 9, endMs: 12 });
    const { literals, eventStart } = traceFrom(recorder, chat, facts);
    expect([...eventStart]).toEqual([0, 2, 4, 5]);
    expect(Buffer.from(literals!.bytes).toString()).toBe('xyzw');
    expect([...literals!.start]).toEqual([0, 1, 3, 3, 3, 4]);
  });

  test('is kept in memory where no temporary file can be made', () => {
    vi.stubEnv('TMPDIR', '/nowhere/at/all').stubEnv('TEMP', '/nowhere/at/all');
    const overflow = new Overflow(1);
    const recorder = new Recorder('all', overflow);
    recorder.begin(0, Number.NaN, 0);
    const answer = answerOf(Array.from({ length: 300_000 }, (_, at) => [at / 1_000, 'x'] as const));
    recorder.end(0, answer, { firstByteMs: 0, endMs: 300 });
    const trace = traceFrom(recorder, chat, facts);
    overflow.close();
    vi.unstubAllEnvs();
    expect(trace.spilledBytes).toBe(0);
    expect([trace.eventMs[0], trace.eventMs[299_999]]).toEqual([0, 299.999]);
  });

  test('counts nothing that ended after the window', () => {
    const recorder = new Recorder('none');
    for (const sentMs of [1, 2, 3, 4]) recorder.begin(0, Number.NaN, sentMs);
    recorder.end(0, answerOf([[900, 'a']]), { firstByteMs: 5, endMs: 1_000 });
    recorder.end(1, answerOf([[900, 'a']]), { firstByteMs: 5, endMs: 1_000.5 });
    recorder.fail(2, { kind: 'timeout', message: 'late' }, 1_001);
    const trace = traceFrom(recorder, chat, facts);
    expect([...trace.outcome]).toEqual([0, 1, 1, 1]);
    expect([...trace.endMs]).toEqual([1_000, 1_000, 1_000, 1_000]);
    expect(trace.literals).toBeUndefined();
  });

  test('keeps the first message of each kind of failure', () => {
    const recorder = new Recorder('none');
    for (let request = 0; request < 400; request++) {
      recorder.begin(0, Number.NaN, request);
      recorder.fail(request, { kind: `kind ${request % 300}`, message: `message ${request}` }, request);
    }
    const { outcome, errorKinds, errorMessages } = traceFrom(recorder, chat, facts);
    expect(errorKinds.slice(0, 2)).toEqual(['kind 0', 'kind 1']);
    expect(errorMessages[1]).toBe('message 1');
    expect(outcome[301]).toBe(3);
    expect(Math.max(...outcome) - 2).toBeLessThan(errorKinds.length);
  });
});
