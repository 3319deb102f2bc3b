import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';

/** Where tools for tests are kept between runs; git ignores it. */
export const toolsFolder = resolve(import.meta.dirname, '../.tools');

/** Packages that a test needs in Python. */
export interface PythonPackages {
  /** Folder of the environment below `toolsFolder`. */
  readonly name: string;
  /** File with the pinned versions. */
  readonly requirements: string;
  /** Further arguments of `pip install`. */
  readonly pipArguments?: readonly string[];
}

const commands = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
const attempts = 2;

/**
 * Makes a virtual environment with these packages, unless it is there from an earlier run, and gives the path of its
 * Python. Only ready wheels are taken: nothing is compiled.
 * @throws when there is no Python of at least 3.10, or the packages cannot be had
 */
export async function pythonEnvironment({ name, requirements, pipArguments = [] }: PythonPackages): Promise<string> {
  const { command, version } = await findPython();
  const folder = join(toolsFolder, name);
  const python = process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
  const stampFile = join(folder, 'installed.txt');
  const stamp = [version, ...pipArguments, readFileSync(requirements, 'utf8')].join('\n');
  if (existsSync(python) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return python;
  rmSync(folder, { recursive: true, force: true });
  await execa(command, ['-m', 'venv', folder]);
  // What a program imports is compiled when it does; the thousands of other files would take minutes.
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-cache-dir', '--no-compile'];
  const install = [...pip, '--only-binary', ':all:', ...pipArguments, '-r', requirements];
  await retried(() => execa(python, install));
  writeFileSync(stampFile, stamp);
  return python;
}

/** A network can fail once. */
async function retried(run: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++)
    try {
      await run();
      return;
    } catch (error) {
      if (attempt === attempts) throw error;
    }
}

/** The first Python that is new enough and can make environments; a name on PATH may be a shim without a Python behind it. */
async function findPython(): Promise<{ command: string; version: string }> {
  const script = 'import sys, venv, ensurepip; assert sys.version_info >= (3, 10); print(sys.version)';
  for (const command of commands) {
    const { failed, stdout } = await execa(command, ['-c', script], { reject: false });
    if (!failed) return { command, version: stdout };
  }
  throw new Error(
    'These tests need Python 3.10 or newer with its venv module: install it so that "python3" starts it (on Debian: apt-get install python3-venv).',
  );
}
