import type { IncomingMessage } from 'node:http';
import { ApiError } from './apiError.js';

const largestBodyBytes = 64 * 2 ** 20;

/** A request's body. */
export interface RequestBody {
  /** Parses it. @throws {ApiError} 400 */
  json(): unknown;
  /** When its last byte had been read, on `performance.now()`. */
  readonly arrivalMs: number;
}

/**
 * Reads a body to its end. It is given out one turn of the event loop later: answering a request takes longer than
 * reading one, and requests that arrive together would otherwise get each other's answering added to their arrival time.
 * Rejects when the client goes away. @throws {ApiError} 413
 */
export function readBody(request: IncomingMessage): Promise<RequestBody> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > largestBodyBytes) reject(new ApiError(413, 'The request body is too large.'));
      else chunks.push(chunk);
    });
    request.once('error', reject);
    request.once('end', () => {
      const arrivalMs = performance.now();
      setImmediate(() => resolve({ json: () => parse(chunks), arrivalMs }));
    });
  });
}

function parse(chunks: readonly Buffer[]): unknown {
  try {
    return JSON.parse(chunks.length === 1 ? chunks[0]!.toString('utf8') : Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new ApiError(400, 'The request body is not JSON.');
  }
}
