import { Checkpoint } from '../../core/checkpoint/checkpoint.js';
import { CheckpointError } from '../../core/checkpoint/checkpointError.js';
import { isSweepCheckpoint } from '../../core/checkpoint/isSweepCheckpoint.js';

/** What a file named checkpoint.json holds. */
export type CheckpointState =
  | { readonly kind: 'open'; readonly checkpoint: Checkpoint }
  /** Meant to be a sweep's, but broken; the error knows the place. */
  | { readonly kind: 'damaged'; readonly error: CheckpointError }
  /** Another program's. */
  | { readonly kind: 'foreign' }
  /** Gone, or not to be read; one sentence. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads the bytes of a file; an empty one is somebody's who has just begun to write it. */
export function checkpointStateOf(bytes: Uint8Array): CheckpointState {
  const text = new TextDecoder().decode(bytes);
  if (!isSweepCheckpoint(text)) return { kind: 'foreign' };
  try {
    return { kind: 'open', checkpoint: Checkpoint.parse(text) };
  } catch (error) {
    if (error instanceof CheckpointError) return { kind: 'damaged', error };
    throw error;
  }
}
