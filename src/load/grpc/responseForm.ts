import type { ResponseOutput } from '../answer/responseOutput.js';

/**
 * Takes a response message, which lies in `bytes` between `from` and `to`, into the output; true when it was the last
 * one of its request.
 * @throws {MalformedMessageError}
 */
export type TakeResponse = (output: ResponseOutput, bytes: Buffer, from: number, to: number) => boolean;

/** A message of a method that nothing is known of: each one is an output event without text. */
export const takeAnyResponse: TakeResponse = (output) => {
  output.addEvent();
  return false;
};
