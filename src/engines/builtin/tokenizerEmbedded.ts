import type { Tokenizer } from '../../core/workload/tokenizer.js';
import { type StartCounter, type TokenCounter, threadCounter } from './tokenizerThread.js';

/** A tokenizer that holds a thread or connections until it is closed. */
export type OpenTokenizer = Tokenizer & Pick<TokenCounter, 'close'>;

/** Name of the tokenizer that is always there; also its name in a scenario's identity. */
const embeddedTokenizerName = 'cl100k_base';

/** OpenAI's cl100k_base. Our words are its tokens, so it is not loaded before there is other text to count. */
export function embeddedTokenizer(start: StartCounter = threadCounter()): OpenTokenizer {
  const counter = start({ kind: 'embedded' });
  return {
    name: embeddedTokenizerName,
    wordsAreTokens: true,
    count: (texts) => counter.count(texts),
    close: () => counter.close(),
  };
}
