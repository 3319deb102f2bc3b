import { type MessageLine, parseMessageLines } from '../../core/workload/messageLines.js';
import { type PromptLine, parsePromptLines } from '../../core/workload/promptLines.js';
import { readTextFile } from '../../storage/readFile.js';
import { ScenarioFailedError } from '../profilingEngine.js';

/**
 * The prompts of `--input-file`; undefined without one.
 * @throws {ScenarioFailedError} when the file has gone since the plan was made
 * @throws {InputFileError} naming the bad line
 */
export async function readPrompts(path: string | undefined): Promise<PromptLine[] | undefined> {
  if (path === undefined) return undefined;
  const text = await readTextFile(path);
  if (text === undefined) throw new ScenarioFailedError(`the input file ${path} is not there any more`);
  return parsePromptLines(text, path);
}

/**
 * The request messages of `--input-file`, for dynamic gRPC.
 * @throws {ScenarioFailedError} when the file has gone since the plan was made
 */
export async function readMessages(path: string): Promise<MessageLine[]> {
  const text = await readTextFile(path);
  if (text === undefined) throw new ScenarioFailedError(`the input file ${path} is not there any more`);
  return parseMessageLines(text, path);
}
