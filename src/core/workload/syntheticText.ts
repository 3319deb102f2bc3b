import type { PieceCosts } from './pieceCosts.js';
import { type Random, wholeNumber } from './random.js';
import { starters, words } from './words.js';

const shortestSentence = 5;
const longestSentence = 12;

/** Tokens at the end of a text that are drawn from a stream of their own. */
const endingTokens = 6;

/** Where the words of a text come from. */
export interface TextStreams {
  readonly body: Random;
  /** The last few words: another ending makes a text of nearly the same length. */
  readonly ending: Random;
}

/**
 * Sentences of plain words that cost exactly so many tokens, as far as the costs of the pieces add up; at most one
 * piece fewer where none is cheap enough. Each piece but the full stop has a blank before it. With the same streams,
 * texts of different lengths differ only at their ends.
 */
export function syntheticText(streams: TextStreams, tokens: number, costs: PieceCosts): string {
  const pieces: string[] = [];
  let left = tokens;
  let wordsInSentence = 0;
  let sentenceLength = 0;
  const draw = (list: readonly string[], listCosts: readonly number[]): boolean => {
    const drawn = wholeNumber(left > endingTokens ? streams.body : streams.ending, 0, list.length - 1);
    const place = listCosts[drawn]! <= left ? drawn : listCosts.findIndex((cost) => cost <= left);
    if (place === -1) return false;
    pieces.push(` ${list[place]}`);
    left -= listCosts[place]!;
    wordsInSentence += 1;
    return true;
  };
  while (left > 0) {
    const isLast = left === costs.fullStop;
    // A new sentence needs room for a word and its own full stop.
    const hasRoom = left > 2 * costs.fullStop;
    if (wordsInSentence > 0 && (isLast || (wordsInSentence >= sentenceLength && hasRoom))) {
      pieces.push('.');
      left -= costs.fullStop;
      wordsInSentence = 0;
    } else if (wordsInSentence === 0) {
      sentenceLength = wholeNumber(streams.body, shortestSentence, longestSentence);
      if (!draw(starters, costs.starters) && !draw(words, costs.words)) break;
    } else if (!draw(words, costs.words)) break;
  }
  return pieces.join('');
}
