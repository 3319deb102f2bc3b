import { PythonError } from '../../src/core/results/genaiPerf/pythonError.js';
import type { PythonDict, PythonValue } from '../../src/core/results/genaiPerf/pythonValue.js';

/** Counts comparisons, and keeps a line for each that fails. */
export class Checks {
  passed = 0;
  readonly failures: string[] = [];

  /** @param expected compared whole; numbers may differ by rounding only */
  equal(what: string, actual: PythonValue, expected: PythonValue): void {
    if (isSame(actual, expected)) this.passed++;
    else this.failures.push(`${what}: ${show(actual)} instead of ${show(expected)}`);
  }

  /** @param expected `{ value }`, or `{ error: { type } }` when the call has to raise */
  outcome(what: string, act: () => PythonValue, expected: PythonDict): void {
    const actual = outcomeOf(act);
    const error = expected.get('error');
    if (error instanceof Map) this.equal(what, actual.error ?? null, (error as PythonDict).get('type') ?? null);
    else if (actual.error === undefined) this.equal(what, actual.value ?? null, expected.get('value') ?? null);
    else this.failures.push(`${what}: raised ${actual.error}`);
  }
}

/** What a call gives, or the type of the Python error that it raises. */
export function outcomeOf(act: () => PythonValue): { readonly value?: PythonValue; readonly error?: string } {
  try {
    return { value: act() };
  } catch (error) {
    if (error instanceof PythonError) return { error: error.type };
    throw error;
  }
}

const relativeTolerance = 1e-12;
const absoluteTolerance = 1e-13;

function isSame(a: PythonValue, b: PythonValue): boolean {
  if (isNumber(a) && isNumber(b)) return isClose(Number(a), Number(b));
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => isSame(item, b[at]));
  if (a instanceof Map && b instanceof Map) {
    return a.size === b.size && [...a].every(([key, item]) => b.has(key) && isSame(item, b.get(key)));
  }
  return a === b;
}

function isNumber(value: PythonValue): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

function isClose(a: number, b: number): boolean {
  const isEqual = Object.is(a, b) || a === b;
  return (
    isEqual || Math.abs(a - b) <= Math.max(absoluteTolerance, relativeTolerance * Math.max(Math.abs(a), Math.abs(b)))
  );
}

function show(value: PythonValue): string {
  const text = JSON.stringify(value, (_key, item: unknown) => {
    if (item instanceof Map) return Object.fromEntries(item);
    return typeof item === 'bigint' ? Number(item) : item;
  });
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
