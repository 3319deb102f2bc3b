/** One request that will be sent, as often as the load asks for it. */
export interface DatasetEntry {
  /** Model that it asks for. */
  readonly model: string;
  /** Request body, ready for JSON. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Tokens of its prompt or texts, without chat template. */
  readonly inputTokens: number;
  /** Output length it asks for; undefined when it asks for none. */
  readonly requestedOutputTokens?: number | undefined;
}
