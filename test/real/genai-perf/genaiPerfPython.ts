import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';

const here = import.meta.dirname;
const toolsFolder = resolve(here, '../../.tools/genai-perf');

/** Nothing here may look for models or updates outside. */
const environment = { HF_HUB_OFFLINE: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1', PYTHONDONTWRITEBYTECODE: '1' };

/**
 * Path of a Python that has genai-perf 0.0.16 and what requirements.txt lists. The first call installs it into
 * test/.tools (some 20 seconds, 350 MB); it stays there until the list or the machine's Python changes.
 */
export async function genaiPerfPython(): Promise<string> {
  const requirements = join(here, 'requirements.txt');
  const { stdout: version } = await execa('python3', ['--version']);
  const key = createHash('sha256')
    .update(`${version}\n${await readFile(requirements, 'utf8')}`)
    .digest('hex')
    .slice(0, 12);
  const folder = join(toolsFolder, key);
  if (!(await exists(folder))) await install(folder, requirements);
  return join(folder, 'bin', 'python');
}

/**
 * Runs a Python script and gives its standard output.
 * @param script absolute, or the name of one in this folder
 * @throws with the script's standard error when it fails
 */
export async function runGenaiPerfScript(
  script: string,
  args: readonly string[],
  options: { readonly input?: string; readonly timeoutMs?: number } = {},
): Promise<string> {
  const python = await genaiPerfPython();
  const { stdout } = await execa(python, [resolve(here, script), ...args], {
    env: environment,
    input: options.input ?? '',
    timeout: options.timeoutMs ?? 240_000,
  });
  return stdout;
}

/** Builds beside the final place and moves it there whole, so that no one ever sees half an installation. */
async function install(folder: string, requirements: string): Promise<void> {
  await mkdir(toolsFolder, { recursive: true });
  const draft = `${folder}.${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  await execa('python3', ['-m', 'venv', draft]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--no-compile', '--requirement', requirements];
  await execa(join(draft, 'bin', 'python'), pip, { env: environment });
  try {
    await rename(draft, folder);
  } catch (error) {
    // Another run was faster.
    await rm(draft, { recursive: true, force: true });
    if (!(await exists(folder))) throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
