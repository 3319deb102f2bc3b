import type { FinishReason } from './answerLength.js';

/** The endpoints that answer with text. */
export type TextEndpoint = 'chat' | 'completions';

/** What all parts of an answer say of it. */
export interface AnswerHead {
  readonly id: string;
  readonly model: string;
  /** Seconds since the Unix epoch. */
  readonly created: number;
}

/** Token counts as the API reports them. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

interface Shape {
  readonly idPrefix: string;
  readonly object: string;
  readonly chunkObject: string;
  /** First event of a choice; empty where the API has none. Like the last, it holds no token: clients must not count it. */
  readonly opening: string;
  /** Fields of an event around its text. */
  readonly token: readonly [before: string, after: string];
  readonly closing: string;
  readonly choice: (text: string) => object;
}

const shapes: Record<TextEndpoint, Shape> = {
  chat: {
    idPrefix: 'chatcmpl-',
    object: 'chat.completion',
    chunkObject: 'chat.completion.chunk',
    opening: '"delta":{"role":"assistant","content":""}',
    token: ['"delta":{"content":"', '"}'],
    closing: '"delta":{}',
    choice: (content) => ({ message: { role: 'assistant', content } }),
  },
  completions: {
    idPrefix: 'cmpl-',
    object: 'text_completion',
    chunkObject: 'text_completion',
    opening: '',
    token: ['"text":"', '"'],
    closing: '"text":""',
    choice: (text) => ({ text }),
  },
};

const fingerprint = 'simulated';

/** Name of an answer, unique per server. */
export function answerId(endpoint: TextEndpoint, requestNumber: number): string {
  return `${shapes[endpoint].idPrefix}simulated-${requestNumber}`;
}

/** Texts of server-sent events, all ASCII. The parts that never change are put together once per answer. */
export interface EventTexts {
  readonly opening: (choice: number) => string;
  /** `text` is put in as it is. */
  readonly token: (choice: number, text: string) => string;
  readonly closing: (choice: number, reason: FinishReason) => string;
  readonly usage: (usage: Usage) => string;
}

/** What ends every complete stream. */
export const doneEvent = 'data: [DONE]\n\n';

/** Events of one streamed answer. */
export function eventTexts(endpoint: TextEndpoint, head: AnswerHead): EventTexts {
  const shape = shapes[endpoint];
  const { id, model, created } = head;
  const about = asciiJson({ id, object: shape.chunkObject, created, model, system_fingerprint: fingerprint });
  const start = `data: ${about.slice(0, -1)},"choices":[`;
  const event = (choice: number, fields: string, reason: string) =>
    `${start}{"index":${choice},${fields},"logprobs":null,"finish_reason":${reason}}]}\n\n`;
  const [before, after] = shape.token;
  return {
    opening: (choice) => (shape.opening === '' ? '' : event(choice, shape.opening, 'null')),
    token: (choice, text) => event(choice, before + text + after, 'null'),
    closing: (choice, reason) => event(choice, shape.closing, `"${reason}"`),
    usage: (usage) => `${start}],"usage":${JSON.stringify(usage)}}\n\n`,
  };
}

/** The event that reports an error inside a stream. */
export function errorEvent(error: object): string {
  return `data: ${asciiJson(error)}\n\n`;
}

/** Body of an answer that is not streamed. */
export function wholeAnswer(
  endpoint: TextEndpoint,
  head: AnswerHead,
  content: { readonly texts: readonly string[]; readonly finishReason: FinishReason; readonly usage: Usage },
): object {
  const { id, model, created } = head;
  const { object, choice } = shapes[endpoint];
  const choices = content.texts.map((text, index) => ({
    index,
    ...choice(text),
    logprobs: null,
    finish_reason: content.finishReason,
  }));
  return { id, object, created, model, system_fingerprint: fingerprint, choices, usage: content.usage };
}

/** The API's usage object. */
export function usageOf(promptTokens: number, completionTokens: number): Usage {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

/** JSON in ASCII, so that its length in characters is its length in bytes. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
