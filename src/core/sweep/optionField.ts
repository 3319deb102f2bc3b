import * as z from 'zod';

/** Headings of the help, in its order. */
export const optionGroups = [
  'Sweep',
  'Endpoint',
  'Input',
  'Profiling',
  'Output',
  'Tokenizer',
  'Image Input',
  'Audio Input',
  'Session',
  'Other',
] as const;

/** Heading that an option stands under. */
export type OptionGroup = (typeof optionGroups)[number];

/** What people are told of an option; with the schema it hangs on, all that any front end needs. */
export interface OptionMeta {
  readonly group: OptionGroup;
  /** Truthful, one sentence, without the default value. */
  readonly help: string;
  /** Words to choose from, as far as an engine serves them. */
  readonly choices?: readonly string[];
  /** One letter, such as `m` for `-m`. */
  readonly short?: string;
  /** Further names that mean the same, in kebab case. */
  readonly aliases?: readonly string[];
  /** What stands behind the flag in the help: `n`, `ms`, `file`. */
  readonly placeholder?: string;
  /** The default in words, where it is computed. */
  readonly defaultNote?: string;
  /** The value may hold a secret: errors do not repeat it. */
  readonly secret?: true;
  /** Only for the configuration file; it has no flag. */
  readonly fileOnly?: true;
  /** Where genai-perf's own configuration file keeps it: `input.output_tokens.mean`. */
  readonly genaiPerfPath?: string;
}

/** How an option is written on a command line. */
export type OptionKind =
  /** No value. */
  | 'flag'
  /** One number. */
  | 'number'
  /** One text. */
  | 'text'
  /** Several texts behind one flag: `-m a b`. */
  | 'texts'
  /** Several numbers behind one flag. */
  | 'numbers'
  /** One text, but the flag may be given again. */
  | 'repeated';

/** Meta and kind of every option's schema. */
export const optionRegistry = z.registry<OptionMeta & { readonly kind: OptionKind }>();

/** An option as a field of the schema: absent when it was not given, which is not the same as given with its default. */
export function option<Schema extends z.ZodType>(kind: OptionKind, schema: Schema, meta: OptionMeta) {
  const field = schema.optional();
  optionRegistry.add(field as z.ZodType, { ...meta, kind });
  return field;
}

/** A whole number within bounds. */
export function wholeNumber(bounds: { readonly min: number; readonly max?: number }, meta: OptionMeta) {
  const { min, max } = bounds;
  const range = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
  const message = `must be a whole number ${range}`;
  const schema = z.int(message).min(min, message);
  return option('number', max === undefined ? schema : schema.max(max, message), { placeholder: 'n', ...meta });
}

/** A number above zero, fractions allowed. */
export function positiveNumber(meta: OptionMeta) {
  const message = 'must be a number above 0';
  return option('number', z.number(message).positive(message), { placeholder: 'x', ...meta });
}

/** A number within bounds, fractions allowed. */
export function numberBetween(bounds: { readonly min: number; readonly max?: number }, meta: OptionMeta) {
  const { min, max } = bounds;
  const message = `must be a number ${max === undefined ? `of at least ${min}` : `between ${min} and ${max}`}`;
  const schema = z.number(message).min(min, message);
  return option('number', max === undefined ? schema : schema.max(max, message), { placeholder: 'x', ...meta });
}

/** One of some words; all are understood, `meta.choices` (or else all) are offered. */
export function choice<const Values extends readonly [string, ...string[]]>(values: Values, meta: OptionMeta) {
  const message = values.length === 1 ? `must be ${values[0]}` : `must be one of ${values.join(', ')}`;
  return option('text', z.enum(values, message), { placeholder: 'name', choices: values, ...meta });
}

/** A text with something in it. */
export function text(meta: OptionMeta) {
  return option('text', nonEmptyText, { placeholder: 'text', ...meta });
}

/** Something that is on or off. */
export function flag(meta: OptionMeta) {
  return option('flag', z.boolean('must be true or false'), meta);
}

/** The schema of a text with something in it. */
const nonEmptyText = z.string('must be a text').min(1, 'must not be empty');
