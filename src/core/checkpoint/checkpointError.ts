import { findSyntaxError, type JsonPath, offsetOfPath } from './jsonText.js';

/** A text that is no checkpoint; the message is one sentence with the place. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;

  /**
   * @param reason what is wrong there
   * @param place the whole text, and the offset in it that the reason is about
   */
  constructor(
    readonly reason: string,
    place: { readonly text: string; readonly offset: number },
  ) {
    const before = place.text.slice(0, place.offset).split('\n');
    const line = before.length;
    const column = (before.at(-1) ?? '').length + 1;
    super(`the checkpoint cannot be read, line ${line}, column ${column}: ${reason}`);
    this.line = line;
    this.column = column;
  }
}

/** A value that is not what a checkpoint has there; becomes a `CheckpointError` where the text is known. */
export class UnexpectedValueError extends Error {
  override readonly name = 'UnexpectedValueError';
  /**
   * @param path from the root
   * @param message what was expected
   */
  constructor(
    readonly path: JsonPath,
    message: string,
  ) {
    super(message);
  }
}

/** A text that is not JSON at all. */
export function syntaxErrorIn(text: string): CheckpointError {
  const { message, offset } = findSyntaxError(text) ?? { message: 'this is not JSON', offset: 0 };
  return new CheckpointError(message, { text, offset });
}

/** A JSON text with an unexpected value. */
export function unexpectedValueIn(text: string, { path, message }: UnexpectedValueError): CheckpointError {
  const where = path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');
  return new CheckpointError(where === '' ? message : `${where}: ${message}`, {
    text,
    offset: offsetOfPath(text, path),
  });
}
