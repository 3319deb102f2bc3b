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
  let isFirst = true;
  for await (const query of queries) {
    const texts: string[] = [];
    for (let passage = 0; passage < source.passagesPerQuery; passage++) {
      const next = await passages.next();
      if (next.done === true) {
        if (isFirst) throw new InputFileError(tooFewPassages(source, texts.length));
        return;
      }
      texts.push(...textsOf(next.value));
    }
    isFirst = false;
    const [text = ''] = textsOf(query);
    yield { ...query, row: { ...query.row, texts: [text, ...texts] } satisfies InputRow };
  }
}

function tooFewPassages({ name, passagesPerQuery }: RankingSource, passages: number): string {
  const found = `${inFolder({ path: '', name }, 'passages.jsonl').name} holds ${passages}`;
  return `${found}, fewer than the ${passagesPerQuery} passages that go with a query: add some, or lower --batch-size-text`;
}

function textsOf({ row, where }: PlacedRow): readonly string[] {
  if (row.texts.length === 0) throw new InputFileError(`${where} has no text: ${rowForm}`);
  return row.texts;
}
