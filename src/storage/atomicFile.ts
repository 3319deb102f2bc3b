import { open, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { FileError } from './fileError.js';
import { isProcessAlive } from './processLife.js';

/** What a file gets: text, or pieces of text or bytes, which are asked for one after another as they are written. */
export type FileContent = string | Uint8Array | Iterable<string | Uint8Array>;

/** A complete file beside its destination, under a name nobody reads. */
export interface StagedFile {
  /** Puts it in place of what is there. */
  commit(): Promise<void>;
  /** Deletes it. */
  discard(): Promise<void>;
}

/** How a file is written. */
export interface WriteOptions {
  /** Waits until the bytes are on the disk, so that a power cut cannot lose them either. */
  readonly durable?: boolean;
}

/**
 * Replaces a file in one step: whoever reads, or kills this process, sees the old content or the new one, whole.
 * (write-file-atomic is not used: it takes a short write, which is what a disk gives that gets full, for a whole one.)
 * @throws {FileError}
 */
export async function writeFileAtomic(path: string, content: FileContent, options: WriteOptions = {}): Promise<void> {
  const staged = await stageFile(path, content, options);
  await staged.commit();
}

/**
 * Writes the content to a temporary file beside `path`.
 * @throws {FileError} leaving nothing behind
 */
export async function stageFile(path: string, content: FileContent, options: WriteOptions = {}): Promise<StagedFile> {
  // A link stays a link: the file that it points to is replaced.
  const target = await realpath(path).catch(() => resolve(path));
  const temporary = join(dirname(target), temporaryName(basename(target)));
  const discard = () => rm(temporary, { force: true });
  try {
    await writeTemporary(temporary, content, { ...options, mode: await modeOf(target) });
  } catch (error) {
    await discard();
    throw new FileError('write', path, error);
  }
  return {
    discard,
    async commit() {
      try {
        await rename(temporary, target);
      } catch (error) {
        await discard();
        throw new FileError('write', path, error);
      }
    },
  };
}

async function writeTemporary(
  path: string,
  content: FileContent,
  { mode, durable }: WriteOptions & { readonly mode: number | undefined },
): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    if (mode !== undefined) await handle.chmod(mode);
    await writeFile(handle, content);
    if (durable) await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Permissions of the file that will be replaced; undefined for a new one. */
async function modeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? undefined : found.mode & 0o777;
}

let temporaries = 0;
const host = hostname().replaceAll(/[^\w.-]/g, '_');
const ownTemporary = new RegExp(`^\\..+\\.${host.replaceAll('.', '\\.')}-(\\d+)-\\d+\\.tmp$`);

function temporaryName(name: string): string {
  temporaries += 1;
  return `.${name}.${host}-${process.pid}-${temporaries}.tmp`;
}

/** Deletes what killed processes of this host left in a folder; a folder that cannot be read is left alone. */
export async function removeStaleTemporaries(directory: string): Promise<void> {
  const entries = await readdir(directory).catch(() => []);
  const stale = entries.filter((entry) => {
    const pid = ownTemporary.exec(entry)?.[1];
    return pid !== undefined && !isProcessAlive(Number(pid));
  });
  await Promise.all(stale.map((entry) => rm(join(directory, entry), { force: true }).catch(() => undefined)));
}
