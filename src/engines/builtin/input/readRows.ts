import { basename } from 'node:path';
import { InputFileError, type InputRow, parseInputRow, rowForm } from '../../../core/workload/inputRow.js';
import { namesInFolder } from '../../../storage/readLines.js';
import type { PlacedRow } from '../media/mediaFiles.js';
import { fileLines, inFolder, type NamedPath } from './fileLines.js';

/** What is read, and how. */
export interface RowsSource extends NamedPath {
  readonly kind: 'prompts' | 'trace';
  /** Set for rankings: so many passages go with each query. */
  readonly passagesPerQuery?: number | undefined;
  /** Passages that have to be there, where that is more. */
  readonly leastPassages?: number | undefined;
}

type OnBytes = (bytes: Uint8Array) => void;

/**
 * The lines of a file, of all files of a folder in the order of their names, or of queries with their passages; read
 * piece by piece. Empty lines are skipped.
 * @throws {InputFileError} naming the bad line, or what is missing
 * @throws {FileError}
 */
export async function* readRows(source: RowsSource, onBytes?: OnBytes): AsyncGenerator<PlacedRow> {
  const { passagesPerQuery } = source;
  if (passagesPerQuery === undefined) yield* fileRows(source, onBytes);
  else yield* rankingRows({ ...source, names: await namesInFolder(source.path), passagesPerQuery }, onBytes);
}

async function* fileRows(source: RowsSource, onBytes?: OnBytes): AsyncGenerator<PlacedRow> {
  for await (const { text, where, file } of fileLines(source, { wanted: `prompts: ${rowForm}`, onBytes }))
    yield { row: parseInputRow(text, { where, kind: source.kind }), where, file };
}

interface RankingSource extends RowsSource {
  readonly names: readonly string[] | undefined;
  readonly passagesPerQuery: number;
}

const rankingFiles = ['queries.jsonl', 'passages.jsonl'] as const;

/** Rows whose first text is a query, and whose others are passages; as many as there are passages for. */
async function* rankingRows(source: RankingSource, onBytes?: OnBytes): AsyncGenerator<PlacedRow> {
  const missing = rankingFiles.find((file) => !source.names?.includes(file));
  if (missing !== undefined)
    throw new InputFileError(
      source.names === undefined
        ? `rankings need a folder with ${rankingFiles.join(' and ')}; ${basename(source.name)} is a file`
        : `the folder ${source.name} lacks ${missing}: rankings need ${rankingFiles.join(' and ')}`,
    );
  const [queries, passages] = rankingFiles.map((file) =>
    fileRows({ ...source, ...inFolder(source, file) }, onBytes),
  ) as [AsyncGenerator<PlacedRow>, AsyncGenerator<PlacedRow>];
  let read = 0;
  const nextPassage = async () => {
    const next = await passages.next();
    if (next.done === true) return undefined;
    read += 1;
    return textsOf(next.value);
  };
  for await (const query of queries) {
    const texts: string[] = [];
    for (let passage = 0; passage < source.passagesPerQuery; passage++) {
      const own = await nextPassage();
      if (own === undefined) return requirePassages(source, read);
      texts.push(...own);
    }
    const [text = ''] = textsOf(query);
    yield { ...query, row: { ...query.row, texts: [text, ...texts] } satisfies InputRow };
  }
  while (read < leastPassages(source) && (await nextPassage()) !== undefined);
  requirePassages(source, read);
}

function leastPassages({ passagesPerQuery, leastPassages: least = passagesPerQuery }: RankingSource): number {
  return Math.max(least, passagesPerQuery);
}

function requirePassages(source: RankingSource, read: number): void {
  const least = leastPassages(source);
  if (read >= least) return;
  const { name } = inFolder({ path: '', name: source.name }, 'passages.jsonl');
  throw new InputFileError(
    `${name} holds ${read}, fewer than the ${least} passages that go with a query: add some, or lower the batch size`,
  );
}

function textsOf({ row, where }: PlacedRow): readonly string[] {
  if (row.texts.length === 0) throw new InputFileError(`${where} has no text: ${rowForm}`);
  return row.texts;
}
