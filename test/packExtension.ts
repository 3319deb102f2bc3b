import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** The extension as it ships, packed once for all tests of the workbench. */
export const vsixFile = resolve(root, 'test/.tmp/genai-sweep.vsix');

/** Installs the workbench where it is missing, and packs the extension. */
export function setup(): void {
  for (const args of [['test/workbench/setup.mjs'], ['scripts/package.mjs', vsixFile]])
    execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
}
