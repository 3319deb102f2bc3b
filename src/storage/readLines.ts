import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { FileError, hasCode } from './fileError.js';

/**
 * The lines of a UTF-8 file without their ends, read piece by piece: the file may be of any size.
 * @param onBytes sees all bytes in their order
 * @throws {FileError} also for bytes that are no UTF-8: text with replacement characters would be measured as another one
 */
export async function* readLines(path: string, onBytes?: (bytes: Uint8Array) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      onBytes?.(chunk as Buffer);
      const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines.map(withoutReturn);
    }
    rest += decoder.decode();
  } catch (error) {
    throw new FileError('read', path, error);
  }
  if (rest !== '') yield withoutReturn(rest);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/**
 * Names of the files in a folder, sorted; undefined when it is no folder.
 * @throws {FileError}
 */
export async function namesInFolder(path: string): Promise<string[] | undefined> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    if (hasCode(error, 'ENOTDIR') || hasCode(error, 'ENOENT')) return undefined;
    throw new FileError('read', path, error);
  }
}
