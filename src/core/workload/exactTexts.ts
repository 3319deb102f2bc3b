import { type PieceCosts, pieceCosts } from './pieceCosts.js';
import { randomStream } from './random.js';
import { syntheticText } from './syntheticText.js';
import type { Tokenizer } from './tokenizer.js';
import { words } from './words.js';

/** A text to be made. */
export interface WantedText {
  /** What it begins with (prefix, nonce); empty for nothing. */
  readonly head: string;
  /** Tokens that the head should have. */
  readonly headTokens: number;
  /** Tokens of the whole text, head included. */
  readonly tokens: number;
  /** Name of the random stream that its words come from. */
  readonly stream: readonly (string | number)[];
}

/** A text with the number of tokens it has. */
export interface CountedText {
  readonly text: string;
  readonly tokens: number;
}

/** After so many corrections a text keeps the length nearest to the wanted one; its count is still the true one. */
const maxRounds = 24;

/**
 * Texts of exactly the wanted lengths by the given tokenizer. They are composed from the costs of their pieces; a
 * tokenizer that is not sure to count a text as the sum of its pieces then counts each of them. Those that are off
 * get another ending, longer or shorter by the difference, until they fit: fewer and fewer from round to round.
 */
export async function exactTexts(wanted: readonly WantedText[], tokenizer: Tokenizer): Promise<CountedText[]> {
  const costs = await pieceCosts(tokenizer);
  const attempts = wanted.map((want) => new Attempt(want, costs));
  if (tokenizer.wordsAreTokens) return attempts.map(({ want, text }) => ({ text, tokens: want.tokens }));

  let open = attempts;
  for (let round = 0; open.length > 0 && round < maxRounds; round++) {
    const counts = await tokenizer.count(open.map(({ text }) => text));
    open.forEach((attempt, place) => void attempt.settle(counts[place]!));
    open = open.filter(({ isExact }) => !isExact);
    for (const attempt of open) attempt.retry();
  }
  return attempts.map(({ best }) => best!);
}

/** One text on its way to the wanted length. */
class Attempt {
  text: string;
  /** The nearest so far. */
  best: CountedText | undefined;
  /** Tokens to compose by cost; differs from the wanted number as far as the costs do not add up. */
  private aim: number;
  private retries = 0;

  constructor(
    readonly want: WantedText,
    private readonly costs: PieceCosts,
  ) {
    this.aim = want.tokens - want.headTokens;
    this.text = this.compose();
  }

  get isExact(): boolean {
    return this.best?.tokens === this.want.tokens;
  }

  /** Takes the tokenizer's count of the present text. */
  settle(tokens: number): void {
    const distance = (count: number) => Math.abs(count - this.want.tokens);
    if (this.best === undefined || distance(tokens) < distance(this.best.tokens))
      this.best = { text: this.text, tokens };
    this.aim += this.want.tokens - tokens;
  }

  retry(): void {
    this.retries += 1;
    this.text = this.compose();
  }

  private compose(): string {
    const { head, stream } = this.want;
    const streams = { body: randomStream(...stream), ending: randomStream(...stream, 'ending', this.retries) };
    const text = head + syntheticText(streams, Math.max(0, this.aim), this.costs);
    // No server takes an empty prompt; it comes to that when every piece costs more than the whole text may.
    return text.trimStart() || words[0]!;
  }
}
