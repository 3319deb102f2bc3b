import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { Checkpoint } from '../../core/checkpoint/checkpoint.js';
import type { FailedScenario } from '../../core/results/runConfigDetails.js';
import type { RunConfigEntry } from '../../core/results/runConfigEntry.js';
import { openSweepFolder } from '../../storage/sweepFolder.js';
import { HumanError } from '../humanError.js';

/** What was taken out of a checkpoint, to be put back. */
export interface TakenOut {
  /** Absolute path. */
  readonly checkpointPath: string;
  readonly entry: RunConfigEntry | undefined;
  readonly failure: FailedScenario | undefined;
  /** The file before and after; equal content after an undo means equal text. */
  readonly before: string;
  readonly after: string;
}

/**
 * Takes a measured run config, or a failed scenario, out of the file. The artifacts stay.
 * @throws {FolderInUseError | FileError | CheckpointError | HumanError}
 */
export async function takeOut(
  checkpointPath: string,
  which: { readonly name?: string | undefined; readonly identity?: string | undefined },
): Promise<TakenOut> {
  return edit(checkpointPath, (before) => {
    const checkpoint = Checkpoint.parse(before);
    const entry = which.name === undefined ? undefined : entryOf(checkpoint, which.name);
    const failure = checkpoint.failedScenarios.find(({ identity }) => identity === which.identity);
    if (entry === undefined && failure === undefined)
      throw new HumanError(vscode.l10n.t('The scenario is not in {0} any more.', checkpointPath));
    if (entry !== undefined) checkpoint.results.remove(entry.name);
    else if (failure !== undefined) checkpoint.forgetFailure(failure.identity);
    const after = checkpoint.toText();
    return {
      text: after,
      result: { checkpointPath, entry, failure: entry === undefined ? failure : undefined, before, after },
    };
  });
}

/**
 * Puts back what was taken out: in its old place when nothing has changed since, else at the end, unless it has been
 * measured anew.
 * @throws {FolderInUseError | FileError | CheckpointError}
 */
export async function putBack({ checkpointPath, entry, failure, before, after }: TakenOut): Promise<void> {
  await edit(checkpointPath, (now) => {
    if (now === after) return { text: before, result: undefined };
    const checkpoint = Checkpoint.parse(now);
    if (failure !== undefined) checkpoint.recordFailure(failure);
    if (entry !== undefined && !isMeasured(checkpoint, entry)) checkpoint.results.add(entry);
    return { text: checkpoint.toText(), result: undefined };
  });
}

function isMeasured({ results }: Checkpoint, { name, details }: RunConfigEntry): boolean {
  const isSame = (each: (typeof results.inInsertionOrder)[number]) =>
    each.name === name || (details !== undefined && each.details?.identity === details.identity);
  return results.inInsertionOrder.some(isSame);
}

function entryOf(checkpoint: Checkpoint, name: string): RunConfigEntry | undefined {
  for (const entry of checkpoint.results.entries) if (entry.name === name) return entry;
  return undefined;
}

/** Reads, changes and writes under the folder's lock, so that no sweep writes in between. */
async function edit<Result>(
  checkpointPath: string,
  change: (text: string) => { readonly text: string; readonly result: Result },
): Promise<Result> {
  const directory = dirname(checkpointPath);
  const folder = await openSweepFolder({ checkpointDirectory: directory, artifactDirectory: directory });
  try {
    const before = await folder.readCheckpoint();
    if (before === undefined) throw new HumanError(vscode.l10n.t('{0} is gone.', checkpointPath));
    const { text, result } = change(before);
    await folder.writeCheckpoint(text);
    return result;
  } finally {
    await folder.close();
  }
}
