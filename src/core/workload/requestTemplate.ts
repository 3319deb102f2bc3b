import { OptionError } from '../sweep/optionError.js';
import type { BodyContent } from './bodyShapes.js';

interface Filling extends BodyContent {
  readonly model: string;
  readonly maxTokens: number | undefined;
}

/** What can stand in a template between double braces. */
const placeholders = {
  text: ({ texts }: Filling) => texts[0],
  texts: ({ texts }: Filling) => texts,
  image: ({ images }: Filling) => images?.[0],
  images: ({ images }: Filling) => images,
  audio: ({ audios }: Filling) => audios?.[0]?.base64,
  audio_format: ({ audios }: Filling) => audios?.[0]?.format,
  model: ({ model }: Filling) => model,
  max_tokens: ({ maxTokens }: Filling) => maxTokens,
  stream: (_: Filling, streaming: boolean) => streaming,
} as const;

type Placeholder = keyof typeof placeholders;

const anyPlaceholder = /\{\{\s*([^{}]*?)\s*\}\}/g;
const onePlaceholder = /^\{\{\s*([^{}]*?)\s*\}\}$/;

/** What a scenario will want of a template. */
export interface TemplateUse {
  /** As the user named the file, for messages. */
  readonly name: string;
  /** Most texts of a request. */
  readonly texts: number;
  readonly limitsOutput: boolean;
}

/**
 * The body that a template file holds: a JSON object with a place for the prompt.
 * @throws {OptionError} for anything else, or a template without a place for what will be asked
 */
export function parseRequestTemplate(content: string, { name, texts, limitsOutput }: TemplateUse): object {
  const body = parseJson(content);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new OptionError(
      `--template-file ${name} is no JSON object: write the request body, such as {"prompt": "{{text}}"}`,
    );
  const used = new Set(Array.from(JSON.stringify(body).matchAll(anyPlaceholder), ([, found = '']) => found));
  const unknown = [...used].find((found) => !Object.hasOwn(placeholders, found));
  if (unknown !== undefined)
    throw new OptionError(
      `--template-file ${name}: {{${unknown}}} is no placeholder; known: ${Object.keys(placeholders).join(', ')}`,
    );
  if (!['text', 'texts', 'image', 'images'].some((prompt) => used.has(prompt)))
    throw new OptionError(`--template-file ${name} has no place for the prompt: write "{{text}}" where it belongs`);
  if (texts > 1 && !used.has('texts'))
    throw new OptionError(
      `--template-file ${name} has no place for ${texts} texts: write "{{texts}}" for the list of them`,
    );
  if (limitsOutput && !used.has('max_tokens'))
    throw new OptionError(
      `--template-file ${name} has no place for --output-tokens-mean: write "{{max_tokens}}" where the limit belongs`,
    );
  return body;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * A body with its placeholders filled in. A string that is one placeholder becomes its value, of whatever type; inside
 * a longer string it becomes text. Where there is no value (no limit, no image), the field is left out.
 */
export function filledTemplate(body: unknown, filling: Filling, streaming: boolean): Record<string, unknown> {
  const filledIn = (name: string): unknown => placeholders[name as Placeholder](filling, streaming);
  const fill = (part: unknown): unknown => {
    if (typeof part === 'string') {
      const [, alone] = onePlaceholder.exec(part) ?? [];
      if (alone !== undefined) return filledIn(alone);
      return part.replace(anyPlaceholder, (_, name: string) => String(filledIn(name) ?? ''));
    }
    if (Array.isArray(part)) return part.map(fill).filter((value) => value !== undefined);
    if (typeof part !== 'object' || part === null) return part;
    const fields = Object.entries(part).map(([name, value]): [string, unknown] => [name, fill(value)]);
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  };
  return fill(body) as Record<string, unknown>;
}
