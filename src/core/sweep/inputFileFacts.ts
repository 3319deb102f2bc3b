import type { InputFile } from './scenario.js';

/** What the lines of an input file agree on. */
export interface RowFacts {
  readonly rows: number;
  /** Sessions that the lines are turns of; 0 when they are single requests. */
  readonly sessions: number;
  /** From the first to the last time stamp; undefined without them. */
  readonly durationMs: number | undefined;
  /** Place of the first line without a time stamp, such as `a.jsonl, line 3`; undefined where all have one. */
  readonly untimedAt: string | undefined;
  /** Tokens of prompts that are to be made. */
  readonly promptTokens: number;
  /** False where all lines are only images or sounds. */
  readonly hasTexts: boolean;
  /** Place of the first line with images; undefined where none has any. */
  readonly imagesAt: string | undefined;
  /** The same for a line without images. */
  readonly imagelessAt: string | undefined;
  /** The same for sounds. */
  readonly audiosAt: string | undefined;
  /** The same for a line without a text that nothing tells to make. */
  readonly textlessAt: string | undefined;
  /** The same for a line with several texts. */
  readonly severalTextsAt: string | undefined;
}

/** What is known of an input file once it has been read. */
export interface InputFileFacts extends RowFacts {
  /** Absolute. */
  readonly path: string;
  /** Hex, of its content and of the local images and sounds that it names. */
  readonly sha256: string;
  readonly kind: InputFile['kind'];
}
