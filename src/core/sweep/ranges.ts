import { type Decimal, parseDecimal, toNumber, unitsAt } from './decimal.js';
import { OptionError, shown } from './optionError.js';
import type { SweepType } from './scenario.js';

/** More values than anyone measures; stops a typing error from filling the memory. */
const mostValues = 10_000;

/**
 * The values of `min:max` (powers of two between, with min and max themselves) or `min:max:step` (max included if
 * hit), ascending. Only request_rate takes fractions.
 * @throws {OptionError} for anything that is no such range
 */
export function expandRange(text: string, type: SweepType): number[] {
  const fail = (problem: string) => new OptionError(`${shown(text)}: ${problem}`);
  const parts = text.split(':').map((part) => part.trim());
  if (parts.length < 2 || parts.length > 3) throw fail('a range is written min:max or min:max:step');
  const decimals = parts.map((part) => {
    const decimal = parseDecimal(part);
    if (decimal === undefined) throw fail(`${shown(part)} is no number; a range is written min:max or min:max:step`);
    return decimal;
  });
  const [min, max, step] = decimals as [Decimal, Decimal, Decimal?];
  for (const bound of [min, max]) {
    const problem = valueProblem(bound, type);
    if (problem !== undefined) throw fail(problem);
  }
  if (toNumber(min) > toNumber(max))
    throw fail(`the minimum is above the maximum; write ${[parts[1], parts[0], ...parts.slice(2)].join(':')}`);
  if (step === undefined) return doublings(toNumber(min), toNumber(max));
  const problem = step.units <= 0n ? 'the step must be above 0' : fractionProblem(step, type);
  if (problem !== undefined) throw fail(problem);
  const values = steps(min, max, step);
  if (values === undefined) throw fail(`more than ${mostValues} values; write a larger step`);
  return values;
}

/** min, the powers of two between min and max, max. */
function doublings(min: number, max: number): number[] {
  const powers: number[] = [];
  let power = 2 ** Math.floor(Math.log2(min));
  for (; power < max; power *= 2) if (power > min) powers.push(power);
  return [...new Set([min, ...powers, max])];
}

/** min + i·step up to max, in whole units of the last decimal place; undefined for too many. */
function steps(min: Decimal, max: Decimal, step: Decimal): number[] | undefined {
  const places = Math.max(min.places, max.places, step.places);
  const [first, last, size] = [unitsAt(min, places), unitsAt(max, places), unitsAt(step, places)];
  const count = Number((last - first) / size) + 1;
  if (count > mostValues) return undefined;
  return Array.from({ length: count }, (_, i) => toNumber({ units: first + BigInt(i) * size, places }));
}

/** A list's values, and what a reader should be told of it. */
export interface SweepValues {
  /** In the order given, each once. */
  readonly values: readonly number[];
  readonly notices: readonly string[];
}

/**
 * The values of a list, `1,2,4` or ready numbers, in the order given; doubles are dropped with a notice.
 * @throws {OptionError}
 */
export function parseList(list: string | number | readonly number[], type: SweepType): SweepValues {
  const texts = typeof list === 'string' ? list.split(',') : [list].flat().map(String);
  const fail = (problem: string) =>
    new OptionError(`${shown(typeof list === 'string' ? list : texts.join(','))}: ${problem}`);
  if (texts.length === 0) throw fail('a list holds at least one value');
  if (texts.length > mostValues) throw fail(`more than ${mostValues} values`);
  const values = texts.map((text) => {
    const value = parseDecimal(text.trim());
    if (value === undefined)
      throw fail(text.trim() === '' ? 'a value is missing' : `${shown(text.trim())} is no number`);
    const problem = valueProblem(value, type);
    if (problem !== undefined) throw fail(problem);
    return toNumber(value);
  });
  const doubles = new Set(values.filter((value, i) => values.indexOf(value) < i));
  const notices =
    doubles.size === 0 ? [] : [`${type} ${[...doubles].join(', ')} is listed more than once; it is measured once`];
  return { values: [...new Set(values)], notices };
}

function valueProblem(value: Decimal, type: SweepType): string | undefined {
  if (value.units > 0n) return fractionProblem(value, type);
  return type === 'request_rate' ? `${type} must be above 0` : `${type} must be at least 1`;
}

function fractionProblem(value: Decimal, type: SweepType): string | undefined {
  const isWhole = value.units % 10n ** BigInt(value.places) === 0n;
  return isWhole || type === 'request_rate' ? undefined : `${type} takes whole numbers, not ${toNumber(value)}`;
}
