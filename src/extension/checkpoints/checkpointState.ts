import { Checkpoint } from '../../core/checkpoint/checkpoint.js';
import { CheckpointError } from '../../core/checkpoint/checkpointError.js';
import { isSweepCheckpoint } from '../../core/checkpoint/isSweepCheckpoint.js';

/** What a file named checkpoint.json holds. */
export type CheckpointState =
  | { readonly kind: 'open'; readonly checkpoint: Checkpoint }
  /** Meant to be a sweep's, but broken. */
  | { readonly kind: 'damaged'; readonly error: CheckpointDamage }
  /** Another program's. */
  | { readonly kind: 'foreign' }
  /** Gone, or not to be read; one sentence. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** What is wrong with a file, and where: the data of a `CheckpointError`. */
export type CheckpointDamage = Pick<CheckpointError, 'message' | 'reason' | 'line' | 'column'>;

/** Reads the bytes of a file; an empty one is somebody's who has just begun to write it. */
export function checkpointStateOf(bytes: Uint8Array): CheckpointState {
  const text = new TextDecoder().decode(bytes);
  if (!isSweepCheckpoint(text)) return { kind: 'foreign' };
  try {
    return { kind: 'open', checkpoint: Checkpoint.parse(text) };
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    const { message, reason, line, column } = error;
    return { kind: 'damaged', error: { message, reason, line, column } };
  }
}
