import type { ErrorCode } from './contract.js';

/** A failure with a code for the other side: thrown by a handler of the host, and by a request in the page. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';
  /** @param message one sentence to show */
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}
