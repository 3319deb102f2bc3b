import { httpRequest, type SmallRequest } from '../httpRequest.js';
import type { OpenTokenizer } from './tokenizerEmbedded.js';

/** Where to ask. */
export interface TokenizingServer {
  /** Scheme, host and port. */
  readonly url: string;
  readonly headers: NonNullable<SmallRequest['headers']>;
  readonly model: string;
  readonly tls?: SmallRequest['tls'];
}

/** The server does not count a text; the message is one sentence for the user. */
export class ServerTokenizerError extends Error {
  override readonly name = 'ServerTokenizerError';
}

/** How a kind of server is asked, and what its answer says; undefined when it says nothing. */
interface Dialect {
  readonly question: (text: string, model: string) => object;
  readonly count: (answer: Readonly<Record<string, unknown>>) => number | undefined;
}

const dialects: readonly Dialect[] = [
  // vLLM and SGLang.
  {
    question: (prompt, model) => ({ model, prompt, add_special_tokens: false }),
    count: ({ count }) => (typeof count === 'number' ? count : undefined),
  },
  // llama.cpp; it also answers the other question, with no tokens.
  {
    question: (content) => ({ content, add_special: false }),
    count: ({ tokens }) => (Array.isArray(tokens) ? tokens.length : undefined),
  },
];

const probe = 'The river.';
const parallelRequests = 8;
const probeTimeoutMs = 3000;
const countTimeoutMs = 60_000;
/** Characters of counted texts that are remembered: enough for the word list and short prompts that come again. */
const rememberedCharacters = 4_000_000;

/** The server's own `/tokenize`; undefined when it has none. Nothing else is asked of the server. */
export async function serverTokenizer(server: TokenizingServer): Promise<OpenTokenizer | undefined> {
  for (const dialect of dialects) {
    const answer = await ask(server, dialect.question(probe, server.model), probeTimeoutMs).catch(() => undefined);
    if (answer === undefined || isMissing(answer.status)) return undefined;
    if (answer.status === 200 && (countIn(answer.text, dialect) ?? 0) > 0) return tokenizerOf(server, dialect);
  }
  return undefined;
}

function tokenizerOf(server: TokenizingServer, dialect: Dialect): OpenTokenizer {
  const known = new Map<string, number>();
  let remembered = 0;
  const countOne = async (text: string): Promise<number> => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const question = dialect.question(text, server.model);
    const { status, text: answer } = await ask(server, question, countTimeoutMs);
    const count = status === 200 ? countIn(answer, dialect) : undefined;
    if (count === undefined)
      throw new ServerTokenizerError(
        `the server's /tokenize did not count a text (HTTP ${status}: ${answer.slice(0, 200)}); name a tokenizer.json with --tokenizer`,
      );
    remembered += text.length;
    if (remembered <= rememberedCharacters) known.set(text, count);
    return count;
  };
  return {
    name: 'server /tokenize',
    count: (texts) => inParallel(texts, countOne),
    // Each question has a connection of its own, which ends with it.
    close: async () => undefined,
  };
}

function ask({ url, headers, tls }: TokenizingServer, json: object, timeoutMs: number) {
  return httpRequest({ url: `${url}/tokenize`, headers, tls, json, timeoutMs });
}

/** Not there, or not for us; anything else may be a question of the wrong shape. */
function isMissing(status: number): boolean {
  return [401, 403, 404, 405, 501].includes(status);
}

function countIn(text: string, dialect: Dialect): number | undefined {
  try {
    return dialect.count(JSON.parse(text) as Record<string, unknown>);
  } catch {
    return undefined;
  }
}

/** A few at a time, and none any more after the first failure. */
async function inParallel(texts: readonly string[], count: (text: string) => Promise<number>): Promise<number[]> {
  const counts = new Array<number>(texts.length);
  const open = texts.entries();
  let failed = false;
  const work = async () => {
    for (const [place, text] of open) {
      if (failed) return;
      counts[place] = await count(text).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: parallelRequests }, work));
  return counts;
}
