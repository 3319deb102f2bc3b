import { createReadStream } from 'node:fs';
import { FileError } from './fileError.js';

/** A line of a prompt file that holds no prompt; the message begins with `file:line:`. */
export class PromptLineError extends Error {
  override readonly name = 'PromptLineError';
}

/**
 * The prompts of a JSONL file, one after another: each line an object with `text`, or `text_input`, which is the same.
 * Empty lines are left out.
 * @throws {FileError} when it cannot be read
 * @throws {PromptLineError} at the first line that is wrong
 */
export async function* readPromptLines(path: string): AsyncGenerator<string> {
  let number = 0;
  for await (const line of readLines(path)) {
    number += 1;
    if (line.trim() === '') continue;
    try {
      yield promptOf(line);
    } catch (error) {
      throw new PromptLineError(`${path}:${number}: ${(error as Error).message}`);
    }
  }
}

/** Splits at line feeds only: node:readline also breaks at U+2028, which may stand inside a JSON string. */
async function* readLines(path: string): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(path, 'utf8')) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
  } catch (error) {
    throw new FileError('read', path, error);
  }
  yield rest;
}

function promptOf(line: string): string {
  const entry = parseObject(line.replace(/^\uFEFF/, ''));
  const { text, text_input: textInput } = entry;
  if (text !== undefined && textInput !== undefined)
    throw new Error('has both "text" and "text_input": keep one of them');
  const prompt = text ?? textInput;
  if (typeof prompt !== 'string') throw new Error('has no "text": write one object per line, such as {"text": "…"}');
  return prompt;
}

function parseObject(line: string): Partial<Record<string, unknown>> {
  const value: unknown = tryParse(line);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error('is not a JSON object: write one per line, such as {"text": "…"}');
}

function tryParse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
