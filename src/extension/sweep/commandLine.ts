import type { GivenOptions } from '../../core/sweep/givenOptions.js';
import { sweptInPlaceOf } from '../../core/sweep/optionRules.js';
import { type OptionSpec, optionSpec } from '../../core/sweep/options.js';
import type { SweepType } from '../../core/sweep/scenario.js';

/** The options as a command for a POSIX shell: `genai-sweep analyze --model gpt2 …`. */
export function commandLine(given: GivenOptions): string {
  const words = [...given].flatMap(([key, { value }]) =>
    key === 'sweep' ? gridWords(value) : wordsOf(optionSpec(key), value),
  );
  return ['genai-sweep', 'analyze', ...words].join(' ');
}

/** One option with its value, ready for the shell; no words for a flag that is off. */
function wordsOf({ name, kind }: OptionSpec, value: unknown): string[] {
  const flag = `--${name}`;
  if (kind === 'flag') return value === true ? [flag] : [];
  const texts = textsOf(value);
  if (kind === 'repeated') return texts.flatMap((text) => [flag, quoted(text)]);
  if (kind === 'texts' || kind === 'numbers') return [flag, ...texts.map(quoted)];
  return [flag, quoted(texts.join(','))];
}

/** Several swept parameters have no flags: the first is swept, and the others, when they have one value, are fixed. */
function gridWords(value: unknown): string[] {
  const [first, ...others] = Object.entries(value as Record<SweepType, unknown>) as [SweepType, unknown][];
  if (first === undefined) return [];
  const [type, values] = first;
  const isRange = typeof values === 'string' && values.includes(':');
  return [
    ...['--sweep-type', type, isRange ? '--sweep-range' : '--sweep-list', quoted(textsOf(values).join(','))],
    ...others.flatMap(([name, fixed]) => wordsOf(optionSpec(sweptInPlaceOf[name][0]!), fixed)),
  ];
}

/** A mapping is written as `name:value` on the command line. */
function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.entries(value).map(
    ([name, own]) => `${name}:${typeof own === 'object' ? JSON.stringify(own) : String(own)}`,
  );
}

/** Quoted where the shell would read more into it. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
