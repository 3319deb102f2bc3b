import { optionDefaults } from './optionDefaults.js';
import type { SweepOptions } from './options.js';

type Defaults = typeof optionDefaults;

/** Options in which those that have a constant default are always there. */
type FilledOptions = {
  readonly [Key in keyof SweepOptions]-?: Key extends keyof Defaults
    ? Exclude<SweepOptions[Key], undefined> | Defaults[Key]
    : SweepOptions[Key];
};

/** The options as given, with constant defaults in place of what was not. */
export function withDefaults(options: SweepOptions): FilledOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...optionDefaults, ...given } as FilledOptions;
}
