import type { CheckpointFrame } from '../../core/checkpoint/checkpoint.js';
import type { RunConfigEntry } from '../../core/results/runConfigEntry.js';
import type { CheckpointState } from './checkpointState.js';

/** What the thread that reads a large checkpoint posts: the frame, run configs a few at a time, the end; or why not. */
export type CheckpointPart =
  | { readonly kind: 'frame'; readonly frame: CheckpointFrame }
  | { readonly kind: 'runConfigs'; readonly entries: readonly RunConfigEntry[] }
  | { readonly kind: 'end' }
  | Exclude<CheckpointState, { readonly kind: 'open' }>;

/** Few enough to be taken in between two frames of the screen. */
export const runConfigsPerPart = 20;
