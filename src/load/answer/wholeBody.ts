import type { AnswerGrammar } from './answerGrammar.js';
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
export function makeBodyReader(grammar: AnswerGrammar): (body: Buffer, isCut: boolean) => WholeBody {
  const scanner = new OutputScanner(grammar.whole);
  return (body, isCut) => {
    if (isCut) return readPart(body);
    const start = body.findIndex((byte) => byte > 32);
    const isJson = start >= 0 && (body[start] === openBrace || (grammar.isList && body[start] === openBracket));
    const to = body.length;
    const end = isJson ? scanner.scan(body, start, { to, severalLines: true }) : -1;
    const isWhole = end > 0 && body.toString('latin1', end).trim() === '';
    return {
      literals: isWhole && grammar.content === 'text' ? [...scanner.literals] : [],
      promptTokens: isWhole ? scanner.promptTokens : -1,
      completionTokens: isWhole ? scanner.completionTokens : -1,
      failure: failureOf({ isWhole, scanner, grammar }, body),
    };
  };
}

const openBrace = 123;
const openBracket = 91;

interface Reading {
  readonly isWhole: boolean;
  readonly scanner: OutputScanner;
  readonly grammar: AnswerGrammar;
}

function failureOf({ isWhole, scanner, grammar: { content } }: Reading, body: Buffer): Failure | undefined {
  const message = body.toString('utf8', 0, messageBytes).trim();
  if (!isWhole) return { kind: 'malformed response', message: `The body is no JSON object: ${message}` };
  if (scanner.hasError) return { kind: 'error in response', message };
  const isEmpty = (content === 'text' && scanner.literals.length === 0) || (content === 'result' && !scanner.hasResult);
  return isEmpty ? { kind: 'empty response', message } : undefined;
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
