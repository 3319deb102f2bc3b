/** A sound as requests hold it. */
export interface AudioClip {
  readonly format: 'wav' | 'mp3';
  /** The file's bytes. */
  readonly base64: string;
}

/** What goes with the texts of a request. */
export interface RequestMedia {
  /** Data URLs or links. */
  readonly images?: readonly string[] | undefined;
  readonly audios?: readonly AudioClip[] | undefined;
}

/** One request that will be sent, as often as the load asks for it. */
export interface DatasetEntry extends RequestMedia {
  /** Model that it asks for. */
  readonly model: string;
  /** Request body, ready for JSON. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Tokens of its prompt or texts, without chat template. */
  readonly inputTokens: number;
  /** Output length it asks for; undefined when it asks for none. */
  readonly requestedOutputTokens?: number | undefined;
}
