// What the suite needs before an editor opens: itself as one file, and a workspace of two folders in a throw-away place.
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

export const root = resolve(import.meta.dirname, '../..');

/** Makes both; the caller deletes `folder` in the end. `log` is what the suite writes, a line for each case. */
export async function prepareSuite() {
  const folder = mkdtempSync(join(tmpdir(), 'genai-sweep-suite-'));
  const suite = join(folder, 'suite.cjs');
  await build({
    entryPoints: [join(root, 'test/desktop/suite.ts')],
    outfile: suite,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  mkdirSync(join(folder, 'first/foreign'), { recursive: true });
  mkdirSync(join(folder, 'second'));
  copyFileSync(
    join(root, 'test/fixtures/checkpoints/genai-perf-0.0.16-concurrency.json'),
    join(folder, 'first/checkpoint.json'),
  );
  writeFileSync(join(folder, 'first/foreign/checkpoint.json'), '{ "epoch": 12, "loss": 0.25 }\n');
  const workspace = join(folder, 'suite.code-workspace');
  writeFileSync(workspace, JSON.stringify({ folders: [{ path: 'first' }, { path: 'second' }] }));
  return { folder, suite, workspace, log: join(folder, 'suite.log') };
}
