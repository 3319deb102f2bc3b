import { InputFileError } from './inputRow.js';

/** What a line with a request message is, for messages to people. */
export const messageForm =
  'write one request message per line as JSON object, such as {"text": "Who was Ada Lovelace?"}';

/**
 * Reads a line of dynamic gRPC's input file: a request message in JSON, before anybody knows its type.
 * @param where `requests.jsonl, line 3`
 * @throws {InputFileError} for a line that is no object
 */
export function parseMessageLine(line: string, where: string): Readonly<Record<string, unknown>> {
  const message = parseJson(line);
  if (isObject(message)) return message;
  throw new InputFileError(`${where} is no JSON object: ${messageForm}`);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
