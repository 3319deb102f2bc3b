import { embeddedTokenizer, type OpenTokenizer } from './tokenizerEmbedded.js';
import { fileTokenizer } from './tokenizerFile.js';
import { serverTokenizer, type TokenizingServer } from './tokenizerServer.js';
import { type StartCounter, threadCounter } from './tokenizerThread.js';

/** What there may be to choose from. */
export interface TokenizerChoice {
  /** Path of a tokenizer.json, or of a folder that holds one. */
  readonly file?: string | undefined;
  /** Undefined for one that cannot be asked by HTTP. */
  readonly server: TokenizingServer | undefined;
  /** Tests count in their own thread. */
  readonly start?: StartCounter;
}

const chosen = new Map<string, Promise<OpenTokenizer>>();

/**
 * The best tokenizer there is: the user's file, else the server's own, else the embedded one. Chosen once per process
 * and server: the scenarios of a sweep share it with all that it has loaded and learned.
 * @throws {TokenizerFileError}
 */
export function chooseTokenizer(choice: TokenizerChoice): Promise<OpenTokenizer> {
  const { file, server } = choice;
  const key = JSON.stringify([file, server?.url, server?.model]);
  const tokenizer = chosen.get(key) ?? open(choice);
  chosen.set(key, tokenizer);
  // A file that could not be read may be there next time.
  tokenizer.catch(() => chosen.delete(key));
  return tokenizer;
}

async function open({ file, server, start = threadCounter() }: TokenizerChoice): Promise<OpenTokenizer> {
  if (file !== undefined) return fileTokenizer(file, start);
  return (server && (await serverTokenizer(server))) ?? embeddedTokenizer(start);
}
