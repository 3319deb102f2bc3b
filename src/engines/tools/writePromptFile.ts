import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Scenario } from '../../core/sweep/scenario.js';
import { fileDrafts } from '../../core/workload/fileDrafts.js';
import type { RequestDraft } from '../../core/workload/requestDraft.js';
import type { Tokenizer } from '../../core/workload/tokenizer.js';
import { scenarioRows } from '../builtin/input/inputFile.js';

/**
 * Writes what a scenario takes of the user's file as both tools read it: headed, batched and in the order of our own
 * requests, with images as data URLs.
 * @throws {InputFileError} naming the bad line
 */
export async function writePromptFile(
  path: string,
  { scenario, tokenizer }: { readonly scenario: Scenario; readonly tokenizer: Tokenizer },
): Promise<void> {
  const { endpoint, workload, seed, swept } = scenario;
  const rows = (await scenarioRows(scenario)) ?? [];
  const drafts = await fileDrafts({ endpoint, workload, seed, swept, nonce: randomUUID(), tokenizer, rows }, rows);
  await pipeline(Readable.from(lines(drafts)), createWriteStream(path));
}

function* lines(drafts: readonly RequestDraft[]): Generator<string> {
  for (const { texts, images, maxTokens } of drafts) {
    const [first, ...others] = texts.map(({ text }) => text);
    const line = {
      ...(others.length > 0 ? { texts: [first, ...others] } : { text: first }),
      images,
      output_length: maxTokens,
    };
    yield `${JSON.stringify(line)}\n`;
  }
}
