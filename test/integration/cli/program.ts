import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

/** How the program ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. */
export interface Running {
  readonly process: ChildProcess;
  /** Resolves when the text of stderr so far matches. */
  waitFor(pattern: RegExp): Promise<void>;
  readonly ended: Promise<Ended>;
}

/** How the program is started, where that is not as usual. */
export interface Surroundings {
  readonly env?: NodeJS.ProcessEnv;
  /** File descriptor to write to; a pipe by default. */
  readonly stdout?: number;
}

/** Starts the built program in a folder; it ends with the test at the latest. */
export function startProgram(cwd: string, args: readonly string[], { env, stdout }: Surroundings = {}): Running {
  if (!existsSync(cli)) throw new Error('dist/cli.js is missing: npm run build');
  const { NO_COLOR: _, FORCE_COLOR: __, ...surroundings } = process.env;
  const child = spawn(process.execPath, [cli, ...args], {
    cwd,
    env: { ...surroundings, ...env },
    stdio: ['ignore', stdout ?? 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  let errors = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (errors += chunk));
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, stdout: output, stderr: errors })),
  );
  const waitFor = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => pattern.test(errors) && resolve();
      child.stderr?.on('data', look);
      look();
      void ended.then(() => reject(new Error(`ended without ${pattern}: ${errors}`)));
    });
  return { process: child, waitFor, ended };
}

/** Runs the built program to its end. */
export function runProgram(cwd: string, args: readonly string[], surroundings?: Surroundings): Promise<Ended> {
  return startProgram(cwd, args, surroundings).ended;
}

/** An empty folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'genai-sweep-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Every file below a folder with its content. */
export function filesBelow(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}
