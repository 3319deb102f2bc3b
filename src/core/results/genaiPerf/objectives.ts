import { PythonError } from './pythonError.js';
import { asNumber, divide, sum } from './pythonNumber.js';
import type { PythonDict, PythonNumber, PythonValue } from './pythonValue.js';

/** Tag (or model) → its share; the shares of one set sum to 1. */
export type Shares = ReadonlyMap<string, PythonNumber>;

/** What a model is compared by until objectives are set for it. */
export const defaultObjectives: Shares = new Map([['request_throughput_avg', 1]]);

/** Each value's share of their sum; a sum of 0 is a ZeroDivisionError. */
export function sharesOf(values: PythonDict): Shares {
  const numbers = [...values].map(([key, value]): [string, PythonNumber] => [key, asNumber(value)]);
  const total = sum(numbers.map(([, value]) => value));
  return new Map(numbers.map(([key, value]) => [key, divide(value, total)]));
}

/** For values whose dict methods the original calls: anything else is an AttributeError. */
export function asDict(value: PythonValue | undefined): PythonDict {
  if (value instanceof Map) return value as PythonDict;
  throw new PythonError('AttributeError', 'object is no dict');
}

/** Python's `assert`. */
export function assertPython(condition: boolean): void {
  if (!condition) throw new PythonError('AssertionError', '');
}

/** `assert a.keys() == b.keys()`: the same keys, in any order. */
export function assertSameKeys(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): void {
  let same = a.size === b.size;
  for (const key of a.keys()) same &&= b.has(key);
  assertPython(same);
}
