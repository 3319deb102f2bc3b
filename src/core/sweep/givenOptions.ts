import type * as z from 'zod';
import { refuseByEngine } from './engines.js';
import { checkMedia } from './mediaRules.js';
import { OptionError, shown } from './optionError.js';
import { exclusiveOptions, optionRuleError, sweptInPlaceOf } from './optionRules.js';
import { flagOf, type OptionKey, optionSpec, type SweepOptions } from './options.js';
import { checkEndpoint, namedServiceKind } from './resolveEndpoint.js';
import { sweepTypes } from './scenario.js';
import { type UnsupportedOption, unsupportedOptions } from './support.js';
import { sweepAxes } from './sweepAxes.js';

/** A value as the user gave it, before the schema has seen it. */
export interface GivenOption {
  readonly value: unknown;
  /** How messages name it: `--isl`, `sweep.yaml:4:3: isl`. */
  readonly name: string;
}

/** All that the user gave; each option at most once. */
export type GivenOptions = ReadonlyMap<OptionKey, GivenOption>;

/** The command line over a configuration file: it wins option by option, and over options that exclude one of its own. */
export function mergeGiven(file: GivenOptions, commandLine: GivenOptions): GivenOptions {
  const replaced = new Set([...commandLine.keys()].flatMap((key) => replacedBy(key, commandLine.get(key)?.value)));
  return new Map([...[...file].filter(([key]) => !replaced.has(key)), ...commandLine]);
}

function replacedBy(key: OptionKey, value: unknown): OptionKey[] {
  if (value === false) return [];
  const rivals = exclusiveOptions.filter((group) => group.includes(key)).flat();
  const swept = sweepTypes.find((type) => key === 'sweepType' && type === value);
  return [...rivals, ...(swept === undefined ? [] : sweptInPlaceOf[swept])];
}

/** Commands that take the options of a sweep: over scenarios, or of one. */
export type SweepCommand = 'analyze' | 'profile';

/**
 * Checks everything that options alone can tell.
 * @throws {OptionError} for the first thing wrong: a value, an option that no engine serves, options that exclude each other
 */
export function parseOptions(given: GivenOptions, command: SweepCommand): SweepOptions {
  const options = parseValues(given);
  refuseByEngine(options, (key) => given.get(key)?.name ?? flagOf(key));
  const conflict = optionRuleError(options);
  if (conflict !== undefined) throw new OptionError(conflict);
  checkMedia(options);
  const axes = sweepAxes(options, (key) => given.get(key)?.name ?? flagOf(key));
  if (command === 'analyze' && axes.length === 0)
    throw new OptionError('nothing is swept: add --sweep-type, and --sweep-range min:max or --sweep-list a,b,…');
  if (command === 'profile' && axes.length > 0)
    throw new OptionError('profile measures one scenario: leave the sweep out, or use analyze');
  const serviceKind = namedServiceKind(options);
  if (serviceKind !== undefined) checkEndpoint(options, serviceKind);
  return options;
}

/**
 * Checks each option by itself.
 * @throws {OptionError} for the first thing wrong with a value, or an option that no engine serves
 */
export function parseValues(given: GivenOptions): SweepOptions {
  const values: Record<string, unknown> = {};
  for (const [key, option] of given) {
    const value = parseValue(key, option);
    if (value === undefined) continue;
    refuseUnsupported(key, { ...option, value });
    values[key] = value;
  }
  return values as SweepOptions;
}

function parseValue(key: OptionKey, { name, value }: GivenOption): unknown {
  const { schema, secret } = optionSpec(key);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0] as z.core.$ZodIssue;
  if (issue.code === 'custom') throw new OptionError(`${name}: ${issue.message}`);
  // The value tells which of a list it is.
  const path = issue.path.filter((part) => typeof part !== 'number');
  const place = path.length === 0 ? name : `${name}: ${path.join('.')}`;
  const found = secret || issue.message.startsWith('must not') ? '' : `, not ${shown(elementAt(value, issue.path))}`;
  throw new OptionError(`${place} ${issue.message}${found}`);
}

function elementAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((element, key) => (element as Record<PropertyKey, unknown>)[key], value);
}

function refuseUnsupported(key: OptionKey, { name, value }: GivenOption): void {
  const row = (unsupportedOptions as Partial<Record<OptionKey, UnsupportedOption>>)[key];
  if (row === undefined || row.idle.some((idle) => JSON.stringify(idle) === JSON.stringify(value))) return;
  throw new OptionError(`${name} is not supported: ${row.because}`);
}
