import * as http from 'node:http';
import * as https from 'node:https';
import { text } from 'node:stream/consumers';

/** How long, and how long at all. */
export interface FetchOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The body of a successful GET, on a connection of its own: a kept one may be closed by the server at any moment.
 * (Not the global fetch: its first use loads for tens of milliseconds.)
 * @throws with a short reason: `connection refused`, `no answer in 5 s`, `HTTP 404` …
 */
export async function fetchText(url: string, { timeoutMs, signal }: FetchOptions): Promise<string> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const both = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  try {
    const response = await get(url, both);
    if (response.statusCode !== 200) {
      response.destroy();
      throw new Error(`HTTP ${response.statusCode}`);
    }
    return await text(response);
  } catch (error) {
    if (timeout.aborted && !signal?.aborted) throw new Error(`no answer in ${timeoutMs / 1000} s`);
    throw new Error(reasonOf(error), { cause: error });
  }
}

function get(url: string, signal: AbortSignal): Promise<http.IncomingMessage> {
  const { get: request } = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    request(url, { agent: false, signal }, resolve).on('error', reject);
  });
}

const reasons: Readonly<Partial<Record<string, string>>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'unknown host',
  EAI_AGAIN: 'unknown host',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
};

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasons[code ?? ''] ?? message;
}
