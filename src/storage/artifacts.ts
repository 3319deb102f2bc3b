import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileContent, removeStaleTemporaries, type StagedFile, stageFile } from './atomicFile.js';
import { FileError } from './fileError.js';

/**
 * Writes a scenario's files into its folder, which is made when missing. All of them are written completely before
 * the first takes its place, so a killed process leaves the old set or, at worst within a moment, whole files of both.
 * @param files file name → content, undefined for a file that is not to be there; contents are asked for one after
 * another, in this order
 * @throws {FileError} with the old files still in place
 */
export async function writeArtifacts(
  directory: string,
  files: Readonly<Record<string, FileContent | undefined>>,
): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (error) {
    throw new FileError('write', directory, error);
  }
  await removeStaleTemporaries(directory);
  const staged: StagedFile[] = [];
  try {
    for (const [name, content] of Object.entries(files))
      if (content !== undefined) staged.push(await stageFile(join(directory, name), content));
    for (const file of staged) await file.commit();
    for (const [name, content] of Object.entries(files))
      if (content === undefined) await rm(join(directory, name), { force: true });
  } catch (error) {
    await Promise.all(staged.map((file) => file.discard()));
    throw error;
  }
}
