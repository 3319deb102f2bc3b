import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Scenario } from '../../core/sweep/scenario.js';
import { buildDataset } from '../../core/workload/buildDataset.js';
import type { Tokenizer } from '../../core/workload/tokenizer.js';
import { scenarioRows } from '../builtin/input/inputFile.js';
import type { HandedRequests, LoadTool } from './loadTool.js';

/** Where and how requests are handed over. */
export interface HandingOver {
  readonly path: string;
  readonly tool: LoadTool;
  readonly scenario: Scenario;
  readonly tokenizer: Tokenizer;
}

/** Whether a tool is handed the scenario's requests: those of a file, and all sessions, so that these are the same with every engine. */
export function areHanded({ workload }: Scenario): boolean {
  return workload.inputFile !== undefined || workload.sessions !== undefined;
}

/**
 * Writes the requests of a scenario, made as for our own engine, into a file that the tool reads.
 * @throws {InputFileError} naming the bad line of the user's file
 */
export async function handRequests({ path, tool, scenario, tokenizer }: HandingOver): Promise<HandedRequests> {
  const { endpoint, workload, seed, swept } = scenario;
  const rows = await scenarioRows(scenario);
  const entries = await buildDataset({ endpoint, workload, seed, swept, nonce: randomUUID(), tokenizer, rows });
  await pipeline(Readable.from(jsonLines(tool.lines(entries, scenario))), createWriteStream(path));
  return { path, entries };
}

function* jsonLines(lines: Iterable<object>): Generator<string> {
  for (const line of lines) yield `${JSON.stringify(line)}\n`;
}
