import { performance } from 'node:perf_hooks';
import { median } from './spread.js';

const readings = 2_000_000;
const repetitions = 7;

/** What one reading of the clock costs, in nanoseconds: the load generator takes one per read of a socket. */
export function stampCost(): number {
  const costs = Array.from({ length: repetitions }, () => {
    const started = performance.now();
    for (let reading = 1; reading < readings; reading++) performance.now();
    return ((performance.now() - started) / readings) * 1e6;
  });
  return median(costs);
}
