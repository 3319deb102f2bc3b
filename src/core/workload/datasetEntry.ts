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

/** A request's place in a session. */
export interface SessionTurn {
  readonly id: string;
  /** Between its answer and the next turn. */
  readonly delayMs: number;
}

/** One request that will be sent, as often as the load asks for it. */
export interface DatasetEntry extends RequestMedia {
  /** Model that it asks for. */
  readonly model: string;
  /** Request body, ready for JSON; in a session without what was said in earlier turns. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Tokens of its prompt or texts, without chat template; in a session without earlier turns. */
  readonly inputTokens: number;
  /** Output length it asks for; undefined when it asks for none. */
  readonly requestedOutputTokens?: number | undefined;
  /** When its file wants it to leave, on the file's clock. */
  readonly timestampMs?: number | undefined;
  /** Turns of a session stand one behind the other. */
  readonly session?: SessionTurn | undefined;
}
