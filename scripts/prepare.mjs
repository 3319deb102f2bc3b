import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode } from './run.mjs';

/** The project's folder; every script works from there. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** A step failed that has told its reason already. */
export class StepFailedError extends Error {}

/** Goes to the project's folder, checks the Node version, and installs the packages of the lock file unless they are there. */
export async function prepare() {
  process.chdir(root);
  const wanted = JSON.parse(readFileSync('package.json', 'utf8')).engines.node.replace('>=', '');
  if (compareVersions(process.versions.node, wanted) < 0)
    throw new StepFailedError(`Node ${wanted} or newer is needed; this is ${process.versions.node}.`);
  if (isInstalled()) return;
  console.log('Installing packages …');
  if ((await runNode([npm(), 'ci'])) !== 0) throw new StepFailedError('The packages could not be installed (npm ci).');
}

/** Builds dist/. */
export async function build() {
  if ((await runNode(['esbuild.mjs'])) !== 0) throw new StepFailedError('The build failed.');
}

/** Whether node_modules holds what the lock file names. Packages of other platforms are optional and may be missing. */
function isInstalled() {
  if (!existsSync('node_modules/.package-lock.json')) return false;
  const [locked, installed] = ['package-lock.json', 'node_modules/.package-lock.json'].map(
    (file) => JSON.parse(readFileSync(file, 'utf8')).packages,
  );
  return Object.entries(locked).every(
    ([path, { version, optional }]) =>
      path === '' || installed[path]?.version === version || (optional && installed[path] === undefined),
  );
}

/** The file that is npm: the one that runs this script, else the one beside Node. */
function npm() {
  const beside = ['../lib/node_modules', 'node_modules'].map((folder) =>
    join(dirname(process.execPath), folder, 'npm/bin/npm-cli.js'),
  );
  const found = [process.env.npm_execpath, ...beside].find((file) => file !== undefined && existsSync(file));
  if (found === undefined) throw new StepFailedError('npm is not to be found: run "npm ci" first.');
  return found;
}

function compareVersions(one, other) {
  const [left, right] = [one, other].map((version) => version.split('.').map(Number));
  const place = left.findIndex((number, index) => number !== (right[index] ?? 0));
  return place < 0 ? 0 : left[place] - (right[place] ?? 0);
}
