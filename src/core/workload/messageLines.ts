import { InputFileError } from './promptLines.js';

/** One request message of an input file, before anybody knows its type. */
export interface MessageLine {
  readonly message: Readonly<Record<string, unknown>>;
  /** `requests.jsonl, line 3`. */
  readonly where: string;
}

const form = 'write one request message per line as JSON object, such as {"text": "Who was Ada Lovelace?"}';

/**
 * The request messages of a JSON Lines file for dynamic gRPC. Empty lines are skipped.
 * @param path as the user named it, for messages
 * @throws {InputFileError} for a line that is no object, or a file without any
 */
export function parseMessageLines(content: string, path: string): MessageLine[] {
  const lines = content.replace(/^\uFEFF/, '').split(/\r?\n/);
  const messages = lines.flatMap((line, place) => {
    if (line.trim() === '') return [];
    const where = `${path}, line ${place + 1}`;
    const message = parseJson(line);
    if (typeof message !== 'object' || message === null || Array.isArray(message))
      throw new InputFileError(`${where} is no JSON object: ${form}`);
    return [{ message: message as Record<string, unknown>, where }];
  });
  if (messages.length === 0) throw new InputFileError(`${path} holds no request messages: ${form}`);
  return messages;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
