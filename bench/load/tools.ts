import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** What running a command took; CPU is that of all its processes. */
export interface Effort {
  readonly exitCode: number;
  readonly wallSeconds: number;
  readonly endedUnixMs: number;
  readonly cpuSeconds: number;
  /** Of the whole process tree, shared pages counted once; 0 when nobody looked. */
  readonly peakMegabyte: number;
}

/** Where things are for one run of the benchmark. */
export interface Workshop {
  /** The built Go program. */
  readonly loadbench: string;
  /** Throw-away folder. */
  readonly folder: string;
}

/** Builds the Go programs; undefined where there is no Go. */
export function openWorkshop(): Workshop | undefined {
  const go = findProgram('go');
  if (go === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'genai-sweep-bench-'));
  const loadbench = join(folder, 'loadbench');
  execFileSync(go, ['build', '-o', loadbench, '.'], { cwd: join(import.meta.dirname, 'go'), stdio: 'inherit' });
  return { loadbench, folder };
}

export function closeWorkshop({ folder }: Workshop): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Path of a program, by the environment variable that may name it, or by the search path. */
export function findProgram(name: string, variable = ''): string | undefined {
  const named = process.env[variable];
  const candidates =
    named === undefined ? (process.env['PATH'] ?? '').split(delimiter).map((dir) => join(dir, name)) : [named];
  return candidates.find((path) => {
    try {
      execFileSync('test', ['-x', path, '-a', '-f', path]);
      return true;
    } catch {
      return false;
    }
  });
}

let folders = 0;

/** A new empty folder inside the workshop. */
export function newFolder({ folder }: Workshop): string {
  const path = join(folder, `run-${folders++}`);
  mkdirSync(path);
  return path;
}

interface MeasureOptions {
  readonly command: readonly string[];
  readonly limitSeconds: number;
  /** How often to look at the memory; absent for never, since looking slows a process down. */
  readonly memoryEveryMs?: number;
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a command to its end and measures it. */
export async function measure(
  workshop: Workshop,
  { command, limitSeconds, memoryEveryMs = 0, cwd, environment = {} }: MeasureOptions,
): Promise<{ effort: Effort; stdout: string; stderr: string }> {
  const out = join(newFolder(workshop), 'effort.json');
  const options = ['-out', out, '-limit', `${limitSeconds}s`, '-memory', `${memoryEveryMs}ms`, '--'];
  const child = spawn(workshop.loadbench, ['measure', ...options, ...command], {
    cwd: cwd ?? workshop.folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), ended(child)]);
  return { effort: JSON.parse(readFileSync(out, 'utf8')) as Effort, stdout, stderr };
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function ended(child: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve());
  });
}
