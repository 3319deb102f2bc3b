import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { pythonEnvironment, toolsFolder } from '../../support/pythonEnvironment.js';

const requirements = (name: string) => join(import.meta.dirname, `${name}.txt`);

/** Path of aiperf 0.13.0, installed once (1.2 GB). */
export async function installAiperf(): Promise<string> {
  return programBeside(await pythonEnvironment({ name: 'aiperf', requirements: requirements('aiperf') }), 'aiperf');
}

/** Path of genai-perf 0.0.16 with perf_analyzer 2.60.0 beside it, installed once (1 GB). */
export async function installGenaiPerf(): Promise<string> {
  const python = await pythonEnvironment({ name: 'genai-perf-tool', requirements: requirements('genai-perf') });
  const analyzer = programBeside(python, 'perf_analyzer');
  if (!(await runs(analyzer))) await installPerfAnalyzer(python, analyzer);
  return programBeside(python, 'genai-perf');
}

function programBeside(python: string, name: string): string {
  return join(dirname(python), name);
}

async function runs(path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  // It prints its version where errors go.
  const { all } = await execa(path, ['--version'], { reject: false, all: true });
  return /Perf Analyzer Version/.test(all ?? '');
}

/**
 * pip takes an empty package of that name where glibc is older than 2.38: the real wheel is fetched for the newer one.
 * Where its program does not run either, the newer libraries are unpacked beside it; the system stays as it is.
 */
async function installPerfAnalyzer(python: string, target: string): Promise<void> {
  const folder = join(toolsFolder, 'perf-analyzer');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const wheel = ['--no-deps', '--only-binary=:all:', '--platform', 'manylinux_2_38_x86_64', '-d', folder];
  await execa(python, [
    '-m',
    'pip',
    'download',
    '--quiet',
    '--disable-pip-version-check',
    ...wheel,
    'perf-analyzer==2.60.0',
  ]);
  await execa(python, ['-m', 'zipfile', '-e', join(folder, onlyFile(folder, '.whl')), folder]);
  const program = join(folder, 'perf_analyzer', 'bin', 'perf_analyzer');
  chmodSync(program, 0o755);
  rmSync(target, { force: true });
  if (await runs(program)) return symlinkSync(program, target);
  const libraries = await newerLibraries(folder);
  const loader = join(libraries, 'ld-linux-x86-64.so.2');
  writeFileSync(target, `#!/bin/sh\nexec '${loader}' --library-path '${libraries}' '${program}' "$@"\n`);
  chmodSync(target, 0o755);
  if (!(await runs(target))) throw new Error(`${target} does not run`);
}

/** The libraries of Debian 13, from the mirror that this machine uses, with lists of their own. */
async function newerLibraries(folder: string): Promise<string> {
  const apt = join(folder, 'apt');
  for (const part of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(apt, part), { recursive: true });
  const sources = join(apt, 'sources.list');
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  writeFileSync(sources, `deb [signed-by=${keyring}] ${debianMirror()} trixie main\n`);
  const options = Object.entries({
    'Dir::Etc::sourcelist': sources,
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(apt, 'lists'),
    'Dir::Cache': join(apt, 'cache'),
    'APT::Sandbox::User': 'root',
  }).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  await execa('apt-get', [...options, '-qq', 'update']);
  const packages = ['libc6', 'libstdc++6', 'libgcc-s1', 'libssl3t64', 'zlib1g', 'libzstd1'];
  await execa('apt-get', [...options, '-qq', 'download', ...packages], { cwd: folder });
  const root = join(folder, 'libraries');
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.deb')))
    await execa('dpkg', ['-x', join(folder, name), root]);
  return join(root, 'usr', 'lib', 'x86_64-linux-gnu');
}

function debianMirror(): string {
  const lists = ['/etc/apt/sources.list', ...filesIn('/etc/apt/sources.list.d')].filter(existsSync);
  const addresses = lists.flatMap(
    (file) => readFileSync(file, 'utf8').match(/https?:\/\/[^\s]+\/debian\/?(?=\s|$)/g) ?? [],
  );
  const mirror = addresses.find((address) => !address.includes('security'));
  if (mirror === undefined)
    throw new Error('perf_analyzer needs glibc 2.38, and this is no Debian that it could be had from');
  return mirror;
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

function onlyFile(folder: string, ending: string): string {
  const [name, ...others] = readdirSync(folder).filter((file) => file.endsWith(ending));
  if (name === undefined || others.length > 0) throw new Error(`${folder} does not hold one ${ending}`);
  return name;
}
