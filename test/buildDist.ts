import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');

/**
 * Tests of the built programs run on dist/ as it would ship. `npm test` has built it already; when a test file is run
 * by itself, this builds it first if a source is newer.
 */
export function setup(): void {
  const built = join(dist, 'cli.js');
  if (existsSync(built) && statSync(built).mtimeMs > newestSourceMs()) return;
  const { status } = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
  // Tests that need no build can run; the others must not pass on an old one.
  if (status !== 0) rmSync(dist, { recursive: true, force: true });
}

function newestSourceMs(): number {
  const sources = ['src', 'webview-ui'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  const files = ['package.json', 'esbuild.mjs', 'scripts/buildTargets.mjs', ...sources];
  return Math.max(...files.map((file) => statSync(join(root, file)).mtimeMs));
}
