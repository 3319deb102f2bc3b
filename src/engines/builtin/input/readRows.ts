import { basename, join } from 'node:path';
import { InputFileError, type InputRow, parseInputRow, rowForm } from '../../../core/workload/inputRow.js';
import { namesInFolder, readLines } from '../../../storage/readLines.js';
import type { PlacedRow } from '../media/mediaFiles.js';

/** What is read, and how. */
export interface RowsSource {
  /** Absolute. */
  readonly path: string;
  /** As the user named it, for messages. */
  readonly name: string;
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
  const names = await namesInFolder(source.path);
  if (source.passagesPerQuery !== undefined) {
    yield* rankingRows({ ...source, names, passagesPerQuery: source.passagesPerQuery }, onBytes);
    return;
  }
  if (names === undefined) {
    yield* fileRows(source, onBytes);
    return;
  }
  const files = names.filter((name) => name.endsWith('.jsonl'));
  if (files.length === 0) throw new InputFileError(`the folder ${source.name} holds no .jsonl file`);
  for (const file of files) yield* fileRows(inFolder(source, file), onBytes);
}

function inFolder(source: RowsSource, file: string): RowsSource {
  return { ...source, path: join(source.path, file), name: join(source.name, file) };
}

async function* fileRows({ path, name, kind }: RowsSource, onBytes?: OnBytes): AsyncGenerator<PlacedRow> {
  let number = 0;
  let rows = 0;
  for await (const line of readLines(path, onBytes)) {
    number += 1;
    const text = number === 1 ? line.replace(/^\uFEFF/, '') : line;
    if (text.trim() === '') continue;
    rows += 1;
    const where = `${name}, line ${number}`;
    yield { row: parseInputRow(text, { where, kind }), where, file: path };
  }
  if (rows === 0) throw new InputFileError(`${name} holds no prompts: ${rowForm}`);
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
  const [queries, passages] = rankingFiles.map((file) => fileRows(inFolder(source, file), onBytes)) as [
    AsyncGenerator<PlacedRow>,
    AsyncGenerator<PlacedRow>,
  ];
  for await (const query of queries) {
    const texts: string[] = [];
    for (let passage = 0; passage < source.passagesPerQuery; passage++) {
      const next = await passages.next();
      if (next.done === true) return;
      texts.push(...textsOf(next.value));
    }
    const [text = ''] = textsOf(query);
    yield { ...query, row: { ...query.row, texts: [text, ...texts] } satisfies InputRow };
  }
}

function textsOf({ row, where }: PlacedRow): readonly string[] {
  if (row.texts.length === 0) throw new InputFileError(`${where} has no text: ${rowForm}`);
  return row.texts;
}
