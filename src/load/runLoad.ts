import { Worker } from 'node:worker_threads';
import type { Trace } from '../core/measure/trace.js';
import type { RunLoad } from './loadJob.js';
import type { WorkerMessage } from './workerMessages.js';

/** Makes a `runLoad` whose threads run the given file. */
export function makeRunLoad(workerFile: URL): RunLoad {
  return (job, { signal, onProgress }) =>
    new Promise<Trace>((resolve, reject) => {
      signal.throwIfAborted();
      const worker = new Worker(workerFile, { workerData: job });
      const abort = () => {
        void worker.terminate();
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
      worker.on('message', (message: WorkerMessage) => {
        if (message.kind === 'progress') onProgress?.(message.progress);
        else resolve(message.trace);
      });
      worker.on('error', reject);
      worker.on('exit', (code) => {
        signal.removeEventListener('abort', abort);
        reject(new Error(`The load generator's thread ended early (exit code ${code}).`));
      });
    });
}

/** Runs one job in a thread of its own, so that nothing else in the process delays its clock readings. */
export const runLoad: RunLoad = makeRunLoad(new URL('./loadWorker.js', import.meta.url));
