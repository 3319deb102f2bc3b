// The engine process: jobs come in as lines of JSON on standard input, progress and results go out as lines of JSON.
import { createInterface } from 'node:readline';
import type { ProfileOptions } from '../profilingEngine.js';
import { profileWithTool } from '../tools/profileWithTool.js';
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

async function profile({ job, tool }: Extract<EngineRequest, { kind: 'profile' }>): Promise<EngineReply> {
  running = new AbortController();
  const { signal } = running;
  try {
    const options: ProfileOptions = {
      signal,
      onProgress: (progress) => void reply({ kind: 'progress', progress }),
      onCommand: (command) => void reply({ kind: 'command', command }),
    };
    const result = await (tool === undefined ? profileScenario(job, options) : profileWithTool(job, tool, options));
    return { kind: 'result', result };
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
    else void profile(request).then(reply);
  })
  // The front end is gone: nobody reads the result, and a load that nobody watches must not go on.
  .on('close', () => process.exit());
// Ctrl-C reaches the whole process group; the front end decides, and tells by `cancel`.
process.on('SIGINT', () => undefined);
