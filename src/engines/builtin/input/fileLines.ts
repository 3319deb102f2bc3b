import { join } from 'node:path';
import { InputFileError } from '../../../core/workload/inputRow.js';
import { namesInFolder, readLines } from '../../../storage/readLines.js';

/** A file or folder. */
export interface NamedPath {
  /** Absolute. */
  readonly path: string;
  /** As the user named it, for messages. */
  readonly name: string;
}

/** A line with its place, as messages name it. */
export interface FileLine {
  readonly text: string;
  /** `prompts.jsonl, line 3`. */
  readonly where: string;
  /** Path of the file that it stands in. */
  readonly file: string;
}

/** How lines are read. */
export interface LineReading {
  /** What a file without lines lacks, and its remedy: `prompts: write one JSON object per line …`. */
  readonly wanted: string;
  /** Sees all bytes in their order. */
  readonly onBytes?: ((bytes: Uint8Array) => void) | undefined;
}

/**
 * The lines of a file, or of all .jsonl files of a folder in the order of their names; read piece by piece. Empty lines
 * are skipped.
 * @throws {InputFileError} for a file or folder without any
 * @throws {FileError}
 */
export async function* fileLines(source: NamedPath, reading: LineReading): AsyncGenerator<FileLine> {
  const names = await namesInFolder(source.path);
  if (names === undefined) {
    yield* linesOf(source, reading);
    return;
  }
  const files = names.filter((name) => name.endsWith('.jsonl'));
  if (files.length === 0) throw new InputFileError(`the folder ${source.name} holds no .jsonl file`);
  for (const file of files) yield* linesOf(inFolder(source, file), reading);
}

/** A file of a folder. */
export function inFolder({ path, name }: NamedPath, file: string): NamedPath {
  return { path: join(path, file), name: join(name, file) };
}

async function* linesOf({ path, name }: NamedPath, { wanted, onBytes }: LineReading): AsyncGenerator<FileLine> {
  let number = 0;
  let rows = 0;
  for await (const line of readLines(path, onBytes)) {
    number += 1;
    const text = number === 1 ? line.replace(/^\uFEFF/, '') : line;
    if (text.trim() === '') continue;
    rows += 1;
    yield { text, where: `${name}, line ${number}`, file: path };
  }
  if (rows === 0) throw new InputFileError(`${name} holds no ${wanted}`);
}
