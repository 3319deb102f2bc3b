import * as z from 'zod';
import { endpointOptions } from './endpointOptions.js';
import { inputOptions } from './inputOptions.js';
import { mediaOptions } from './mediaOptions.js';
import { optionDefaults } from './optionDefaults.js';
import { type OptionKind, type OptionMeta, optionRegistry } from './optionField.js';
import { outputOptions } from './outputOptions.js';
import { profilingOptions } from './profilingOptions.js';
import { rangeOptions } from './rangeOptions.js';
import { sessionOptions } from './sessionOptions.js';
import { unsupportedOptions } from './support.js';

const fields = {
  ...rangeOptions,
  ...endpointOptions,
  ...inputOptions,
  ...profilingOptions,
  ...outputOptions,
  ...mediaOptions,
  ...sessionOptions,
};

/**
 * Every option of a sweep, by its name in camel case: the one schema behind command line, configuration file,
 * settings and form. Absent means "not given"; `optionDefaults` and the plan fill in.
 */
export const sweepOptionsSchema = z.strictObject(fields);

/** The options of a sweep as they were given. */
export type SweepOptions = z.output<typeof sweepOptionsSchema>;

/** Name of an option in code. */
export type OptionKey = keyof SweepOptions;

/** An option with all that front ends need to offer it. */
export interface OptionSpec extends OptionMeta {
  readonly key: OptionKey;
  /** In kebab case, without dashes in front. */
  readonly name: string;
  readonly kind: OptionKind;
  /** Of a single value, absence included. */
  readonly schema: z.ZodType;
  /** False when it is understood but refused by name. */
  readonly supported: boolean;
  /** Help with choices and default. */
  readonly description: string;
}

/** All options, in the order of the help. */
export const optionSpecs: readonly OptionSpec[] = (Object.keys(fields) as OptionKey[]).map((key) => {
  const schema: z.ZodType = fields[key];
  const meta = optionRegistry.get(schema);
  if (meta === undefined) throw new Error(`option ${key} has no meta data`);
  return {
    ...meta,
    key,
    name: kebabCase(key),
    schema,
    supported: !(key in unsupportedOptions),
    description: describe(key, meta),
  };
});

const specByKey = new Map(optionSpecs.map((spec) => [spec.key, spec]));
const specByName = new Map(
  optionSpecs.flatMap((spec) => [spec.name, ...(spec.aliases ?? [])].map((name) => [name, spec])),
);

/** The option of that key. */
export function optionSpec(key: OptionKey): OptionSpec {
  return specByKey.get(key) as OptionSpec;
}

/** The option of that name or alias, in kebab or snake case; undefined when there is none. */
export function findOption(name: string): OptionSpec | undefined {
  return specByName.get(name.replaceAll('_', '-'));
}

/** The option as messages name it: `--request-count`, or without dashes where it has no flag. */
export function flagOf(key: OptionKey): string {
  const { name, fileOnly } = optionSpec(key);
  return fileOnly ? name : `--${name}`;
}

function kebabCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function describe(key: OptionKey, { help, choices = [], defaultNote = defaultText(key) }: OptionMeta): string {
  const offer = choices.length === 0 ? '' : ` One of: ${choices.join(', ')}.`;
  return `${help}${offer}${defaultNote === undefined ? '' : ` Default: ${defaultNote}.`}`;
}

function defaultText(key: OptionKey): string | undefined {
  const value: unknown = (optionDefaults as Partial<Record<OptionKey, unknown>>)[key];
  return value === undefined || value === false ? undefined : String(value);
}
