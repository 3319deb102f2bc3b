import { findOption, type OptionSpec, optionSpecs } from '../../core/sweep/options.js';
import { sweepTypes } from '../../core/sweep/scenario.js';
import { type YamlPlace, yamlKeyAt, yamlKeys } from './yamlPlace.js';

/** Something to write at a place. */
export interface Offer {
  readonly label: string;
  readonly kind: 'key' | 'value';
  /** In one sentence, or none. */
  readonly description: string;
}

/** What can be written at a place of a configuration file; options that stand in it already are left out. */
export function offersAt(place: YamlPlace, lines: readonly string[]): readonly Offer[] {
  switch (place.kind) {
    case 'none':
      return [];
    case 'value':
      return place.parent === undefined ? valueOffers(findOption(place.key)) : [];
    case 'key':
      return place.parent === undefined ? optionOffers(yamlKeys(lines)) : memberOffers(place.parent);
  }
}

function optionOffers(written: readonly string[]): Offer[] {
  const used = new Set(written.map((key) => findOption(key)?.key));
  return optionSpecs
    .filter(({ key, supported }) => supported && !used.has(key))
    .map(({ name, description }) => ({ label: name, kind: 'key', description }));
}

function memberOffers(parent: string): Offer[] {
  if (findOption(parent)?.key !== 'sweep') return [];
  return sweepTypes.map((label) => ({ label, kind: 'key', description: '' }));
}

function valueOffers(spec: OptionSpec | undefined): Offer[] {
  if (spec === undefined) return [];
  const words = spec.kind === 'flag' ? ['true', 'false'] : (spec.choices ?? []);
  return words.map((label) => ({ label, kind: 'value', description: '' }));
}

/** What is said of the option at a position, as Markdown, and the columns of its name. */
export interface KeyHelp {
  readonly markdown: string;
  readonly start: number;
  readonly end: number;
}

/** Help for the key under a position; undefined where there is none. */
export function helpAt(lines: readonly string[], line: number, column: number): KeyHelp | undefined {
  const found = yamlKeyAt(lines, line, column);
  if (found === undefined || found.parent !== undefined) return undefined;
  const spec = findOption(found.key);
  if (spec === undefined) return undefined;
  const { start, end } = found;
  return { start, end, markdown: optionMarkdown(spec) };
}

/** An option in a few lines of Markdown. */
function optionMarkdown({ name, aliases = [], description, supported, fileOnly }: OptionSpec): string {
  const names = [name, ...aliases].map((each) => `\`${fileOnly ? each : `--${each}`}\``).join(', ');
  return [`**${name}**`, description, ...(supported ? [] : ['_Not supported._']), names].join('\n\n');
}
