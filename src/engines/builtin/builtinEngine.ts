import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { EngineName } from '../../core/sweep/engineNames.js';
import {
  type ProfileJob,
  type ProfileOptions,
  type ProfileResult,
  type ProfilingEngine,
  ScenarioFailedError,
} from '../profilingEngine.js';
import type { UsableTool } from '../tools/loadTool.js';
import { type EngineReply, type EngineRequest, toLine } from './processMessages.js';

/** How the built-in engine is started. */
export interface BuiltinEngineOptions {
  /** Version of this program. */
  readonly version: string;
  /** The engine process's file; the default lies beside the running bundle. */
  readonly processFile?: string | undefined;
}

/** A cancelled engine that has not answered after this time is ended; cancelling has to take less than a second. */
const cancelGraceMs = 700;
/** Another program is ended at once, but what it left lying about takes a moment to clear away. */
const toolCancelGraceMs = 5000;

/**
 * The built-in load generator in a process of its own, so that nothing the front end does disturbs the measurement.
 * The process starts at once and serves all scenarios of a sweep; when it dies, the next scenario gets a new one.
 */
export function builtinEngine({ version, processFile }: BuiltinEngineOptions): ProfilingEngine {
  return engineInProcess({ name: 'builtin', version, processFile });
}

/** An engine whose scenarios are measured in the engine process. */
export interface EngineInProcess {
  readonly name: EngineName;
  /** Of what measures. */
  readonly version: string;
  readonly processFile?: string | undefined;
  /** The other program that makes the load; absent for our own generator. */
  readonly tool?: UsableTool | undefined;
}

/** Measures in a process that starts at once, with our own generator there or with another program below it. */
export function engineInProcess({ name, version, processFile, tool }: EngineInProcess): ProfilingEngine {
  const file = processFile ?? fileURLToPath(new URL('./engineProcess.js', import.meta.url));
  let current: EngineProcess | undefined = startEngineProcess(file);
  return {
    name,
    version,
    async profile(job, options) {
      options.signal.throwIfAborted();
      if (current === undefined || current.hasEnded()) current = startEngineProcess(file);
      return current.profile({ job, tool }, options);
    },
    async close() {
      await current?.end();
      current = undefined;
    },
  };
}

interface Work {
  readonly job: ProfileJob;
  readonly tool: UsableTool | undefined;
}

interface EngineProcess {
  hasEnded(): boolean;
  profile(work: Work, options: ProfileOptions): Promise<ProfileResult>;
  end(): Promise<void>;
}

function startEngineProcess(file: string): EngineProcess {
  const child = execa(file, {
    node: true,
    // Under a desktop editor the running executable is Electron, which is a Node only when told so.
    env: { ELECTRON_RUN_AS_NODE: '1' },
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    forceKillAfterDelay: 1000,
  });
  let ended = false;
  let onReply: ((reply: EngineReply) => void) | undefined;
  const lastErrors: string[] = [];
  const exit = child.then((result) => {
    ended = true;
    return result.signal === undefined ? `exit code ${result.exitCode}` : `signal ${result.signal}`;
  });
  createInterface({ input: child.stdout }).on('line', (line) => onReply?.(JSON.parse(line) as EngineReply));
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastErrors.push(line);
    if (lastErrors.length > 20) lastErrors.shift();
  });
  // A process that has just died breaks the pipe; its end is reported by `exit`, with the reason.
  child.stdin.on('error', () => undefined);
  const send = (request: EngineRequest) => child.stdin.write(toLine(request));

  return {
    hasEnded: () => ended,
    profile(work, { signal, onProgress, onCommand }) {
      return new Promise<ProfileResult>((resolve, reject) => {
        let killTimer: NodeJS.Timeout | undefined;
        const onAbort = () => {
          send({ kind: 'cancel' });
          const graceMs = work.tool === undefined ? cancelGraceMs : toolCancelGraceMs;
          killTimer = setTimeout(() => child.kill('SIGKILL'), graceMs);
        };
        const settle = (finish: () => void) => {
          clearTimeout(killTimer);
          signal.removeEventListener('abort', onAbort);
          onReply = undefined;
          finish();
        };
        onReply = (reply) => {
          if (reply.kind === 'progress') onProgress(reply.progress);
          else if (reply.kind === 'command') onCommand?.(reply.command);
          else
            settle(() => {
              try {
                resolve(resultOf(reply, signal));
              } catch (error) {
                reject(error);
              }
            });
        };
        signal.addEventListener('abort', onAbort, { once: true });
        void exit.then((how) =>
          settle(() => {
            const detail = lastErrors.at(-1);
            const because = detail === undefined ? how : `${how}: ${detail}`;
            reject(signal.aborted ? signal.reason : new ScenarioFailedError(`the engine process ended (${because})`));
          }),
        );
        send({ kind: 'profile', ...work });
      });
    },
    async end() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), cancelGraceMs);
      await exit;
      clearTimeout(timer);
    },
  };
}

/** @throws {ScenarioFailedError} for a scenario that could not be measured, the signal's reason when cancelled. */
function resultOf(reply: Exclude<EngineReply, { kind: 'progress' | 'command' }>, signal: AbortSignal): ProfileResult {
  switch (reply.kind) {
    case 'result':
      return reply.result;
    case 'failed':
      throw new ScenarioFailedError(reply.reason);
    case 'cancelled':
      throw signal.reason;
    case 'fault': {
      const fault = new Error(reply.message);
      fault.stack = reply.stack;
      throw fault;
    }
  }
}
