import type { DatasetInput } from './datasetInput.js';
import { type CountedText, exactTexts } from './exactTexts.js';
import { type PieceCosts, pieceCosts } from './pieceCosts.js';
import { pick, randomStream } from './random.js';
import { syntheticText } from './syntheticText.js';

/** A starter, four words and a full stop: one of 10^11, so that no prompt was ever sent before. */
export const nonceTokens = 6;

/** Nothing at the head of a prompt. */
export const noHead: CountedText = { text: '', tokens: 0 };

/** Words come from the seed and the swept values, never from the place in the sweep. */
export function wordStream({ seed, swept }: DatasetInput): (string | number)[] {
  return [seed, ...swept.flatMap(({ name, value }) => [name, value])];
}

/** Prefixes from a pool, one for each prompt, chosen by the seed alone; empty ones without a pool. */
export async function prefixesInTurn(input: DatasetInput): Promise<() => CountedText> {
  const { count, tokens } = input.workload.prefixPrompts;
  if (count === 0 || tokens === 0) return () => noHead;
  const wanted = Array.from({ length: count }, (_, place) => ({
    head: '',
    headTokens: 0,
    tokens,
    stream: [...wordStream(input), 'prefix', place],
  }));
  const pool = await exactTexts(wanted, input.tokenizer);
  const random = randomStream(input.seed, 'prefixes');
  return () => pick(random, pool);
}

/** The same head for all prompts of a measurement, and for no other measurement. */
export function nonceOf({ nonce, workload }: DatasetInput, costs: PieceCosts, tokens: number): CountedText {
  if (workload.repeatPrompts) return noHead;
  const random = randomStream('nonce', nonce);
  return { text: syntheticText({ body: random, ending: random }, tokens, costs), tokens };
}

/** The nonce at its full length, as texts of a file are headed by it. */
export async function wholeNonce(input: DatasetInput): Promise<CountedText> {
  return input.workload.repeatPrompts ? noHead : nonceOf(input, await pieceCosts(input.tokenizer), nonceTokens);
}
