import type { FinishReason } from './answerLength.js';
import type { ApiError } from './apiError.js';
import { type AnswerEnd, type AnswerHead, event, type TextFormat, tokenEvent } from './textFormat.js';

const stopReason = (reason: FinishReason) => (reason === 'length' ? 'max_tokens' : 'end_turn');

function message({ id, model }: AnswerHead, content: readonly object[], end: Partial<AnswerEnd>) {
  return {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: end.finishReason === undefined ? null : stopReason(end.finishReason),
    stop_sequence: null,
  };
}

/** Anthropic's `/v1/messages`. */
export const messagesFormat: TextFormat = {
  idPrefix: 'msg_',
  events(head) {
    const named = (data: { readonly type: string }) => event(data, data.type);
    const delta = (text: string) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });
    const token = tokenEvent(delta, 'content_block_delta');
    const start = { ...message(head, [], {}), usage: { input_tokens: head.promptTokens, output_tokens: 1 } };
    return {
      opening: () =>
        event({ type: 'message_start', message: start }, 'message_start') +
        event(
          { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
          'content_block_start',
        ) +
        named({ type: 'ping' }),
      token: (_, text) => token(text),
      closing: ({ finishReason, outputTokens }) =>
        event({ type: 'content_block_stop', index: 0 }, 'content_block_stop') +
        event(
          {
            type: 'message_delta',
            delta: { stop_reason: stopReason(finishReason), stop_sequence: null },
            usage: { output_tokens: outputTokens },
          },
          'message_delta',
        ) +
        named({ type: 'message_stop' }),
    };
  },
  whole: (head, end) => ({
    ...message(head, [{ type: 'text', text: end.text }], end),
    usage: { input_tokens: end.promptTokens, output_tokens: end.outputTokens },
  }),
  failure: ({ message: text }: ApiError) =>
    event({ type: 'error', error: { type: 'overloaded_error', message: text } }, 'error'),
};

/** Triton's generate extension. */
export const generateFormat: TextFormat = {
  idPrefix: '',
  events({ model }) {
    const token = tokenEvent((text) => generated(model, text));
    // Its streams end with their connection or last chunk, without a word.
    return { opening: () => '', token: (_, text) => token(text), closing: () => '' };
  },
  whole: ({ model }, end) => generated(model, end.text),
  failure: ({ message: error }) => event({ error }),
};

const generated = (model: string, text: string) => ({ model_name: model, model_version: '1', text_output: text });

/** Hugging Face's Text Generation Inference; one answer in an array at the root, without it at `/generate`. */
export function tgiFormat(isList: boolean): TextFormat {
  return {
    idPrefix: '',
    events() {
      let index = 0;
      const of = (text: string, special: boolean, end?: AnswerEnd) =>
        event({
          index: ++index,
          token: { id: 100 + index, text, logprob: -0.25, special },
          generated_text: end?.text ?? null,
          details: end === undefined ? null : details(end),
        });
      return {
        opening: () => '',
        // The last token tells the whole, unless it is a mark for the end.
        token: (_, text, end) => of(text, false, end?.finishReason === 'length' ? end : undefined),
        closing: (end) => (end.finishReason === 'length' ? '' : of('</s>', true, end)),
      };
    },
    whole: (_, end) => (isList ? [{ generated_text: end.text }] : { generated_text: end.text }),
    failure: ({ message: error }) => event({ error, error_type: 'generation' }),
  };
}

const details = ({ finishReason, outputTokens, promptTokens }: AnswerEnd) => ({
  finish_reason: finishReason === 'length' ? 'length' : 'eos_token',
  generated_tokens: outputTokens,
  seed: null,
  input_length: promptTokens,
});
