/**
 * What a counter has grown by since its first sample, at each sample, so that the largest is the window's total. A
 * counter that falls was reset and starts from 0. One sample alone says nothing of growth.
 */
export function increases(samples: readonly number[]): number[] {
  if (samples.length < 2) return [];
  let total = 0;
  return samples.map((value, place) => {
    const before = place === 0 ? value : samples[place - 1]!;
    total += value >= before ? value - before : value;
    return total;
  });
}
