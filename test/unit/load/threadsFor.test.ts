import { expect, test } from 'vitest';
import { threadsFor } from '../../../src/load/threadsFor.js';

const concurrency = (streams: number) => ({ kind: 'concurrency', concurrency: streams }) as const;
const rate = (requestsPerSecond: number) =>
  ({ kind: 'request_rate', requestsPerSecond, distribution: 'constant' }) as const;

test.each([
  [concurrency(1), 16, 1],
  [concurrency(256), 16, 1],
  [concurrency(257), 16, 2],
  [concurrency(1024), 16, 4],
  [concurrency(100_000), 16, 8],
  [concurrency(1024), 2, 1],
  [concurrency(1024), 1, 1],
  [rate(0.5), 16, 1],
  [rate(2_000), 16, 1],
  [rate(5_000), 16, 3],
])('%o on %i cores takes %i threads', (load, cores, threads) => {
  expect(threadsFor({ load }, cores)).toBe(threads);
});

test('a number that is asked for is taken, up to one thread per request in flight', () => {
  expect(threadsFor({ load: concurrency(8), threads: 3 }, 1)).toBe(3);
  expect(threadsFor({ load: concurrency(2), threads: 3 }, 16)).toBe(2);
  expect(threadsFor({ load: rate(1), threads: 3 }, 16)).toBe(3);
});
