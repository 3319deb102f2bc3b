import type { Tokenizer } from './tokenizer.js';
import { starters, words } from './words.js';

/** Tokens of each piece that synthetic text is made of, in the order of `words` and `starters`. */
export interface PieceCosts {
  readonly words: readonly number[];
  readonly starters: readonly number[];
  readonly fullStop: number;
}

const oneEach: PieceCosts = { words: words.map(() => 1), starters: starters.map(() => 1), fullStop: 1 };

const learned = new WeakMap<Tokenizer, Promise<PieceCosts>>();

/** What the pieces cost with this tokenizer; asked once per tokenizer, in two batches at most. */
export function pieceCosts(tokenizer: Tokenizer): Promise<PieceCosts> {
  if (tokenizer.wordsAreTokens) return Promise.resolve(oneEach);
  const known = learned.get(tokenizer) ?? learn(tokenizer);
  learned.set(tokenizer, known);
  return known;
}

const groupSize = 16;
const base = 'The river';

/** A group that costs one token per piece needs no further look, so a large vocabulary takes few questions. */
async function learn(tokenizer: Tokenizer): Promise<PieceCosts> {
  const pieces = [...[...words, ...starters].map((word) => ` ${word}`), '.'];
  const groups = Array.from({ length: Math.ceil(pieces.length / groupSize) }, (_, group) =>
    pieces.slice(group * groupSize, (group + 1) * groupSize),
  );
  const [baseCost = 0, ...groupCosts] = await tokenizer.count([base, ...groups.map((group) => base + group.join(''))]);
  const unclear = groups.filter((group, place) => groupCosts[place] !== baseCost + group.length).flat();
  const single = unclear.length === 0 ? [] : await tokenizer.count(unclear.map((piece) => base + piece));
  const costs = new Map(unclear.map((piece, place) => [piece, Math.max(1, single[place]! - baseCost)]));
  const costOf = (piece: string) => costs.get(piece) ?? 1;
  return {
    words: words.map((word) => costOf(` ${word}`)),
    starters: starters.map((word) => costOf(` ${word}`)),
    fullStop: costOf('.'),
  };
}
