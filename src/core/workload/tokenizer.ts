/**
 * Port: core makes and counts prompts with whatever tokenizer it is given: the embedded one, a tokenizer.json,
 * or the server's own `/tokenize`. Only counts are asked for, in batches, because a server can be far away.
 */
export interface Tokenizer {
  /** For reports: `cl100k_base`, the file's path, or `server /tokenize`. */
  readonly name: string;
  /** True when each of our words (`words.ts`) is known to be one token: synthetic prompts then need no counting. */
  readonly wordsAreTokens?: boolean;
  /** Numbers of tokens, without special ones, in the order of the texts. */
  count(texts: readonly string[]): Promise<number[]>;
}
