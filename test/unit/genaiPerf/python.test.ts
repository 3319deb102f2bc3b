import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PythonError } from '../../../src/core/results/genaiPerf/pythonError.js';
import { parsePythonJson } from '../../../src/core/results/genaiPerf/pythonJson.js';
import { add, divide, mean, multiply, sum } from '../../../src/core/results/genaiPerf/pythonNumber.js';
import { intOfNumber, intOfText, pythonRepr, twoDecimals } from '../../../src/core/results/genaiPerf/pythonText.js';
import {
  type NumbersByName,
  type PythonNumber,
  type PythonValue,
  pythonDict,
} from '../../../src/core/results/genaiPerf/pythonValue.js';
import means from '../../fixtures/cpython/mean.json' with { type: 'json' };
import texts from '../../fixtures/cpython/text.json' with { type: 'json' };

/** The type of the error that a call raises. */
function raised(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof PythonError) return error.type;
    throw error;
  }
  return 'nothing';
}

/** Back to what JSON.parse would give. */
function plain(value: PythonValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [key, plain(item as PythonValue)]));
  return Array.isArray(value) ? value.map(plain) : value;
}

describe("Python's json", () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const expected: unknown = JSON.parse(text, (_key, value: unknown) => (Object.is(value, -0) ? 0 : value));
        expect(plain(parsePythonJson(text))).toEqual(expected);
      }),
    );
  });

  it('tells ints from floats and keeps the order of keys', () => {
    const value = parsePythonJson(' {"10": 1, "2": 1.0, "a": [1e2, -0, NaN, -Infinity, 99999999999999999999]}\n');
    expect([...(value as ReadonlyMap<string, PythonValue>)]).toEqual([
      ['10', 1n],
      ['2', 1],
      ['a', [100, 0n, Number.NaN, Number.NEGATIVE_INFINITY, 99999999999999999999n]],
    ]);
  });

  it.each(['', '{', '{"a" 1}', '{"a":1,}', '[1 2]', '"a', '"\\x"', '"\n"', '01', '1 2', 'nul', "{'a':1}"])(
    'refuses %j, as JSON.parse does',
    (text) => {
      expect(() => JSON.parse(text)).toThrow();
      expect(raised(() => parsePythonJson(text))).toBe('JSONDecodeError');
    },
  );

  it('says where the fault is', () => {
    expect(() => parsePythonJson('{\n "a": ?}')).toThrow('Expecting value: line 2 column 7 (char 8)');
  });
});

describe("Python's texts", () => {
  it('of dicts, strings and floats', () => {
    expect(pythonRepr(parsePythonJson(texts.value))).toBe(texts.repr);
    for (const [json, expected] of texts.floats) expect(pythonRepr(parsePythonJson(json as string))).toBe(expected);
  });

  it('with two decimals, ties to the even digit', () => {
    for (const [json, expected] of texts.decimals) {
      expect(twoDecimals(parsePythonJson(json as string) as PythonNumber)).toBe(expected);
    }
    expect([twoDecimals(Number.NaN), twoDecimals(Number.NEGATIVE_INFINITY), twoDecimals(3n)]).toEqual([
      'nan',
      '-inf',
      '3.00',
    ]);
  });

  it('as ints', () => {
    for (const [text, expected] of texts.ints) {
      const read = () => String(intOfText(text as string));
      if (expected?.startsWith('invalid')) expect(read).toThrow(expected);
      else expect(read()).toBe(expected);
    }
    expect([intOfNumber(-2.9), intOfNumber(1e21), intOfNumber(7n)]).toEqual([-2n, 10n ** 21n, 7n]);
    expect([raised(() => intOfNumber(Number.NaN)), raised(() => intOfNumber(Number.POSITIVE_INFINITY))]).toEqual([
      'ValueError',
      'OverflowError',
    ]);
  });
});

describe("Python's numbers", () => {
  it('have an exact mean, rounded once', () => {
    for (const [values, expected] of means) {
      const numbers = parsePythonJson(values as string) as PythonNumber[];
      expect([values, mean(numbers)]).toEqual([values, parsePythonJson(expected as string)]);
    }
    expect(raised(() => mean([]))).toBe('StatisticsError');
  });

  it('have a mean that does not depend on the order, and lies between the extremes', () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(values, (numbers) => {
        const result = mean(numbers);
        expect(mean(numbers.toReversed())).toBe(result);
        expect(Number(result)).toBeGreaterThanOrEqual(Math.min(...numbers));
        expect(Number(result)).toBeLessThanOrEqual(Math.max(...numbers));
      }),
    );
  });

  it('stay ints between ints, and divide to the nearest float', () => {
    expect([add(2n ** 60n, 1n), multiply(3n, 4n), sum([1n, 2n]), sum([]), add(1n, 0.5)]).toEqual([
      2n ** 60n + 1n,
      12n,
      3n,
      0n,
      1.5,
    ]);
    expect([divide(1n, 3n), divide(-1n, 2n), divide(10n ** 400n, 10n ** 399n), divide(1n, 10n ** 400n)]).toEqual([
      1 / 3,
      -0.5,
      10,
      0,
    ]);
  });

  it('raise as Python does', () => {
    expect(raised(() => divide(1n, 0n))).toBe('ZeroDivisionError');
    expect(() => divide(1n, 0n)).toThrow(/^division by zero/);
    expect(() => divide(1, 0n)).toThrow('float division by zero');
    expect(raised(() => add(10n ** 400n, 1))).toBe('OverflowError');
    expect(raised(() => divide(10n ** 400n, 3n))).toBe('OverflowError');
  });

  it('come from plain objects as floats', () => {
    const numbers: NumbersByName = { m: { tag: 2 } };
    expect(pythonDict(numbers)).toEqual(new Map([['m', new Map([['tag', 2]])]]));
  });
});
