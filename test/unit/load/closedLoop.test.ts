import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ClosedLoop } from '../../../src/load/schedule/closedLoop.js';

/** A loop, and what it has sent. */
function loopOf({ concurrency, requests }: { concurrency: number; requests: number }) {
  const sent: number[] = [];
  let next = 0;
  const loop = new ClosedLoop((number) => sent.push(number), { concurrency, takeNumber: () => next++, requests });
  return { loop, sent };
}

test('requests that end together are replaced together, once the sockets that are ready have been read', async () => {
  const { loop, sent } = loopOf({ concurrency: 3, requests: 100 });
  loop.start();
  expect(sent).toEqual([0, 1, 2]);
  loop.requestEnded(false);
  loop.requestEnded(false);
  expect(sent).toHaveLength(3);
  await setImmediate();
  expect(sent).toEqual([0, 1, 2, 3, 4]);
});

test('it ends with its last number, and says so when it finds out', async () => {
  const { loop, sent } = loopOf({ concurrency: 2, requests: 3 });
  let told = 0;
  loop.onExhausted = () => told++;
  loop.start();
  loop.requestEnded(false);
  await setImmediate();
  expect([sent.length, loop.isExhausted(), told]).toEqual([3, false, 0]);
  loop.requestEnded(false);
  await setImmediate();
  expect([sent.length, loop.isExhausted(), told]).toEqual([3, true, 1]);
});

test('after a stop nothing is sent and nothing told', async () => {
  const { loop, sent } = loopOf({ concurrency: 2, requests: 100 });
  let told = 0;
  loop.onExhausted = () => told++;
  loop.start();
  loop.requestEnded(false);
  loop.requestEnded(true);
  loop.stop();
  loop.requestEnded(false);
  await setImmediate();
  expect([sent.length, told]).toEqual([2, 0]);
});
