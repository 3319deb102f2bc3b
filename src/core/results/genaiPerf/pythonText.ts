import { PythonError } from './pythonError.js';
import type { PythonNumber, PythonValue } from './pythonValue.js';

/** `str(value)`. */
export function pythonStr(value: PythonValue): string {
  return typeof value === 'string' ? value : pythonRepr(value);
}

/** `repr(value)`: dicts and lists print their contents with it. */
export function pythonRepr(value: PythonValue): string {
  switch (typeof value) {
    case 'string':
      return stringRepr(value);
    case 'number':
      return floatRepr(value);
    case 'bigint':
      return String(value);
    case 'boolean':
      return value ? 'True' : 'False';
    default:
      return value === null ? 'None' : containerRepr(value);
  }
}

function containerRepr(value: readonly PythonValue[] | ReadonlyMap<string, PythonValue>): string {
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<string, PythonValue>)];
    return `{${entries.map(([key, item]) => `${stringRepr(key)}: ${pythonRepr(item)}`).join(', ')}}`;
  }
  return `[${[...(value as readonly PythonValue[])].map(pythonRepr).join(', ')}]`;
}

const namedEscapes = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let repr = quote;
  for (const character of text) {
    const named = character === quote ? `\\${quote}` : namedEscapes.get(character);
    repr += named ?? (isPrintable(character) ? character : numericEscape(character.codePointAt(0) as number));
  }
  return repr + quote;
}

/** `str.isprintable`: neither a control, format, private or unassigned character nor a space other than " ". */
function isPrintable(character: string): boolean {
  return character === ' ' || !/[\p{C}\p{Z}]/u.test(character);
}

function numericEscape(code: number): string {
  const digits = code.toString(16);
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

/** The shortest text that reads back as the same float; exponents from 1e16 up and below 1e-4. */
function floatRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  const [mantissa, exponent] = size.toExponential().split('e') as [string, string];
  if (size !== 0 && (Number(exponent) < -4 || Number(exponent) >= 16)) {
    return `${sign}${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
  }
  return `${sign}${size}${Number.isInteger(size) ? '.0' : ''}`;
}

/** `f"{value:.2f}"`: exact ties go to the even digit, and no size switches to an exponent. */
export function twoDecimals(value: PythonNumber): string {
  const float = Number(value);
  if (!Number.isFinite(float)) return floatRepr(float);
  const sign = float < 0 || Object.is(float, -0) ? '-' : '';
  const size = Math.abs(float);
  if (size >= 1e21) return `${sign}${BigInt(size)}.00`;
  const text = size.toFixed(2);
  // Ties are the odd multiples of 1/8. toFixed takes the larger neighbour: with an odd last digit, the even one is just below.
  const isTie = Number.isInteger(size * 8) && !Number.isInteger(size * 4);
  const last = Number(text.at(-1));
  return sign + (isTie && last % 2 === 1 ? `${text.slice(0, -1)}${last - 1}` : text);
}

/** `int(text)`: spaces around, a sign and single underscores between digits are fine. */
export function intOfText(text: string): bigint {
  if (!/^\s*[-+]?[0-9]+(_[0-9]+)*\s*$/.test(text)) {
    throw new PythonError('ValueError', `invalid literal for int() with base 10: ${stringRepr(text)}`);
  }
  const digits = text.replace(/[\s_+]/g, '');
  return digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(digits);
}

/** `int(value)` of a number: the fraction is cut off. */
export function intOfNumber(value: PythonNumber): bigint {
  if (typeof value === 'bigint') return value;
  if (Number.isNaN(value)) throw new PythonError('ValueError', 'cannot convert float NaN to integer');
  if (!Number.isFinite(value)) throw new PythonError('OverflowError', 'cannot convert float infinity to integer');
  return BigInt(Math.trunc(value));
}
