/** Texts to count, to the tokenizer's thread. */
export interface CountRequest {
  readonly id: number;
  readonly texts: readonly string[];
}

/** Its answer to the request of the same number. */
export type CountReply =
  | { readonly id: number; readonly counts: readonly number[] }
  | { readonly id: number; readonly error: string };
