import type { RequestMedia, SessionTurn } from './datasetEntry.js';
import type { CountedText } from './exactTexts.js';

/** What a request will hold, before it has a model and a body. */
export interface RequestDraft extends RequestMedia {
  readonly texts: readonly CountedText[];
  /** Limit of its own; the options' otherwise. */
  readonly maxTokens?: number | undefined;
  /** Further fields of its body alone. */
  readonly body?: Readonly<Record<string, unknown>> | undefined;
  readonly timestampMs?: number | undefined;
  readonly session?: SessionTurn | undefined;
}
