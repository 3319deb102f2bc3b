import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Checkpoint } from '../../core/checkpoint/checkpoint.js';
import { CheckpointError } from '../../core/checkpoint/checkpointError.js';
import { readTextFile } from '../../storage/readFile.js';
import { type CliIo, UsageError } from '../cliIo.js';

/**
 * Reads the checkpoint that the user named, a file or the folder it lies in, and says what there is to know of it.
 * @throws {UsageError} when there is none, or when it cannot be read
 */
export async function readCheckpointArgument(argument: string, io: CliIo): Promise<Checkpoint> {
  const named = resolve(io.cwd, argument);
  const isFolder = await stat(named).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const path = isFolder ? join(named, 'checkpoint.json') : named;
  const text = await readTextFile(path);
  if (text === undefined)
    throw new UsageError(`no checkpoint at ${path}: measure with "genai-sweep analyze" first, or name another file`);
  const checkpoint = parse(text, path);
  for (const notice of checkpoint.notices) io.stderr.write(`${notice}\n`);
  if (checkpoint.results.size === 0) io.stderr.write(`${path} holds no run configs yet.\n`);
  return checkpoint;
}

function parse(text: string, path: string): Checkpoint {
  try {
    return Checkpoint.parse(text);
  } catch (error) {
    if (error instanceof CheckpointError)
      throw new UsageError(`${path}, line ${error.line}, column ${error.column}: ${error.reason}`);
    throw error;
  }
}
