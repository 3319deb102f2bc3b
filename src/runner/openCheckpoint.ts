import { Checkpoint } from '../core/checkpoint/checkpoint.js';
import { CheckpointError } from '../core/checkpoint/checkpointError.js';
import type { SweepFolder } from '../storage/sweepFolder.js';
import type { SweepRun } from './sweepRun.js';

/** The checkpoint in the folder cannot be used; it has not been touched. */
class DamagedCheckpointError extends Error {
  override readonly name = 'DamagedCheckpointError';
  /** @param path the file; @param problem what is wrong with it, and where */
  constructor(
    readonly path: string,
    problem: string,
  ) {
    super(`${path} is damaged: ${problem}; mend it, or start anew with --fresh, which keeps it under another name`);
  }
}

/** A checkpoint to go on with. */
export interface OpenedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** One sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads the folder's checkpoint, or starts an empty one. With `fresh` the results of this sweep are deleted first, but
 * a file that cannot be read is nobody's results for certain: it is only set aside.
 * @throws {DamagedCheckpointError}
 */
export async function openCheckpoint(folder: SweepFolder, run: SweepRun): Promise<OpenedCheckpoint> {
  const text = await folder.readCheckpoint();
  try {
    const checkpoint = text === undefined ? Checkpoint.empty() : Checkpoint.parse(text);
    if (!run.fresh) return { checkpoint, warnings: checkpoint.notices };
    await folder.removeSweep(run.plan.scenarios.map(({ artifactName }) => artifactName));
    return { checkpoint: Checkpoint.empty(), warnings: [] };
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    if (!run.fresh)
      throw new DamagedCheckpointError(
        folder.checkpointPath,
        `line ${error.line}, column ${error.column}: ${error.reason}`,
      );
    const path = await folder.setAsideCheckpoint();
    await folder.removeSweep(run.plan.scenarios.map(({ artifactName }) => artifactName));
    return { checkpoint: Checkpoint.empty(), warnings: [`the damaged checkpoint is kept as ${path}`] };
  }
}
