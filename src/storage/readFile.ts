import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
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

/**
 * SHA-256 of a file's bytes, hex; the file may be of any size.
 * @throws {FileError}
 */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (error) {
    throw new FileError('read', path, error);
  }
  return hash.digest('hex');
}
