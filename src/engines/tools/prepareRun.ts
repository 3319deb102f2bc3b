import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileTokenizer } from '../builtin/tokenizerFile.js';
import type { ProfileJob } from '../profilingEngine.js';
import { areHanded, handRequests } from './handRequests.js';
import type { HandedRequests, LoadTool, ToolJob } from './loadTool.js';
import { makeTokenizerFolder } from './tokenizerFolder.js';

const mostSeeds = 2 ** 31;

/** What a run is prepared with. */
export interface RunParts {
  readonly driver: LoadTool;
  /** Of this run alone. */
  readonly folder: string;
  /** A tokenizer.json. */
  readonly tokenizerFile: string;
}

/**
 * Makes the folders of a run, its tokenizer, and the file of the requests that are handed over.
 * @throws {InputFileError} naming the bad line of the user's file
 */
export async function prepareRun(job: ProfileJob, parts: RunParts): Promise<ToolJob> {
  const { folder, tokenizerFile } = parts;
  const { seed, workload } = job.scenario;
  const outputFolder = join(folder, 'out');
  const tokenizerFolder = join(folder, 'tokenizer');
  await Promise.all([
    mkdir(outputFolder),
    mkdir(join(folder, 'tmp')),
    makeTokenizerFolder(tokenizerFile, tokenizerFolder),
  ]);
  return {
    job,
    outputFolder,
    tokenizerFolder,
    handed: areHanded(job.scenario) ? await handed(job, parts) : undefined,
    seed: workload.repeatPrompts ? seed : (seed + randomInt(mostSeeds)) % mostSeeds,
  };
}

async function handed({ scenario }: ProfileJob, { driver, folder, tokenizerFile }: RunParts): Promise<HandedRequests> {
  const tokenizer = await fileTokenizer(tokenizerFile);
  try {
    return await handRequests({ path: join(folder, 'requests.jsonl'), tool: driver, scenario, tokenizer });
  } finally {
    await tokenizer.close();
  }
}
