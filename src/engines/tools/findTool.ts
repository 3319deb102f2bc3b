import { constants } from 'node:fs';
import { access, open, realpath } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { EngineUnusableError } from '../profilingEngine.js';
import type { ToolName, UsableTool } from './loadTool.js';

/** Where and how to look for a tool. */
export interface ToolSearch {
  /** Path of its program as the user named it; undefined to look on `PATH`. */
  readonly path?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
}

/** What is known of a tool before it is looked for. */
interface ToolFacts {
  /** The version that this program was tried with. */
  readonly knownVersion: string;
  readonly install: string;
  /** A further program that it runs; it has to print `says` when asked for its version. */
  readonly helper?: {
    readonly program: string;
    readonly distribution: string;
    readonly says: RegExp;
    readonly install: string;
  };
}

/** The tools that can be engines, by name. */
export const toolFacts: Readonly<Record<ToolName, ToolFacts>> = {
  'genai-perf': {
    knownVersion: '0.0.16',
    install: 'pip install genai-perf==0.0.16 perf-analyzer==2.60.0',
    helper: {
      program: 'perf_analyzer',
      distribution: 'perf-analyzer',
      says: /Perf Analyzer Version/i,
      install: 'pip install perf-analyzer==2.60.0, which needs glibc 2.38 (Debian 13, Ubuntu 24.04) or newer',
    },
  },
  aiperf: { knownVersion: '0.13.0', install: 'pip install aiperf==0.13.0' },
};

const answerMs = 60_000;

/**
 * Finds a tool and asks it for its version.
 * @throws {EngineUnusableError} naming what is missing and how to install it
 */
export async function findTool(name: ToolName, search: ToolSearch): Promise<UsableTool> {
  const { install, helper } = toolFacts[name];
  if (process.platform === 'win32')
    throw new EngineUnusableError(`--engine ${name} needs Linux or macOS: run it in WSL, in a container or over SSH`);
  const given = search.path === undefined ? undefined : resolve(search.path);
  const onPath = search.environment['PATH'] ?? '';
  const path = given === undefined ? await findOn(onPath, name) : await executable(given);
  if (path === undefined) {
    const where = given === undefined ? 'is not on PATH' : `is not at ${given}`;
    throw new EngineUnusableError(`${name} ${where}: install it (${install}), or name its program with --engine-path`);
  }
  // Its helpers lie beside it, also where it was only linked from elsewhere.
  const folders = new Set([dirname(path), dirname(await realpath(path))]);
  const searchPath = [...folders, onPath].filter((part) => part !== '').join(delimiter);
  const python = await pythonOf(path);
  const version = await versionOf(path, { distribution: name, python });
  if (helper !== undefined) await requireHelper(helper, { name, path, searchPath, python });
  return { name, path, version, searchPath, timeoutMs: search.timeoutMs };
}

interface FoundAround {
  readonly name: ToolName;
  readonly path: string;
  readonly searchPath: string;
  readonly python: string | undefined;
}

async function requireHelper(
  { program, distribution, says, install }: NonNullable<ToolFacts['helper']>,
  { name, path, searchPath, python }: FoundAround,
): Promise<void> {
  const found = await findOn(searchPath, program);
  if (found === undefined) {
    const version = python === undefined ? undefined : await distributionVersion(python, distribution);
    const why = version?.startsWith('0.')
      ? `pip installed ${distribution} ${version}, an empty package of that name`
      : `${name} needs it`;
    throw new EngineUnusableError(`${path} is there, but no ${program}: ${why}; ${install}`);
  }
  const { stdout, stderr, shortMessage } = await execa(found, ['--version'], { reject: false, timeout: answerMs });
  if (says.test(`${stdout}\n${stderr}`)) return;
  const [line = shortMessage ?? 'it says nothing'] = stderr.split('\n').filter((text) => text.trim() !== '');
  throw new EngineUnusableError(`${found} does not run (${line.trim().slice(0, 200)}); ${install}`);
}

async function versionOf(
  path: string,
  { distribution, python }: { readonly distribution: string; readonly python: string | undefined },
): Promise<string> {
  const known = python === undefined ? undefined : await distributionVersion(python, distribution);
  if (known !== undefined) return known;
  const { stdout, stderr, failed, shortMessage } = await execa(path, ['--version'], {
    reject: false,
    timeout: answerMs,
  });
  const version = /\d+\.\d+[\w.]*/.exec(`${stdout}\n${stderr}`)?.[0];
  if (failed || version === undefined) {
    const line = stderr.trim().split('\n').at(-1) || shortMessage || 'it tells no version';
    throw new EngineUnusableError(`${path} does not run: ${line.slice(0, 200)}`);
  }
  return version;
}

/** Version of an installed Python distribution, without the seconds that starting the tool itself takes. */
async function distributionVersion(python: string, distribution: string): Promise<string | undefined> {
  const script = 'import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))';
  const { stdout, failed } = await execa(python, ['-c', script, distribution], { reject: false, timeout: answerMs });
  return failed || stdout.trim() === '' ? undefined : stdout.trim();
}

/** The Python that a script names in its first lines; undefined when it is no such script. */
async function pythonOf(path: string): Promise<string | undefined> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
    const head = buffer.toString('latin1', 0, bytesRead);
    // Installers write the long form where the path is too long for a first line.
    return (/^#!\s*(\S*python[\d.]*)\s*$/m.exec(head) ?? /^'''exec' "?([^"\n]*python[\d.]*)"? /m.exec(head))?.[1];
  } finally {
    await file.close();
  }
}

async function findOn(searchPath: string, program: string): Promise<string | undefined> {
  for (const folder of searchPath.split(delimiter)) {
    const path = folder === '' ? undefined : await executable(resolve(join(folder, program)));
    if (path !== undefined) return path;
  }
  return undefined;
}

async function executable(path: string): Promise<string | undefined> {
  return access(path, constants.X_OK).then(
    () => path,
    () => undefined,
  );
}
