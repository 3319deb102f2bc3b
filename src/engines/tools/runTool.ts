import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';

/** How a program is run. */
export interface ToolRun {
  readonly path: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  /** File that gets all that it prints. */
  readonly outputFile: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const endCheckMs = 20;
const longestEndMs = 2000;

/** How it ended. */
export type ToolEnd =
  | { readonly kind: 'exit'; readonly how: string; readonly isClean: boolean }
  | { readonly kind: 'timeout' };

/**
 * Runs a program with all its children in a process group of their own. Whatever the end (its own, the time-out, an
 * aborted signal, this process's), none of them is left.
 * @throws the signal's reason when aborted
 */
export async function runTool(run: ToolRun): Promise<ToolEnd> {
  run.signal.throwIfAborted();
  // A file and no pipe: a child that lives on cannot hold the end back.
  const output = createWriteStream(run.outputFile);
  await once(output, 'open');
  const child = execa(run.path, [...run.args], {
    cwd: run.folder,
    env: run.environment,
    stdin: 'ignore',
    stdout: output,
    stderr: output,
    detached: true,
    reject: false,
    buffer: false,
  });
  const killGroup = () => killProcessGroup(child.pid);
  process.on('exit', killGroup);
  const timer = new AbortController();
  const exit = child.then(({ exitCode, signal, failed, shortMessage }): ToolEnd => {
    const how =
      signal !== undefined
        ? `signal ${signal}`
        : exitCode === undefined
          ? (shortMessage ?? '')
          : `exit code ${exitCode}`;
    return { kind: 'exit', how, isClean: !failed };
  });
  const timeout = sleep(run.timeoutMs, { kind: 'timeout' } as const, { signal: timer.signal });
  timeout.catch(() => undefined);
  try {
    return await Promise.race([exit, timeout, abortion(run.signal, timer.signal)]);
  } finally {
    timer.abort();
    killGroup();
    await exit;
    await groupEnded(child.pid);
    output.destroy();
    process.off('exit', killGroup);
  }
}

/** Ends a process and its children at once; what they would still write is not wanted. */
function killProcessGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of them have ended.
  }
}

/** A killed process with much memory takes a moment to go. */
async function groupEnded(pid: number | undefined): Promise<void> {
  for (let waitedMs = 0; pid !== undefined && waitedMs < longestEndMs; waitedMs += endCheckMs) {
    try {
      process.kill(-pid, 0);
    } catch {
      return;
    }
    await sleep(endCheckMs);
  }
}

/** Rejects with the signal's reason when it is aborted; settles no more once `over` is. */
function abortion(signal: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: over });
  });
}
