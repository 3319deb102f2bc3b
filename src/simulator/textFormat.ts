import type { FinishReason } from './answerLength.js';
import type { ApiError } from './apiError.js';

/** What all parts of an answer say of it. */
export interface AnswerHead {
  readonly id: string;
  readonly model: string;
  /** Seconds since the Unix epoch. */
  readonly created: number;
  readonly promptTokens: number;
}

/** How a complete answer ends. */
export interface AnswerEnd {
  readonly finishReason: FinishReason;
  readonly promptTokens: number;
  /** Of all its texts together. */
  readonly outputTokens: number;
  /** The text of each of its choices; all say the same. */
  readonly text: string;
  readonly choices: number;
  /** Whether the client asked a stream for its usage, where that is a question. */
  readonly includeUsage: boolean;
}

/** Texts of the events of one streamed answer, all ASCII. The parts that never change are put together once per answer. */
export interface EventTexts {
  /** What comes before the first token. Like the end, it holds no token: clients must not count it. */
  readonly opening: (choice: number) => string;
  /** `text` is put in as it is; `end` stands for the last token. */
  readonly token: (choice: number, text: string, end: AnswerEnd | undefined) => string;
  readonly closing: (end: AnswerEnd) => string;
}

/** How an API writes generated text. */
export interface TextFormat {
  readonly idPrefix: string;
  readonly events: (head: AnswerHead) => EventTexts;
  /** The body of an answer that is not streamed. */
  readonly whole: (head: AnswerHead, end: AnswerEnd) => object;
  /** What ends a stream with an error. */
  readonly failure: (error: ApiError) => string;
}

/** Name of an answer, unique per server. */
export function answerId({ idPrefix }: TextFormat, requestNumber: number): string {
  return `${idPrefix}simulated-${requestNumber}`;
}

/** A server-sent event; named where the API names its events. */
export function event(data: object, name?: string): string {
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${asciiJson(data)}\n\n`;
}

/** Where a token's text goes in a token event that is put together once. */
const mark = '@text@';

/** An event cut in two at its text, so that each token costs no more than two additions. */
export function tokenEvent(data: (text: string) => object, name?: string): (text: string) => string {
  const [before, after] = event(data(mark), name).split(mark);
  return (text) => before + text + after;
}

/** JSON in ASCII, so that its length in characters is its length in bytes. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The same for each choice. */
export function forEachChoice(choices: number, text: (choice: number) => string): string {
  let all = '';
  for (let choice = 0; choice < choices; choice++) all += text(choice);
  return all;
}
