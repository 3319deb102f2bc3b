import type { OutputFormat } from '../loadJob.js';
import { OutputScanner } from './outputScanner.js';
import { type Failure, messageBytes } from './responseOutput.js';

/** What an answer in one piece says. */
export interface WholeBody {
  /** Begin and end of each output string in the body, in pairs; none for embeddings. */
  readonly literals: readonly number[];
  /** -1 when not told. */
  readonly promptTokens: number;
  /** -1 when not told. */
  readonly completionTokens: number;
  readonly failure: Failure | undefined;
}

const usageInPart = /"usage"\s*:\s*\{[^{}]*"prompt_tokens"\s*:\s*(\d+)/;

/** Reads the bodies of answers that were no event streams; done after the window. */
export function makeBodyReader(format: OutputFormat): (body: Buffer, isCut: boolean) => WholeBody {
  const scanner = new OutputScanner();
  return (body, isCut) => {
    if (isCut) return readPart(body);
    const start = body.findIndex((byte) => byte > 32);
    const isObject = start >= 0 && body[start] === 123;
    const to = body.length;
    const end = isObject ? scanner.scan(body, start, { to, severalLines: true }) : -1;
    const isWhole = end > 0 && body.toString('latin1', end).trim() === '';
    const literals = isWhole && format !== 'embeddings' ? [...scanner.literals] : [];
    return {
      literals,
      promptTokens: isWhole ? scanner.promptTokens : -1,
      completionTokens: isWhole ? scanner.completionTokens : -1,
      failure: failureOf({ isWhole, hasError: scanner.hasError, hasOutput: literals.length > 0, format }, body),
    };
  };
}

interface Reading {
  readonly isWhole: boolean;
  readonly hasError: boolean;
  readonly hasOutput: boolean;
  readonly format: OutputFormat;
}

function failureOf({ isWhole, hasError, hasOutput, format }: Reading, body: Buffer): Failure | undefined {
  const message = body.toString('utf8', 0, messageBytes).trim();
  if (!isWhole) return { kind: 'malformed response', message: `The body is no JSON object: ${message}` };
  if (hasError) return { kind: 'error in response', message };
  if (!hasOutput && format !== 'embeddings') return { kind: 'empty response', message };
  return undefined;
}

/** Of long embeddings only the begin and the end were kept. */
function readPart(body: Buffer): WholeBody {
  const usage = usageInPart.exec(body.toString('latin1'));
  return {
    literals: [],
    promptTokens: usage === null ? -1 : Number(usage[1]),
    completionTokens: -1,
    failure: undefined,
  };
}
