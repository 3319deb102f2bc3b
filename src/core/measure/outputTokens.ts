import { completed, type Trace } from './trace.js';

/** Output tokens of each request. */
export interface OutputTokens {
  /** One place per request; -1 unknown. */
  readonly counts: Int32Array;
  /** Who counted: `server usage`, the tokenizer's name, or both. */
  readonly source: string;
}

/** What counting needs beside the trace. */
export interface OutputCounting {
  /** Counts what the server did not. */
  readonly tokenizer: { readonly name: string; count(texts: readonly string[]): Promise<number[]> };
  /** UTF-8 to text; core knows no TextDecoder. */
  readonly decodeUtf8: (bytes: Uint8Array) => string;
}

const serverUsage = 'server usage';

/**
 * Output tokens of all completed requests: by the server's usage where it counted any, else by the tokenizer.
 * Without kept text, what the server did not count stays unknown.
 */
export async function countOutputTokens(trace: Trace, counting: OutputCounting): Promise<OutputTokens> {
  const counts = trace.completionTokens.map((tokens, request) => (isCounted(trace, request) ? tokens : -1));
  const fromServer = counts.some((count) => count >= 0);
  const uncounted = uncountedRequests(trace);
  if (trace.literals === undefined || uncounted.length === 0)
    return { counts, source: fromServer ? serverUsage : 'none' };
  const texts = uncounted.map((request) => outputText(trace, request, counting.decodeUtf8));
  const counted = await counting.tokenizer.count(texts);
  uncounted.forEach((request, place) => {
    counts[request] = counted[place]!;
  });
  const { name } = counting.tokenizer;
  return { counts, source: fromServer ? `${serverUsage}, ${name}` : name };
}

/** Completed requests whose output somebody has to count. */
function uncountedRequests(trace: Trace): number[] {
  return Array.from({ length: trace.requests }, (_, request) => request).filter(
    (request) => trace.outcome[request] === completed && !isCounted(trace, request),
  );
}

/** A completed request has output: a server that says 0 did not count. */
function isCounted(trace: Trace, request: number): boolean {
  return trace.outcome[request] === completed && trace.completionTokens[request]! > 0;
}

/**
 * A request's whole output. Its events' literals are joined before they are unescaped, because an escape for one
 * character may be split over two events. Empty when the trace kept no text.
 */
export function outputText(trace: Trace, request: number, decodeUtf8: (bytes: Uint8Array) => string): string {
  const { literals, eventStart } = trace;
  if (literals === undefined) return '';
  const from = literals.start[eventStart[request]!]!;
  const to = literals.start[eventStart[request + 1]!]!;
  const escaped = decodeUtf8(literals.bytes.subarray(from, to));
  try {
    return JSON.parse(`"${escaped}"`) as string;
  } catch {
    // Not what a JSON writer makes; its length is still nearer to the truth than none.
    return escaped;
  }
}
