import type { DatasetInput } from './datasetInput.js';
import { type CountedText, exactTexts, type WantedText } from './exactTexts.js';
import { blockTokens } from './inputRow.js';
import { wholeNonce, wordStream } from './promptHeads.js';

/** A prompt as a trace describes it. */
export interface BlockPrompt {
  readonly tokens: number;
  /** One per block of 512 tokens; the last block may be shorter. */
  readonly hashIds: readonly number[];
}

/**
 * Prompts that share their beginnings as the trace says: equal hash ids are equal blocks. The nonce takes the first
 * tokens of the first block, so that blocks stay where they are. The last block, cut to what is left of the length,
 * begins like the whole one.
 */
export async function blockPrompts(input: DatasetInput, prompts: readonly BlockPrompt[]): Promise<CountedText[]> {
  const nonce = await wholeNonce(input);
  const blocks = await wholeBlocks(input, prompts, nonce);
  const wanted = prompts.map(({ hashIds, tokens }): WantedText => {
    const before = hashIds.slice(0, -1).map((id, place) => blocks.get(blockKey(id, place))!);
    return {
      ...(before.length === 0
        ? headedBy(nonce, tokens)
        : { head: before.join(' '), headTokens: before.length * blockTokens }),
      tokens,
      stream: [...wordStream(input), 'block', hashIds.at(-1)!],
    };
  });
  return exactTexts(wanted, input.tokenizer);
}

/** A first block has the nonce at its head, so it is another text than the same block further behind. */
const blockKey = (id: number, place: number) => `${place === 0 ? 'first' : 'later'} ${id}`;

/** A prompt shorter than the nonce does without. */
function headedBy(nonce: CountedText, tokens: number): Pick<WantedText, 'head' | 'headTokens'> {
  return nonce.tokens < tokens ? { head: nonce.text, headTokens: nonce.tokens } : { head: '', headTokens: 0 };
}

/** The blocks that something follows, each once. */
async function wholeBlocks(
  input: DatasetInput,
  prompts: readonly BlockPrompt[],
  nonce: CountedText,
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map<string, WantedText>();
  for (const { hashIds } of prompts)
    for (const [place, id] of hashIds.slice(0, -1).entries()) {
      const key = blockKey(id, place);
      if (wanted.has(key)) continue;
      const head = place === 0 ? headedBy(nonce, blockTokens) : { head: '', headTokens: 0 };
      wanted.set(key, { ...head, tokens: blockTokens, stream: [...wordStream(input), 'block', id] });
    }
  const texts = await exactTexts([...wanted.values()], input.tokenizer);
  return new Map([...wanted.keys()].map((key, place) => [key, texts[place]!.text]));
}
