/** One prompt of an input file. */
export interface PromptLine {
  readonly text: string;
}

/** An input file that cannot be used; the message names file, line and remedy. */
export class InputFileError extends Error {
  override readonly name = 'InputFileError';
}

const form = 'write one JSON object per line, such as {"text": "Who was Ada Lovelace?"}';

/**
 * Prompts of a JSON Lines file: `{"text": …}` or, as Triton names it, `{"text_input": …}`. Empty lines are skipped.
 * @param path as the user named it, for messages
 * @throws {InputFileError} for a line that is no such object, a field that nothing would send, or a file without prompts
 */
export function parsePromptLines(content: string, path: string): PromptLine[] {
  const prompts = content
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((line, place) => (line.trim() === '' ? [] : [parseLine(line, `${path}, line ${place + 1}`)]));
  if (prompts.length === 0) throw new InputFileError(`${path} holds no prompts: ${form}`);
  return prompts;
}

function parseLine(line: string, where: string): PromptLine {
  const value = parseJson(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputFileError(`${where} is no JSON object: ${form}`);
  const { text, text_input: textInput, ...others } = value as Record<string, unknown>;
  const [unknownField] = Object.keys(others);
  if (unknownField !== undefined)
    throw new InputFileError(`${where} has the field "${unknownField}", which is not supported: ${form}`);
  if (text !== undefined && textInput !== undefined)
    throw new InputFileError(`${where} has both "text" and "text_input": keep one`);
  const prompt = text ?? textInput;
  if (typeof prompt !== 'string' || prompt === '') throw new InputFileError(`${where} has no text: ${form}`);
  return { text: prompt };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
