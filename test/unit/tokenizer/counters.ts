import { openCounter } from '../../../src/engines/builtin/tokenizerCounter.js';
import type { StartCounter } from '../../../src/engines/builtin/tokenizerThread.js';

/** Counts in the test's own thread; `loads` tells how often a vocabulary was opened. */
export function counterHere(): StartCounter & { loads: number } {
  const start: StartCounter = (source) => {
    let counting: ReturnType<typeof openCounter> | undefined;
    return {
      async count(texts) {
        if (counting === undefined) startHere.loads += 1;
        counting ??= openCounter(source);
        return (await counting)(texts);
      },
      close: async () => undefined,
    };
  };
  const startHere = Object.assign(start, { loads: 0 });
  return startHere;
}

const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,!?<>|_0123456789', 'Ġ', 'Ċ'];
const merges = ['t h', 'th e', 'Ġ the', 'i n', 'e r', 'a n', 'Ġ s', 'o n', 'r e', 'Ġ w', 'a l', 'an d', 'Ġ and'];

/** A byte-level BPE of a few merges: most words are several tokens. */
export const smallTokenizer = {
  version: '1.0',
  added_tokens: [
    { id: 0, content: '<|end|>', special: true, single_word: false, lstrip: false, rstrip: false, normalized: false },
  ],
  normalizer: null,
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
  post_processor: {
    type: 'TemplateProcessing',
    single: [{ SpecialToken: { id: '<|end|>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
    pair: [],
    special_tokens: { '<|end|>': { id: '<|end|>', ids: [0], tokens: ['<|end|>'] } },
  },
  decoder: { type: 'ByteLevel' },
  model: {
    type: 'BPE',
    vocab: Object.fromEntries(
      ['<|end|>', ...letters, ...merges.map((pair) => pair.replace(' ', ''))].map((token, id) => [token, id]),
    ),
    merges,
  },
};
