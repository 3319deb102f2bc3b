import { access, readFile } from 'node:fs/promises';
import { FileError, hasCode } from './fileError.js';

/**
 * The text of a UTF-8 file; undefined when there is no such file.
 * @throws {FileError} when it cannot be read
 */
export async function readTextFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw new FileError('read', path, error);
  }
}

/** Whether there is a file or folder of that name. */
export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
