/** Port: core makes and counts prompts with whatever tokenizer it is given. */
export interface Tokenizer {
  /** For reports: `o200k_base`, or the file's path. */
  readonly name: string;
  /** Token ids without special tokens. */
  encode(text: string): number[];
  /** The reverse of `encode`. */
  decode(ids: readonly number[]): string;
  /** Number of tokens, without special ones; as `encode(text).length` but may be faster. */
  count(text: string): number;
}
