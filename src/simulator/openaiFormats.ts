import type { ApiError } from './apiError.js';
import { type AnswerEnd, type AnswerHead, event, forEachChoice, type TextFormat, tokenEvent } from './textFormat.js';

const fingerprint = 'simulated';
const doneEvent = 'data: [DONE]\n\n';

/** The usage object of OpenAI's older APIs. */
export function usageOf(promptTokens: number, completionTokens: number) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

interface ChoiceShape {
  readonly idPrefix: string;
  readonly object: string;
  readonly chunkObject: string;
  /** First event of a choice; absent where the API has none. */
  readonly opening?: object;
  readonly token: (text: string) => object;
  readonly closing: object;
  readonly whole: (text: string) => object;
}

function choicesFormat(shape: ChoiceShape): TextFormat {
  const about = ({ id, model, created }: AnswerHead, object: string) => ({
    id,
    object,
    created,
    model,
    system_fingerprint: fingerprint,
  });
  return {
    idPrefix: shape.idPrefix,
    events(head) {
      const chunk = (choices: readonly object[], rest = {}) => ({
        ...about(head, shape.chunkObject),
        choices,
        ...rest,
      });
      const of = (choice: number, fields: object, reason: string | null) =>
        chunk([{ index: choice, ...fields, logprobs: null, finish_reason: reason }]);
      const tokens: ((text: string) => string)[] = [];
      return {
        opening: (choice) => (shape.opening === undefined ? '' : event(of(choice, shape.opening, null))),
        token(choice, text) {
          tokens[choice] ??= tokenEvent((content) => of(choice, shape.token(content), null));
          return tokens[choice](text);
        },
        closing: (end) =>
          forEachChoice(end.choices, (choice) => event(of(choice, shape.closing, end.finishReason))) +
          (end.includeUsage ? event(chunk([], { usage: usageOf(end.promptTokens, end.outputTokens) })) : '') +
          doneEvent,
      };
    },
    whole: (head, end) => ({
      ...about(head, shape.object),
      choices: Array.from({ length: end.choices }, (_, index) => ({
        index,
        ...shape.whole(end.text),
        logprobs: null,
        finish_reason: end.finishReason,
      })),
      usage: usageOf(end.promptTokens, end.outputTokens),
    }),
    failure: (error) => event(error.toBody()) + doneEvent,
  };
}

/** `/v1/chat/completions`. */
export const chatFormat = choicesFormat({
  idPrefix: 'chatcmpl-',
  object: 'chat.completion',
  chunkObject: 'chat.completion.chunk',
  opening: { delta: { role: 'assistant', content: '' } },
  token: (content) => ({ delta: { content } }),
  closing: { delta: {} },
  whole: (content) => ({ message: { role: 'assistant', content } }),
});

/** `/v1/completions`. */
export const completionsFormat = choicesFormat({
  idPrefix: 'cmpl-',
  object: 'text_completion',
  chunkObject: 'text_completion',
  token: (text) => ({ text }),
  closing: { text: '' },
  whole: (text) => ({ text }),
});

/** `/v1/responses`. */
export const responsesFormat: TextFormat = {
  idPrefix: 'resp_',
  events(head) {
    let number = 0;
    const numbered = (type: string, fields: object) => event({ type, ...fields, sequence_number: number++ }, type);
    const item = { item_id: `msg_${head.id}`, output_index: 0, content_index: 0 };
    return {
      opening: () =>
        numbered('response.created', { response: response(head, 'in_progress') }) +
        numbered('response.output_item.added', { output_index: 0, item: { ...messageItem(head, ''), content: [] } }) +
        numbered('response.content_part.added', { ...item, part: outputText('') }),
      token: (_, delta) => numbered('response.output_text.delta', { ...item, delta, logprobs: [] }),
      closing: (end) => {
        const type = end.finishReason === 'length' ? 'response.incomplete' : 'response.completed';
        return (
          numbered('response.output_text.done', { ...item, text: end.text, logprobs: [] }) +
          numbered('response.output_item.done', { output_index: 0, item: messageItem(head, end.text) }) +
          numbered(type, { response: finishedResponse(head, end) })
        );
      },
    };
  },
  whole: finishedResponse,
  failure: (error) => event({ type: 'error', ...errorOf(error), sequence_number: 0 }, 'error'),
};

const outputText = (text: string) => ({ type: 'output_text', text, annotations: [] });
const messageItem = ({ id }: AnswerHead, text: string) => ({
  id: `msg_${id}`,
  type: 'message',
  role: 'assistant',
  status: text === '' ? 'in_progress' : 'completed',
  content: [outputText(text)],
});

function response({ id, model, created }: AnswerHead, status: string) {
  return { id, object: 'response', created_at: created, status, model, error: null, output: [], usage: null };
}

function finishedResponse(head: AnswerHead, end: AnswerEnd): object {
  const isCut = end.finishReason === 'length';
  return {
    ...response(head, isCut ? 'incomplete' : 'completed'),
    incomplete_details: isCut ? { reason: 'max_output_tokens' } : null,
    output: [messageItem(head, end.text)],
    usage: {
      input_tokens: end.promptTokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: end.outputTokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: end.promptTokens + end.outputTokens,
    },
  };
}

const errorOf = (error: ApiError) => ({ code: error.code, message: error.message, param: error.param });
