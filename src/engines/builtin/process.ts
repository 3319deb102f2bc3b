// The engine process: jobs come in as lines of JSON on standard input, progress and results go out as lines of JSON.
import { createInterface } from 'node:readline';
import type { ProfileJob } from '../profilingEngine.js';
import { type EngineReply, type EngineRequest, toLine } from './processMessages.js';
import { profileScenario } from './profileScenario.js';

/** What concerns one scenario alone, in one sentence; anything else is a fault of this program. */
const scenarioErrors: ReadonlySet<string> = new Set([
  'ScenarioFailedError',
  'TokenizerFileError',
  'ServerTokenizerError',
  'WorkloadError',
  'InputFileError',
  'FileError',
]);

const reply = (message: EngineReply) => process.stdout.write(toLine(message));
let running: AbortController | undefined;

async function profile(job: ProfileJob): Promise<EngineReply> {
  running = new AbortController();
  const { signal } = running;
  try {
    const onProgress = (progress: Parameters<Parameters<typeof profileScenario>[1]['onProgress']>[0]) =>
      void reply({ kind: 'progress', progress });
    return { kind: 'result', result: await profileScenario(job, { signal, onProgress }) };
  } catch (error) {
    if (signal.aborted) return { kind: 'cancelled' };
    if (error instanceof Error && scenarioErrors.has(error.name)) return { kind: 'failed', reason: error.message };
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'fault', message, stack: stack ?? message };
  } finally {
    running = undefined;
  }
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const request = JSON.parse(line) as EngineRequest;
    if (request.kind === 'cancel') running?.abort();
    else void profile(request.job).then(reply);
  })
  // The front end is gone: nobody reads the result, and a load that nobody watches must not go on.
  .on('close', () => process.exit());
// Ctrl-C reaches the whole process group; the front end decides, and tells by `cancel`.
process.on('SIGINT', () => undefined);
