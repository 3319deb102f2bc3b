import type { AnswerFormat } from '../../../src/core/sweep/answerFormat.js';
import { Answer } from '../../../src/load/answer/answer.js';
import { answerGrammar } from '../../../src/load/answer/answerGrammar.js';
import { HeadMemory, type ReadResult, ResponseReader } from '../../../src/load/http/responseReader.js';

/** What was read of one response, in a form that is easy to compare. */
export interface Reading {
  readonly result: ReadResult;
  /** Kind of failure; undefined for none. */
  readonly failure: string | undefined;
  readonly message: string;
  /** Text of each output event. */
  readonly texts: string[];
  readonly usage: readonly [prompt: number, completion: number];
  readonly body: string;
  /** How many bytes of the last piece belong to the response. */
  readonly position: number;
}

/** Reads a response that comes in the given pieces; `closes` says that the server closes the connection after them. */
export function readResponse(
  pieces: readonly Buffer[],
  { format = 'chat', closes = false, reader = makeReader(format) }: ReadingOptions = {},
): Reading {
  reader.reset();
  // All reads of a thread share one buffer: what it held before must never matter.
  const shared = Buffer.alloc(Math.max(1, ...pieces.map((piece) => piece.length)));
  let result: ReadResult = 'more';
  for (const [index, piece] of pieces.entries()) {
    shared.fill('\n');
    piece.copy(shared);
    result = reader.read(shared, piece.length, index);
    if (result !== 'more') break;
  }
  if (result === 'more' && closes) result = reader.close(pieces.length);
  return readingOf(reader, result);
}

interface ReadingOptions {
  readonly format?: AnswerFormat;
  readonly closes?: boolean;
  readonly reader?: ResponseReader;
}

export const makeReader = (format: AnswerFormat = 'chat') =>
  new ResponseReader(new Answer(answerGrammar(format), true), new HeadMemory());

function readingOf(reader: ResponseReader, result: ReadResult): Reading {
  const { output, body, bodyLength } = reader.answer;
  const texts = Array.from({ length: output.count }, (_, event) =>
    output.text.toString('utf8', event === 0 ? 0 : output.ends[event - 1], output.ends[event]),
  );
  return {
    result,
    failure: output.failure?.kind,
    message: output.failure?.message ?? '',
    texts,
    usage: [output.promptTokens, output.completionTokens],
    body: body.toString('utf8', 0, bodyLength),
    position: reader.position,
  };
}

/** All ways to cut the bytes in two, and one byte at a time. */
export function* cuts(bytes: Buffer): Generator<Buffer[]> {
  for (let at = 1; at < bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)];
  yield Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
}

/** A head for an event stream of unknown length, and its body in the given chunks. */
export function chunkedResponse(chunks: readonly (string | Buffer)[]): Buffer {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
  const parts = chunks.map((chunk) => {
    const bytes = Buffer.from(chunk);
    return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
  });
  return Buffer.concat([Buffer.from(head), ...parts, Buffer.from('0\r\n\r\n')]);
}

/** One event of a chat stream as most servers write it. */
export const chatEvent = (delta: object, rest: object = {}) =>
  `data: ${JSON.stringify({ id: 'c-1', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: null }], ...rest })}\n\n`;
