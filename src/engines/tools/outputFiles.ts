import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolOutputError } from './loadTool.js';

/** Paths of all files of that name below a folder which only one run has written to. */
export async function filesNamed(folder: string, name: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile() && entry.name === name).map((entry) => join(entry.parentPath, name));
}

/**
 * The one file of that name.
 * @throws {ToolOutputError} for none, and for several: nobody knows which is right
 */
export async function fileNamed(folder: string, name: string): Promise<string> {
  const [path, ...others] = await filesNamed(folder, name);
  if (path === undefined) throw new ToolOutputError(`it left no ${name}`);
  if (others.length > 0) throw new ToolOutputError(`it left ${others.length + 1} files named ${name}`);
  return path;
}
