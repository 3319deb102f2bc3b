/** Shapes of answers: where output, usage and errors stand in them. */
export type AnswerFormat =
  | 'chat'
  | 'completions'
  | 'responses'
  | 'messages'
  | 'embeddings'
  | 'rankings'
  | 'images'
  | 'generate'
  | 'huggingface'
  | 'template';

/** Where the answers of a server that nobody has heard of hold what is measured: names from the outside in. */
export interface AnswerPlaces {
  /** Its text; absent when it generates none. */
  readonly output?: readonly string[] | undefined;
  /** The server's own count of prompt tokens. */
  readonly inputTokens?: readonly string[] | undefined;
  /** The server's own count of output tokens. */
  readonly outputTokens?: readonly string[] | undefined;
}
