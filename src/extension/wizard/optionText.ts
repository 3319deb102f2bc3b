import type { OptionSpec } from '../../core/sweep/options.js';

/** A value of a configuration file as people type it in a field. */
export function textOfOption(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(textOfOption).join(', ');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([name, own]) => `${name}:${typeof own === 'object' ? JSON.stringify(own) : String(own)}`)
    .join(', ');
}

/** A typed text as the value of a configuration file; undefined for an empty one. The schema says what is wrong with it. */
export function optionValueOf({ kind }: Pick<OptionSpec, 'kind'>, text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  switch (kind) {
    case 'flag':
      return trimmed === 'true' ? true : trimmed === 'false' ? false : trimmed;
    case 'number':
      return numberOr(trimmed);
    case 'text':
      return trimmed;
    case 'numbers':
      return trimmed.split(/\s*,\s*/).map(numberOr);
    case 'repeated':
    case 'texts': {
      const texts = trimmed.startsWith('{') ? [trimmed] : trimmed.split(/\s*,\s*/);
      return texts.length === 1 ? texts[0] : texts;
    }
  }
}

function numberOr(text: string): number | string {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}
