import { setTimeout as pause, setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { completed } from '../../../src/core/measure/trace.js';
import { Answer } from '../../../src/load/answer/answer.js';
import { answerGrammar } from '../../../src/load/answer/answerGrammar.js';
import { Dispatcher } from '../../../src/load/dispatcher.js';
import { Recorder } from '../../../src/load/record/recorder.js';
import { ClosedLoop } from '../../../src/load/schedule/closedLoop.js';
import { untilStop } from '../../../src/load/schedule/untilStop.js';
import { Alone } from '../../../src/load/team.js';
import type { ConnectionOwner, RequestConnection } from '../../../src/load/transport.js';

/** A connection without a socket: the test says what comes. */
class ScriptedConnection implements RequestConnection {
  request = -1;
  isReused = false;
  isClosed = false;
  isConnected = true;
  firstByteMs = 1;
  hasBytes = true;

  constructor(
    readonly answer: Answer,
    private readonly owner: ConnectionOwner,
  ) {}

  send(): void {
    this.answer.reset();
    this.owner.sending(this, performance.now());
  }

  /** An event, and with it the end of the response. */
  respond(text: string, timeMs: number): void {
    const { output } = this.answer;
    output.timeMs = timeMs;
    output.addEvent();
    output.addText(Buffer.from(text), 0, text.length);
    this.owner.responded(this, timeMs);
  }

  close(): void {
    this.isClosed = true;
    this.owner.closed(this);
  }
}

/** A dispatcher whose connections hand the readers of closed ones to new ones, as those of HTTP do. */
function dispatching({ requestTimeoutMs = 60_000 } = {}) {
  const connections: ScriptedConnection[] = [];
  const free: Answer[] = [];
  const grammar = answerGrammar('chat');
  const transport = {
    protocol: 'none',
    toMessage: (body: Uint8Array) => Buffer.from(body),
    connect: (owner: ConnectionOwner) => {
      const answer = free.pop() ?? new Answer(grammar, true);
      const connection = new ScriptedConnection(answer, {
        connected: (one) => owner.connected(one),
        sending: (one, timeMs) => owner.sending(one, timeMs),
        responded: (one, timeMs) => owner.responded(one, timeMs),
        failed: (one, failure, timeMs) => owner.failed(one, failure, timeMs),
        closed: (one) => {
          owner.closed(one);
          free.push(answer);
        },
      });
      connections.push(connection);
      return connection;
    },
  };
  const recorder = new Recorder('all');
  const settings = { transport, messages: [Buffer.from('?')], requestTimeoutMs };
  const dispatcher = new Dispatcher(settings, recorder, { first: 0, end: 1 });
  const ends: number[] = [];
  dispatcher.onRequestEnd = (_, timeMs) => ends.push(timeMs);
  return { dispatcher, recorder, connections, ends, [Symbol.dispose]: () => dispatcher.close() };
}

const textOf = ({ columns, text, eventMs }: Recorder, request: number) => ({
  text: Buffer.from(Array.from({ length: 5 }, (_, place) => text.at(columns.textAt[request]! + place))).toString(),
  timeMs: eventMs.at(columns.eventsAt[request]!),
});

test('what is ready on other sockets is read before an answer is recorded, with the time at which it came', async () => {
  using all = dispatching();
  for (const number of [0, 1]) all.dispatcher.send(number, Number.NaN);
  all.connections[0]!.respond('alpha', 7);
  all.connections[1]!.respond('bravo', 8);
  expect([all.ends, all.recorder.completed, all.dispatcher.inFlight]).toEqual([[], 0, 2]);
  await setImmediate();
  expect([all.ends, all.recorder.completed, all.dispatcher.inFlight]).toEqual([[7, 8], 2, 0]);
  expect(textOf(all.recorder, 1)).toEqual({ text: 'bravo', timeMs: 8 });
});

test('an answer is recorded before its connection closes and its reader reads for another one', () => {
  using all = dispatching();
  all.dispatcher.send(0, Number.NaN);
  all.connections[0]!.respond('alpha', 7);
  all.connections[0]!.close();
  all.dispatcher.send(1, Number.NaN);
  all.connections[1]!.respond('bravo', 9);
  expect(all.connections[1]!.answer).toBe(all.connections[0]!.answer);
  expect(textOf(all.recorder, 0)).toEqual({ text: 'alpha', timeMs: 7 });
});

test('a timeout does not take back what is complete', async () => {
  using all = dispatching({ requestTimeoutMs: 20 });
  for (const number of [0, 1]) all.dispatcher.send(number, Number.NaN);
  await setImmediate();
  all.connections[0]!.respond('alpha', 7);
  // After a busy moment the check of timeouts comes first, then what waits for the sockets.
  for (const until = performance.now() + 30; performance.now() < until; );
  await pause(100);
  expect([all.ends.length, all.recorder.completed, all.dispatcher.inFlight]).toEqual([2, 1, 0]);
  expect(all.recorder.columns.outcome[0]).toBe(completed);
});

test('requests that are told in another order than they ended are all in the window', async () => {
  using all = dispatching();
  const loop = new ClosedLoop((number) => all.dispatcher.send(number, Number.NaN), {
    ...{ concurrency: 2, requests: 2 },
    takeNumber: () => team.takeNumber(),
  });
  const team = new Alone();
  const rule = { kind: 'request_count', requests: 2 } as const;
  const end = untilStop(rule, { loop, dispatcher: all.dispatcher, team, startMs: 0 });
  all.connections[0]!.respond('alpha', 8);
  all.connections[1]!.respond('bravo', 7);
  expect(await end).toBe(8);
});

test('the end of the window does not cut off what is complete', () => {
  using all = dispatching();
  for (const number of [0, 1]) all.dispatcher.send(number, Number.NaN);
  all.connections[0]!.respond('alpha', 7);
  all.dispatcher.cutOff();
  expect([all.recorder.completed, all.dispatcher.inFlight]).toEqual([1, 0]);
  expect(all.recorder.columns.outcome[0]).toBe(completed);
  expect(all.recorder.columns.endMs[0]).toBe(7);
});
