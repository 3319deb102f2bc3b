import { createHash } from 'node:crypto';
import type { InputFileFacts } from '../../../core/sweep/inputFileFacts.js';
import type { Scenario } from '../../../core/sweep/scenario.js';
import type { DatasetEntry } from '../../../core/workload/datasetEntry.js';
import { messageForm, parseMessageLine } from '../../../core/workload/messageLines.js';
import { RowOrder } from '../../../core/workload/rowOrder.js';
import { fileLines, type NamedPath } from './fileLines.js';

/** A request message of dynamic gRPC, before anybody knows its type. */
export interface MessageLine {
  readonly message: Readonly<Record<string, unknown>>;
  /** `requests.jsonl, line 3`. */
  readonly where: string;
}

/**
 * The request messages of a file, or of all files of a folder.
 * @param onBytes sees all bytes in their order
 * @throws {InputFileError} naming the bad line
 * @throws {FileError}
 */
async function* readMessages(source: NamedPath, onBytes?: (bytes: Uint8Array) => void): AsyncGenerator<MessageLine> {
  for await (const { text, where } of fileLines(source, { wanted: `request messages: ${messageForm}`, onBytes }))
    yield { message: parseMessageLine(text, where), where };
}

/**
 * Reads a file of request messages from end to end and keeps none of it.
 * @param check refuses, by an {InputFileError}, what is no message of the method's type
 * @throws {InputFileError} naming the bad line
 * @throws {FileError}
 */
export async function messageFileFacts(
  source: NamedPath,
  check?: (message: MessageLine['message'], where: string) => void,
): Promise<InputFileFacts> {
  const hash = createHash('sha256');
  let rows = 0;
  for await (const { message, where } of readMessages(source, (bytes) => void hash.update(bytes))) {
    check?.(message, where);
    rows += 1;
  }
  // Nobody knows what in them is text, so there are some.
  const facts = { ...new RowOrder().facts(), rows, hasTexts: true };
  return { path: source.path, kind: 'prompts', sha256: hash.digest('hex'), ...facts };
}

/**
 * Messages as they stand in their file; nobody knows what in them is text.
 * @throws {InputFileError} naming the bad line
 * @throws {FileError}
 */
export async function messageEntries({ endpoint, workload }: Scenario): Promise<DatasetEntry[]> {
  const path = workload.inputFile?.path ?? '';
  const entries: DatasetEntry[] = [];
  for await (const { message } of readMessages({ path, name: path })) {
    if (entries.length === workload.datasetEntries) break;
    entries.push({ model: endpoint.models[0]!, body: message, inputTokens: Number.NaN });
  }
  return entries;
}
