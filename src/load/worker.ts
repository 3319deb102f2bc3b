import { parentPort, workerData } from 'node:worker_threads';
import { clockShiftMs } from './clock.js';
import { runLoadHere } from './runLoadHere.js';
import { Alone } from './team.js';
import { ThreadTeam } from './threadTeam.js';
import { transferables, type WorkerMessage, type WorkerStart } from './workerMessages.js';

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread only.');
const start = workerData as WorkerStart;

const trace = await runLoadHere(start.job, {
  // The parent ends the thread when the run is aborted.
  signal: new AbortController().signal,
  onProgress: (progress) => port.postMessage({ kind: 'progress', progress } satisfies WorkerMessage),
  team: start.members === 1 ? new Alone() : new ThreadTeam(port, start),
});
const message: WorkerMessage = { kind: 'trace', trace, clockShiftMs: clockShiftMs() };
port.postMessage(message, transferables(trace));
