import { PythonError } from './pythonError.js';
import type { PythonNumber, PythonValue } from './pythonValue.js';

/** The number that arithmetic sees: a bool counts as 0 or 1, anything else is a TypeError. */
export function asNumber(value: PythonValue): PythonNumber {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  throw new PythonError('TypeError', 'unsupported operand type(s)');
}

/** An int as a float, rounded half to even; too large a one is an OverflowError. */
function toFloat(value: PythonNumber): number {
  if (typeof value === 'number') return value;
  const float = Number(value);
  if (!Number.isFinite(float)) {
    throw new PythonError('OverflowError', 'int too large to convert to float');
  }
  return float;
}

/** `a + b`: exact between ints, otherwise a float. */
export function add(a: PythonNumber, b: PythonNumber): PythonNumber {
  return typeof a === 'bigint' && typeof b === 'bigint' ? a + b : toFloat(a) + toFloat(b);
}

/** `a - b`: exact between ints, otherwise a float. */
export function subtract(a: PythonNumber, b: PythonNumber): PythonNumber {
  return typeof a === 'bigint' && typeof b === 'bigint' ? a - b : toFloat(a) - toFloat(b);
}

/** `a * b`: exact between ints, otherwise a float. */
export function multiply(a: PythonNumber, b: PythonNumber): PythonNumber {
  return typeof a === 'bigint' && typeof b === 'bigint' ? a * b : toFloat(a) * toFloat(b);
}

/** `a / b`, always a float; two ints give the nearest float to the exact quotient. */
export function divide(a: PythonNumber, b: PythonNumber): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    if (b === 0n) throw new PythonError('ZeroDivisionError', 'division by zero');
    return quotient(a, b);
  }
  const divisor = toFloat(b);
  if (divisor === 0) throw new PythonError('ZeroDivisionError', 'float division by zero');
  return toFloat(a) / divisor;
}

/** `sum(values)` of Python before 3.12: from left to right, each step rounded. */
export function sum(values: Iterable<PythonNumber>): PythonNumber {
  let total: PythonNumber = 0n;
  for (const value of values) total = add(total, value);
  return total;
}

/**
 * `statistics.mean`: the exact mean, rounded once. An int when all values are ints and it is whole.
 * No value at all is a StatisticsError.
 */
export function mean(values: readonly PythonNumber[]): PythonNumber {
  const [first, second] = values;
  if (values.length === 2 && typeof first === 'number' && typeof second === 'number') {
    const total = first + second;
    // Both steps together round once, unless the sum overflows; + 0 turns -0 into the plain 0 of the exact mean.
    if (Number.isFinite(total)) return total / 2 + 0;
  }
  if (first === undefined) throw new PythonError('StatisticsError', 'mean requires at least one data point');
  if (values.every((value) => typeof value === 'bigint')) {
    const total = sum(values) as bigint;
    const count = BigInt(values.length);
    return total % count === 0n ? total / count : quotient(total, count);
  }
  const special = values.filter((value) => typeof value === 'number' && !Number.isFinite(value)).map(Number);
  if (special.length > 0) return special.reduce((a, b) => a + b) / values.length;
  if (values.length === 1) return Number(first) + 0;
  if (values.every((value) => value === 0)) return 0;
  return quotient(
    values.map(inSmallestFloats).reduce((a, b) => a + b),
    BigInt(values.length) << smallestFloatBits,
  );
}

/** The smallest positive float is 2 to the power of minus this. */
const smallestFloatBits = 1074n;
const largestExact = BigInt(Number.MAX_SAFE_INTEGER);

/** How many of the smallest positive floats a finite number is: every float is a whole multiple of that one. */
function inSmallestFloats(value: PythonNumber): bigint {
  if (typeof value === 'bigint') return value << smallestFloatBits;
  if (Number.isInteger(value)) return BigInt(value) << smallestFloatBits;
  const bits = new BigUint64Array(Float64Array.of(Math.abs(value)).buffer)[0] as bigint;
  const exponent = bits >> 52n;
  const fraction = bits & 0xfffffffffffffn;
  const size = exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n);
  return value < 0 ? -size : size;
}

/** The float nearest to `a / b`, half to even; `b` is not 0. */
function quotient(a: bigint, b: bigint): number {
  const [top, bottom] = [magnitude(a), magnitude(b)];
  const sign = a < 0n === b < 0n ? 1 : -1;
  if (top <= largestExact && bottom <= largestExact) return (sign * Number(top)) / Number(bottom);
  const size = bitLength(top) - bitLength(bottom);
  if (size < -1000) {
    // Up to 2 ** 53 smallest floats, every whole number of them is a float.
    const smallest = roundedQuotient(top << smallestFloatBits, bottom);
    if (smallest <= largestExact) return sign * Number(smallest) * Number.MIN_VALUE;
  }
  // As a whole number of at least 64 bits, in which the last stands for all that is cut off: rounding it to 53 bits is
  // then the one rounding that is allowed.
  const shift = 68 - size;
  const scaled = shift > 0 ? top << BigInt(shift) : top;
  const divisor = shift > 0 ? bottom : bottom << BigInt(-shift);
  const rounded = Number((scaled / divisor) | (scaled % divisor === 0n ? 0n : 1n));
  const half = Math.trunc(-shift / 2);
  const result = sign * rounded * 2 ** half * 2 ** (-shift - half);
  if (!Number.isFinite(result)) throw new PythonError('OverflowError', 'integer division result too large for a float');
  return result;
}

/** `a / b` to the nearest whole number, half to even; both above 0. */
function roundedQuotient(a: bigint, b: bigint): bigint {
  const whole = a / b;
  const twiceRest = (a % b) * 2n;
  return twiceRest > b || (twiceRest === b && whole % 2n === 1n) ? whole + 1n : whole;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** At most three more than the true length. */
function bitLength(value: bigint): number {
  return value.toString(16).length * 4;
}
