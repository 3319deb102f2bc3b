import * as z from 'zod';
import { OptionError } from './optionError.js';

/** A schema whose value goes through a parser; what the parser throws as `OptionError` becomes the schema's issue. */
export function parsedBy<In, Out>(schema: z.ZodType<In, In>, parse: (value: In) => Out) {
  return schema.transform((value, context): Out => {
    try {
      return parse(value);
    } catch (error) {
      if (!(error instanceof OptionError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  });
}

const texts = z.array(z.string());

/** One text or several: a person with one model writes no list. */
export const textOrTexts = z.union([z.string(), texts], 'must be a text or a list of texts');

/** Texts in the form of the command line, or a mapping of names to values. */
export const textsOrMapping = z.union(
  [z.string(), texts, z.record(z.string(), z.unknown())],
  'must be a mapping of names to values, a text or a list of texts',
);

/** What `textsOrMapping` takes. */
export type TextsOrMapping = z.output<typeof textsOrMapping>;

/** A text or texts as a list without the spaces around each. */
export function asTexts(value: string | readonly string[]): string[] {
  return (typeof value === 'string' ? [value] : [...value]).map((text) => text.trim());
}

/** `name:value` at its first colon; undefined without one. */
export function splitAtColon(text: string): { name: string; value: string } | undefined {
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { name: text.slice(0, colon).trim(), value: text.slice(colon + 1).trim() };
}
