import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checkpoint } from '../../src/core/checkpoint/checkpoint.js';
import type { RunConfig } from '../../src/core/results/runConfig.js';
import { runProgram } from '../integration/cli/program.js';

/** What a sweep left in its folder. */
export interface SweepFiles {
  readonly checkpoint: Checkpoint;
  /** In the order of measuring. */
  readonly runConfigs: readonly RunConfig[];
  /** Folder of a run config's artifacts. */
  artifacts(runConfig: RunConfig): string;
  readonly stderr: string;
}

/** Runs the built program in a folder and reads what it measured; a sweep that did not succeed is an error. */
export async function sweep(folder: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<SweepFiles> {
  const { exitCode, stderr } = await runProgram(folder, args, env && { env });
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${stderr}`);
  return { ...readSweep(folder), stderr };
}

/** Reads what a sweep left in its folder. */
export function readSweep(folder: string): Omit<SweepFiles, 'stderr'> {
  const checkpoint = Checkpoint.parse(readFileSync(join(folder, 'checkpoint.json'), 'utf8'));
  return {
    checkpoint,
    runConfigs: checkpoint.results.inInsertionOrder,
    artifacts: ({ details }) => join(folder, details?.artifactDirectory ?? ''),
  };
}

/** Requests as `profile_export.json` holds them; times in nanoseconds since the Unix epoch. */
export interface ExportedRequest {
  readonly timestamp: number;
  readonly request_inputs: { readonly payload: string; readonly session_id?: string; readonly delay?: number };
  readonly response_timestamps: readonly number[];
}

/** The requests of a scenario's `profile_export.json`. */
export function exportedRequests(artifacts: string): ExportedRequest[] {
  const text = readFileSync(join(artifacts, 'profile_export.json'), 'utf8');
  return (JSON.parse(text) as { experiments: { requests: ExportedRequest[] }[] }).experiments.flatMap(
    ({ requests }) => requests,
  );
}
