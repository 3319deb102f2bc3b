import type { DatasetInput } from './datasetInput.js';
import { type CountedText, exactTexts } from './exactTexts.js';
import { pieceCosts } from './pieceCosts.js';
import { noHead, nonceOf, nonceTokens, prefixesInTurn, wordStream } from './promptHeads.js';
import { randomStream } from './random.js';
import { tokenLengths } from './tokenLengths.js';

/** What to make, beside its number. */
export interface PromptsWanted {
  readonly count: number;
  /** Name of these prompts: others have other words. */
  readonly name?: string;
  /** Tokens of each; undefined, or absent altogether, for a length as the workload has them. */
  readonly lengths?: readonly (number | undefined)[];
  /** Whether a prompt goes on with a conversation, whose head was sent before; absent for none. */
  readonly continues?: ((place: number) => boolean) | undefined;
}

/** Prompts of our own words, of exactly the drawn lengths by the tokenizer; the prefix comes on top of them. */
export async function syntheticPrompts(
  input: DatasetInput,
  { count, name = 'prompt', lengths = [], continues = () => false }: PromptsWanted,
): Promise<CountedText[]> {
  const { workload, seed, tokenizer } = input;
  const lengthStream = name === 'prompt' ? ['input lengths'] : ['input lengths', name];
  const drawn = tokenLengths(randomStream(seed, ...lengthStream), workload.inputTokens, count);
  const costs = await pieceCosts(tokenizer);
  const prefixes = await prefixesInTurn(input);
  const wanted = drawn.map((drawnLength, place) => {
    const length = lengths[place] ?? drawnLength;
    const isFirst = !continues(place);
    const prefix = isFirst ? prefixes() : noHead;
    const nonce = isFirst ? nonceOf(input, costs, Math.min(nonceTokens, length)) : noHead;
    return {
      head: prefix.text + nonce.text,
      headTokens: prefix.tokens + nonce.tokens,
      tokens: prefix.tokens + length,
      stream: [...wordStream(input), name, place],
    };
  });
  return exactTexts(wanted, tokenizer);
}
