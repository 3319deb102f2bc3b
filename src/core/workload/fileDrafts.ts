import { blockPrompts } from './blockPrompts.js';
import type { SessionTurn } from './datasetEntry.js';
import type { DatasetInput } from './datasetInput.js';
import type { CountedText } from './exactTexts.js';
import { InputFileError, type LoadedRow } from './inputRow.js';
import { noHead, prefixesInTurn, wholeNonce } from './promptHeads.js';
import { syntheticPrompts } from './prompts.js';
import type { RequestDraft } from './requestDraft.js';

/**
 * Requests of a file in its order, headed like synthetic ones; several lines make one request where the batch size
 * says so, and each line is in one request at most.
 * @throws {InputFileError} when the file has fewer lines than one batch
 */
export async function fileDrafts(input: DatasetInput, rows: readonly LoadedRow[]): Promise<RequestDraft[]> {
  const { workload } = input;
  const batchSize = workload.inputFile?.rowsPerRequest ?? workload.batchSize;
  if (rows.length < batchSize)
    throw new InputFileError(`the input file has ${rows.length} prompts, fewer than one batch of ${batchSize}`);
  const entries = Math.min(workload.datasetEntries, Math.floor(rows.length / batchSize));
  const used = rows.slice(0, entries * batchSize);
  const texts = await textsOf(input, used);
  const turns = workload.inputFile?.sessions ? turnsOf(used, workload.delayRatio) : undefined;
  return Array.from({ length: entries }, (_, entry): RequestDraft => {
    const places = Array.from({ length: batchSize }, (_, place) => entry * batchSize + place);
    const batch = places.map((place) => used[place]!);
    const first = batch[0]!;
    const images = batch.flatMap((row) => row.images);
    const audios = batch.flatMap((row) => row.audios);
    return {
      texts: places.flatMap((place) => texts[place]!),
      ...(images.length > 0 && { images }),
      ...(audios.length > 0 && { audios }),
      maxTokens: first.outputTokens,
      body: Object.assign({}, ...batch.map((row) => row.body)) as RequestDraft['body'],
      timestampMs: first.timestampMs,
      session: turns?.[entry],
    };
  });
}

/** Texts of each row with their tokens: its own with a head, those it wants to be made, or none. */
async function textsOf(input: DatasetInput, rows: readonly LoadedRow[]): Promise<CountedText[][]> {
  const texts: CountedText[][] = rows.map(() => []);
  const fill = async (places: readonly number[], make: (rows: readonly LoadedRow[]) => Promise<CountedText[][]>) => {
    if (places.length === 0) return;
    const made = await make(places.map((place) => rows[place]!));
    places.forEach((place, index) => {
      texts[place] = made[index]!;
    });
  };
  const isFirst = firstTurns(rows);
  const placesOf = (matches: (row: LoadedRow) => boolean) => [...rows.keys()].filter((place) => matches(rows[place]!));
  const isMade = (row: LoadedRow) => row.texts.length === 0 && row.images.length + row.audios.length === 0;
  const firsts = new Set(placesOf(() => true).filter((place) => isFirst[place]));
  const given = placesOf((row) => row.texts.length > 0);
  await fill(given, (some) => ownTexts(input, some, (index) => firsts.has(given[index]!)));
  await fill(
    placesOf((row) => isMade(row) && row.hashIds !== undefined),
    async (some) =>
      (
        await blockPrompts(
          input,
          some.map(({ hashIds = [], inputTokens = 1 }) => ({ hashIds, tokens: inputTokens })),
        )
      ).map((text) => [text]),
  );
  const made = placesOf((row) => isMade(row) && row.hashIds === undefined);
  await fill(made, async (some) => {
    const prompts = await syntheticPrompts(input, {
      count: some.length,
      lengths: some.map(({ inputTokens }) => inputTokens),
      continues: (index) => !firsts.has(made[index]!),
    });
    return prompts.map((text) => [text]);
  });
  return texts;
}

/** Whether each row begins a conversation; a request without a session is one. */
function firstTurns(rows: readonly LoadedRow[]): boolean[] {
  const begun = new Set<string>();
  return rows.map(({ sessionId }) => {
    if (sessionId === undefined) return true;
    const isFirst = !begun.has(sessionId);
    begun.add(sessionId);
    return isFirst;
  });
}

async function ownTexts(
  input: DatasetInput,
  rows: readonly LoadedRow[],
  isFirst: (index: number) => boolean,
): Promise<CountedText[][]> {
  const prefixes = await prefixesInTurn(input);
  const nonce = await wholeNonce(input);
  const headed = rows.map((row, index) =>
    row.texts.map((text) => {
      const head = isFirst(index) ? (prefixes().text + nonce.text).trimStart() : noHead.text;
      return head === '' ? text : `${head} ${text}`;
    }),
  );
  const counts = await input.tokenizer.count(headed.flat());
  let next = 0;
  return headed.map((texts) => texts.map((text) => ({ text, tokens: counts[next++]! })));
}

/** The rows as turns; the delay of a session's last turn means nothing. */
function turnsOf(rows: readonly LoadedRow[], ratio = 1): SessionTurn[] {
  return rows.map(({ sessionId = '', delayMs = 0 }) => ({ id: sessionId, delayMs: Math.round(delayMs * ratio) }));
}
