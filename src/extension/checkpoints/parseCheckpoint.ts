import { Worker } from 'node:worker_threads';
import { Checkpoint } from '../../core/checkpoint/checkpoint.js';
import type { CheckpointPart } from './checkpointParts.js';
import { type CheckpointState, checkpointStateOf } from './checkpointState.js';

/** From here on reading takes long enough to be felt by whoever shares the thread. */
const largeBytes = 5_000_000;

/**
 * Reads the bytes of a checkpoint; a large one in a thread of its own, so that the other extensions of the host go on.
 * @param workerFile the built thread, absolute
 */
export async function parseCheckpoint(bytes: Uint8Array, workerFile: string): Promise<CheckpointState> {
  return bytes.byteLength < largeBytes ? checkpointStateOf(bytes) : parseInThread(bytes, workerFile);
}

async function parseInThread(bytes: Uint8Array, workerFile: string): Promise<CheckpointState> {
  const worker = new Worker(workerFile, { workerData: bytes });
  try {
    return await new Promise<CheckpointState>((resolve, reject) => {
      let checkpoint = Checkpoint.empty();
      worker.on('message', (part: CheckpointPart) => {
        if (part.kind === 'frame') checkpoint = Checkpoint.framed(part.frame);
        else if (part.kind === 'runConfigs') for (const entry of part.entries) checkpoint.results.add(entry);
        else resolve(part.kind === 'end' ? { kind: 'open', checkpoint } : part);
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the thread that reads the checkpoint has ended')));
    });
  } finally {
    await worker.terminate();
  }
}
