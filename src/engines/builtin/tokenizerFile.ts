import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenTokenizer } from './tokenizerEmbedded.js';
import { type StartCounter, threadCounter } from './tokenizerThread.js';

/** A tokenizer.json that was read and looks like one. */
export interface TokenizerFile {
  /** Of the tokenizer.json itself, also when its folder was named. */
  readonly path: string;
  /** SHA-256 of its bytes, hexadecimal: its name in a scenario's identity. */
  readonly sha256: string;
}

/** A tokenizer that cannot be used; the message is one line with path, reason and remedy. */
export class TokenizerFileError extends Error {
  override readonly name = 'TokenizerFileError';
  /** @param path as the user named it */
  constructor(path: string, reason: string) {
    super(`the tokenizer ${path} cannot be used: ${reason}; name a local tokenizer.json, or a folder that holds one`);
  }
}

/**
 * Reads a tokenizer before anything is measured with it.
 * @param path a tokenizer.json, or a folder that holds one
 * @throws {TokenizerFileError}
 */
export async function readTokenizerFile(path: string): Promise<TokenizerFile> {
  try {
    const file = (await stat(path)).isDirectory() ? join(path, 'tokenizer.json') : path;
    const bytes = await readFile(file);
    const problem = problemOf(JSON.parse(bytes.toString('utf8')));
    if (problem !== undefined) throw new TokenizerFileError(path, problem);
    return { path: file, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch (error) {
    throw error instanceof TokenizerFileError ? error : new TokenizerFileError(path, reasonOf(error));
  }
}

/**
 * The tokenizer of a model, from its tokenizer.json.
 * @throws {TokenizerFileError} also later, by `count`, for a part of it that the library does not know
 */
export async function fileTokenizer(path: string, start: StartCounter = threadCounter()): Promise<OpenTokenizer> {
  const file = await readTokenizerFile(path);
  const counter = start({ kind: 'file', path: file.path });
  return {
    name: path,
    count: (texts) =>
      counter.count(texts).catch((error: Error) => {
        throw new TokenizerFileError(path, error.message);
      }),
    close: () => counter.close(),
  };
}

/** The library guesses at other kinds, and would count wrongly without a word. */
const knownModels = ['BPE', 'Unigram', 'WordPiece'];

function problemOf(json: unknown): string | undefined {
  const { vocab, type } = (json as { model?: { vocab?: unknown; type?: unknown } | null } | null)?.model ?? {};
  if (typeof vocab !== 'object' || vocab === null) return 'it has no vocabulary';
  if (type === undefined || knownModels.includes(String(type))) return undefined;
  return `its model is a ${String(type)}, but only ${knownModels.join(', ')} are supported`;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'reading is not permitted',
  ENOTDIR: 'there is no such file',
};

function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'it is not JSON';
  const { code = '', message } = error as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}
