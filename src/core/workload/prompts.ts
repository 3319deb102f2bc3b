import type { DatasetInput } from './datasetInput.js';
import { type CountedText, exactTexts } from './exactTexts.js';
import { type PieceCosts, pieceCosts } from './pieceCosts.js';
import { InputFileError, type PromptLine } from './promptLines.js';
import { pick, randomStream } from './random.js';
import { syntheticText } from './syntheticText.js';
import { tokenLengths } from './tokenLengths.js';

/** A starter, four words and a full stop: one of 10^11, so that no prompt was ever sent before. */
const nonceTokens = 6;

/** Prompts of our own words, `batchSize` for each entry. */
export async function syntheticPrompts(input: DatasetInput): Promise<CountedText[]> {
  const { workload, seed, tokenizer } = input;
  const count = workload.datasetEntries * workload.batchSize;
  const lengths = tokenLengths(randomStream(seed, 'input lengths'), workload.inputTokens, count);
  const costs = await pieceCosts(tokenizer);
  const prefixes = await prefixesInTurn(input);
  const wanted = lengths.map((length, place) => {
    const prefix = prefixes();
    const nonce = nonceOf(input, costs, Math.min(nonceTokens, length));
    return {
      head: prefix.text + nonce.text,
      headTokens: prefix.tokens + nonce.tokens,
      tokens: prefix.tokens + length,
      stream: [...wordStream(input), 'prompt', place],
    };
  });
  return exactTexts(wanted, tokenizer);
}

/**
 * Prompts of the file in its order, headed like synthetic ones; as many as the entries need, at most each line once.
 * @throws {InputFileError}
 */
export async function filePrompts(input: DatasetInput, lines: readonly PromptLine[]): Promise<CountedText[]> {
  const { workload, tokenizer } = input;
  const { batchSize } = workload;
  if (lines.length < batchSize)
    throw new InputFileError(`the input file has ${lines.length} prompts, fewer than one batch of ${batchSize}`);
  const entries = Math.min(workload.datasetEntries, Math.floor(lines.length / batchSize));
  const needsHeads = workload.prefixPrompts.count > 0 || !workload.repeatPrompts;
  const prefixes = await prefixesInTurn(input);
  const nonce = needsHeads ? nonceOf(input, await pieceCosts(tokenizer), nonceTokens).text : '';
  const texts = lines.slice(0, entries * batchSize).map(({ text }) => {
    const head = (prefixes().text + nonce).trimStart();
    return head === '' ? text : `${head} ${text}`;
  });
  const counts = await tokenizer.count(texts);
  return texts.map((text, place) => ({ text, tokens: counts[place]! }));
}

const nothing: CountedText = { text: '', tokens: 0 };

/** Words come from the seed and the swept values, never from the place in the sweep. */
function wordStream({ seed, swept }: DatasetInput): (string | number)[] {
  return [seed, ...swept.flatMap(({ name, value }) => [name, value])];
}

/** Prefixes from a pool, one for each prompt, chosen by the seed alone; empty ones without a pool. */
async function prefixesInTurn(input: DatasetInput): Promise<() => CountedText> {
  const { count, tokens } = input.workload.prefixPrompts;
  if (count === 0 || tokens === 0) return () => nothing;
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
function nonceOf({ nonce, workload }: DatasetInput, costs: PieceCosts, tokens: number): CountedText {
  if (workload.repeatPrompts) return nothing;
  const random = randomStream('nonce', nonce);
  return { text: syntheticText({ body: random, ending: random }, tokens, costs), tokens };
}
