import { readFile } from 'node:fs/promises';

/** A vocabulary on this machine: the embedded cl100k_base, or a tokenizer.json. */
export type TokenizerSource = { readonly kind: 'embedded' } | { readonly kind: 'file'; readonly path: string };

/** Numbers of tokens, without special ones, in the order of the texts. */
export type CountTexts = (texts: readonly string[]) => number[];

/** Loads a vocabulary: up to a second and some ten MB, so it happens in a thread of its own, and not before the first text. */
export async function openCounter(source: TokenizerSource): Promise<CountTexts> {
  return source.kind === 'embedded' ? openEmbedded() : openFile(source.path);
}

async function openEmbedded(): Promise<CountTexts> {
  const { countTokens } = await import('gpt-tokenizer/encoding/cl100k_base');
  // A text that happens to spell a special token is still only text.
  const asText = { disallowedSpecial: new Set<string>() };
  return (texts) => texts.map((text) => countTokens(text, asText));
}

async function openFile(path: string): Promise<CountTexts> {
  const { Tokenizer } = await import('@huggingface/tokenizers');
  const tokenizer = new Tokenizer(JSON.parse(await readFile(path, 'utf8')) as object, {});
  return (texts) => texts.map((text) => tokenizer.encode(text, { add_special_tokens: false }).ids.length);
}
