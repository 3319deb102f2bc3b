import { performance } from 'node:perf_hooks';

const samples = 50;

/**
 * Milliseconds from this thread's clock to the one that all threads of the machine share. The two are read one after the
 * other, so that the closest pair of readings is the best; the true difference never changes.
 */
export function clockShiftMs(): number {
  let shiftMs = Number.NEGATIVE_INFINITY;
  for (let sample = 0; sample < samples; sample++) {
    const sharedMs = Number(process.hrtime.bigint()) / 1e6;
    shiftMs = Math.max(shiftMs, sharedMs - performance.now());
  }
  return shiftMs;
}
