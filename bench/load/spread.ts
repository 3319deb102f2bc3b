/** Where the values of a measurement lie; milliseconds. */
export interface Spread {
  readonly p50: number;
  readonly p99: number;
}

/** Median and 99th percentile, interpolated as numpy does; undefined for no values. */
export function spread(values: readonly number[]): Spread | undefined {
  const sorted = Float64Array.from(values).sort();
  return sorted.length === 0 ? undefined : { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
}

/** NaN for no values. */
export function median(values: readonly number[]): number {
  return quantile(Float64Array.from(values).sort(), 0.5);
}

function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}
