import { metricFamilies } from '../metrics/families.js';
import { type RequestColumns, type RequestFamily, requestFamilies } from './requestColumns.js';

/** Family → limit in display units: milliseconds, or tokens per second. */
export type GoodputLimits = Readonly<Record<string, number>>;

/**
 * Tells for a request whether it keeps every limit: times at or below it, rates at or above it. A request that lacks a
 * metric with a limit (one token has no gap to the next) is not good: what was not measured does not pass.
 * @throws {RangeError} for a family that requests have no value of
 */
export function goodputCheck(limits: GoodputLimits, columns: RequestColumns): (request: number) => boolean {
  const checks = Object.entries(limits).map(([name, limit]) => {
    const family = requestFamilies.find((known) => known === name);
    if (family === undefined) throw new RangeError(`"${name}" is no metric of a single request`);
    return limitCheck(family, limit, columns[family]);
  });
  return (request) => checks.every((keeps) => keeps(request));
}

function limitCheck(family: RequestFamily, limit: number, column: Float64Array): (request: number) => boolean {
  const { direction, rawPerUnit } = metricFamilies[family];
  const rawLimit = limit * rawPerUnit;
  return direction === 'higher' ? (request) => column[request]! >= rawLimit : (request) => column[request]! <= rawLimit;
}
