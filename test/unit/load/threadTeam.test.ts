import { setTimeout } from 'node:timers/promises';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, expect, test, vi } from 'vitest';
import { clockShiftMs } from '../../../src/load/clock.js';
import type { LoadJob } from '../../../src/load/loadJob.js';
import { shareOf } from '../../../src/load/team.js';
import { countersBytes, ThreadTeam } from '../../../src/load/threadTeam.js';
import type { ParentMessage, WorkerMessage } from '../../../src/load/workerMessages.js';

const job: LoadJob = {
  url: 'http://127.0.0.1:1',
  headers: [],
  bodies: [],
  format: 'chat',
  load: { kind: 'concurrency', concurrency: 3 },
  stop: { kind: 'request_count', requests: 1 },
  warmupRequests: 0,
  seed: 1,
  requestTimeoutMs: 1_000,
  keepText: false,
};
const open: MessagePort[] = [];
afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

/** A team of so many, all in this thread, with what its members say to their parent. */
function teamOf(members: number) {
  const counters = new SharedArrayBuffer(countersBytes);
  const said: WorkerMessage[] = [];
  const parents: MessagePort[] = [];
  const team = Array.from({ length: members }, (_, member) => {
    const { port1, port2 } = new MessageChannel();
    open.push(port1);
    parents.push(port1);
    port1.on('message', (message: WorkerMessage) => said.push(message));
    return new ThreadTeam(port2, { job, member, members, counters });
  });
  const tellAll = (message: ParentMessage) => {
    for (const parent of parents) parent.postMessage(message);
  };
  return { team, said, tellAll };
}

test('no number is taken twice, and all count together', () => {
  const { team } = teamOf(3);
  const numbers = Array.from({ length: 12 }, (_, turn) => team[turn % 3]!.takeNumber());
  expect(numbers).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect([team[0]!.countDone(), team[2]!.countDone(), team[1]!.done()]).toEqual([1, 2, 2]);
});

test('shares differ by one at most and make up the whole', () => {
  for (const count of [0, 1, 5, 256, 257]) {
    for (const members of [1, 2, 3, 7]) {
      const shares = Array.from({ length: members }, (_, member) => shareOf(count, { member, members }));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(count);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }
  }
});

test('all begin at the instant that the parent names, by their own clocks', async () => {
  const { team, said, tellAll } = teamOf(2);
  const begun = team.map((member) => member.ready());
  await vi.waitFor(() => expect(said).toEqual([{ kind: 'ready' }, { kind: 'ready' }]));
  const startMs = performance.now() + 30;
  tellAll({ kind: 'begin', startMs: startMs + clockShiftMs() });
  for (const start of await Promise.all(begun)) expect(start).toBeCloseTo(startMs, 1);
  // A timer may fire a part of a millisecond early.
  expect(performance.now()).toBeGreaterThan(startMs - 2);
});

test('an end of the window reaches those who listen, and those who listen later', async () => {
  const { team, said, tellAll } = teamOf(2);
  const heard: number[] = [];
  team[0]!.onStop = (endMs) => heard.push(endMs);
  team[1]!.stop(1_234);
  await vi.waitFor(() => expect(said).toHaveLength(1));
  const [message] = said;
  if (message?.kind !== 'stop') throw new Error('It said something else.');
  tellAll(message);
  await vi.waitFor(() => expect(heard).toHaveLength(1));
  await setTimeout(20);
  team[1]!.onStop = (endMs) => heard.push(endMs);
  expect(heard).toHaveLength(2);
  for (const endMs of heard) expect(endMs).toBeCloseTo(1_234, 1);
});
