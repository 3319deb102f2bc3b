import type { FamilyName } from '../metrics/families.js';
import { suggestion } from './nearest.js';
import { OptionError, shown } from './optionError.js';
import { asTexts, splitAtColon, type TextsOrMapping } from './optionValue.js';

/** Limits that a good request keeps: milliseconds, or tokens or images per second for the rates. */
export type GoodputLimits = Readonly<Record<string, number>>;

/** Metrics of a single request that a limit can be set on. */
const goodputMetrics = [
  'time_to_first_token',
  'time_to_second_token',
  'inter_token_latency',
  'request_latency',
  'output_token_throughput_per_user',
  'image_latency',
  'image_throughput',
] as const satisfies readonly FamilyName[];

interface Answers {
  readonly generates: boolean;
  readonly streaming?: boolean | undefined;
  readonly perImage?: boolean | undefined;
}

/** Those of them that are measured on answers of this kind. */
export function goodputOf({ generates, streaming = false, perImage = false }: Answers): readonly FamilyName[] {
  const isMeasured = (name: FamilyName) =>
    name === 'request_latency' || (name.startsWith('image_') ? perImage : generates && streaming);
  return goodputMetrics.filter(isMeasured);
}

/**
 * `--goodput metric:value …`, or a mapping.
 * @throws {OptionError} for an unknown metric, or a limit that is no number of at least 0
 */
export function parseGoodput(given: TextsOrMapping): GoodputLimits {
  const pairs: [string, unknown][] =
    typeof given === 'object' && !Array.isArray(given)
      ? Object.entries(given)
      : asTexts(given).flatMap((text) => text.split(/\s+/).map(pairOf));
  const limits = new Map<string, number>();
  for (const [name, value] of pairs) {
    if (!(goodputMetrics as readonly string[]).includes(name))
      throw new OptionError(`${shown(name)} is no metric of a request${suggestion(name, goodputMetrics)}`);
    if (limits.has(name)) throw new OptionError(`${name} is given twice; keep one`);
    limits.set(name, limitOf(name, value));
  }
  return Object.fromEntries(limits);
}

function pairOf(text: string): [string, unknown] {
  const pair = splitAtColon(text);
  if (pair === undefined)
    throw new OptionError(`${shown(text)} lacks a limit; write metric:value, such as request_latency:500`);
  return [pair.name, pair.value === '' ? Number.NaN : Number(pair.value)];
}

function limitOf(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  const units: Readonly<Record<string, string>> = {
    output_token_throughput_per_user: 'tokens per second',
    image_throughput: 'images per second',
  };
  const unit = units[name] ?? 'milliseconds';
  throw new OptionError(`the limit of ${name} must be a number of ${unit}, at least 0`);
}
