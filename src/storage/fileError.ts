const causes: Readonly<Partial<Record<string, string>>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than is allowed',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  EEXIST: 'a file of that name is in the way',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is no UTF-8 text',
};

/** Why a file operation failed, in words: `the disk is full`. */
export function causeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return causes[code ?? ''] ?? message;
}

/** Whether the system refused with this code (`ENOENT` …). */
export function hasCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

/** A file that could not be read or written; the message is one sentence with its path and the reason. */
export class FileError extends Error {
  override readonly name = 'FileError';
  /** @param path the file that was wanted */
  constructor(
    verb: 'read' | 'write' | 'rename' | 'delete',
    readonly path: string,
    cause: unknown,
  ) {
    super(`cannot ${verb} ${path}: ${causeOf(cause)}`, { cause });
  }
}
