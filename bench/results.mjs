// npm run bench:results: how fast results open and rank, and what memory they take, beside genai-perf's own classes.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

/** Files that look for their neighbours keep their own place in the bundle. */
const ownPlace = {
  name: 'own-place',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/(bench|test)\/.*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll('import.meta.dirname', JSON.stringify(dirname(path))),
      loader: 'ts',
    })),
};

const folder = await mkdtemp(join(tmpdir(), 'genai-sweep-bench-'));
const bundle = join(folder, 'results.mjs');
try {
  await build({
    entryPoints: ['bench/results.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: bundle,
    logLevel: 'error',
    // Some packages in the bundle still call require.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [ownPlace],
  });
  process.exitCode = await new Promise((resolve) => {
    spawn(process.execPath, [bundle, folder], { stdio: 'inherit' }).once('exit', (code) => resolve(code ?? 1));
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}
