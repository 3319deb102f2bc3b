import { constants, copyFile, link, mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { removeStaleTemporaries, stageFile, writeFileAtomic } from './atomicFile.js';
import { causeOf, FileError, hasCode } from './fileError.js';
import { readTextFile } from './readFile.js';
import { lockBeside } from './sweepLock.js';

/** Where a sweep keeps its files. */
export interface SweepFolderPaths {
  /** Holds `checkpoint.json` and the summary CSV. */
  readonly checkpointDirectory: string;
  /** Holds a folder per scenario. */
  readonly artifactDirectory: string;
}

/** The files of a sweep, held by this process alone until `close`. */
export interface SweepFolder {
  /** Absolute. */
  readonly checkpointPath: string;
  /** Absolute. */
  readonly summaryPath: string;
  /** Undefined when there is none yet. @throws {FileError} */
  readCheckpoint(): Promise<string | undefined>;
  /** Replaces the checkpoint in one step; when it resolves, the text is on the disk. @throws {FileError} */
  writeCheckpoint(text: string): Promise<void>;
  /** Renames a checkpoint that cannot be used to a name that is free, and returns its new path. @throws {FileError} */
  setAsideCheckpoint(): Promise<string>;
  /** Replaces the summary CSV in one step. @throws {FileError} */
  writeSummary(csv: string): Promise<void>;
  /** Absolute path of a scenario's folder. @throws {RangeError} for a name that is more than one path segment */
  artifactPath(name: string): string;
  /** Deletes the checkpoint, the summary and the scenario folders of these names: `--fresh`. @throws {FileError} */
  removeSweep(names: readonly string[]): Promise<void>;
  /** Lets other processes in. */
  close(): Promise<void>;
}

/** Nothing can be written where the sweep should be kept. */
export class FolderNotWritableError extends Error {
  override readonly name = 'FolderNotWritableError';
  /** @param directory the folder that was wanted */
  constructor(
    readonly directory: string,
    cause: unknown,
  ) {
    const reason = cause instanceof FileError ? cause.cause : cause;
    super(`cannot write to the folder ${directory}: ${causeOf(reason)}; choose another one`, { cause });
  }
}

/**
 * Makes the folders where they are missing, locks the checkpoint and cleans up after killed processes.
 * @throws {FolderInUseError} when another process works there
 * @throws {FolderNotWritableError}
 */
export async function openSweepFolder(paths: SweepFolderPaths): Promise<SweepFolder> {
  const checkpointDirectory = resolve(paths.checkpointDirectory);
  const artifactDirectory = resolve(paths.artifactDirectory);
  const checkpointPath = join(checkpointDirectory, 'checkpoint.json');
  const summaryPath = join(checkpointDirectory, 'analyze_export_genai_perf.csv');

  await makeWritable(artifactDirectory);
  await makeWritable(checkpointDirectory);
  const lock = await lockBeside(checkpointPath);
  await removeLeftovers(checkpointDirectory, artifactDirectory);

  const artifactPath = (name: string) => {
    if (!isSegment(name)) throw new RangeError(`"${name}" cannot be the name of a scenario's folder`);
    return join(artifactDirectory, name);
  };
  // Two writes at once would end in the order of their renames, not of their calls.
  let writing: Promise<void> = Promise.resolve();
  const inOrder = (write: () => Promise<void>) => {
    const result = writing.then(write);
    writing = result.catch(() => undefined);
    return result;
  };

  return {
    checkpointPath,
    summaryPath,
    artifactPath,
    readCheckpoint: () => readTextFile(checkpointPath),
    writeCheckpoint: (text) => inOrder(() => writeFileAtomic(checkpointPath, text, { durable: true })),
    writeSummary: (csv) => inOrder(() => writeFileAtomic(summaryPath, csv)),
    async setAsideCheckpoint() {
      await writing;
      return setAside(checkpointPath, (number) => join(checkpointDirectory, `checkpoint.damaged-${number}.json`));
    },
    async removeSweep(names) {
      await writing;
      for (const path of [checkpointPath, summaryPath, ...names.map(artifactPath)]) await remove(path);
    },
    async close() {
      await writing;
      await lock.release();
    },
  };
}

/** Tries it for real: permissions say nothing of full disks, read-only mounts and what root may do. */
async function makeWritable(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    const trial = await stageFile(join(directory, 'trial'), ' ');
    await trial.discard();
  } catch (error) {
    throw new FolderNotWritableError(directory, error);
  }
}

async function removeLeftovers(checkpointDirectory: string, artifactDirectory: string): Promise<void> {
  const entries = await readdir(artifactDirectory, { withFileTypes: true });
  const scenarioFolders = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(artifactDirectory, name));
  for (const directory of [checkpointDirectory, ...scenarioFolders]) await removeStaleTemporaries(directory);
}

/** Separators of all systems: folders are moved between them. */
function isSegment(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name);
}

/** A link fails where the name is taken, unlike a rename, which overwrites. */
async function setAside(path: string, nameFor: (number: number) => string): Promise<string> {
  for (let number = 1; ; number++) {
    const target = nameFor(number);
    try {
      await linkOrCopy(path, target);
      await rm(path);
      return target;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw new FileError('rename', path, error);
    }
  }
}

async function linkOrCopy(path: string, target: string): Promise<void> {
  await link(path, target).catch((error: unknown) => {
    if (hasCode(error, 'EEXIST') || hasCode(error, 'ENOENT')) throw error;
    // Some file systems (exFAT, network shares) have no links.
    return copyFile(path, target, constants.COPYFILE_EXCL);
  });
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch((error: unknown) => {
    throw new FileError('delete', path, error);
  });
}
