// Reads a large checkpoint away from the extension host's thread: its bytes come in, its parts go out.
import { parentPort, workerData } from 'node:worker_threads';
import type { RunConfigEntry } from '../../core/results/runConfigEntry.js';
import { type CheckpointPart, runConfigsPerPart } from './checkpointParts.js';
import { checkpointStateOf } from './checkpointState.js';

const post = (part: CheckpointPart) => parentPort!.postMessage(part);
const state = checkpointStateOf(workerData as Uint8Array);
if (state.kind !== 'open') post(state);
else {
  const { checkpoint } = state;
  post({ kind: 'frame', frame: checkpoint.frame });
  let entries: RunConfigEntry[] = [];
  for (const entry of checkpoint.results.entries) {
    entries.push(entry);
    if (entries.length < runConfigsPerPart) continue;
    post({ kind: 'runConfigs', entries });
    entries = [];
  }
  post({ kind: 'runConfigs', entries });
  post({ kind: 'end' });
}
