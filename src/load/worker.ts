import { parentPort, workerData } from 'node:worker_threads';
import type { LoadJob } from './loadJob.js';
import { runLoadHere } from './runLoadHere.js';
import { transferables, type WorkerMessage } from './workerMessages.js';

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread only.');
const tell = (message: WorkerMessage) => port.postMessage(message);
const job = workerData as LoadJob;

// The parent ends the thread when the run is aborted.
const neverAborted = new AbortController().signal;
const trace = await runLoadHere(job, {
  signal: neverAborted,
  onProgress: (progress) => tell({ kind: 'progress', progress }),
});
const message: WorkerMessage = { kind: 'trace', trace };
port.postMessage(message, transferables(trace));
