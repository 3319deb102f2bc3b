// npm run bench: how fast and how faithful the load generator is, beside its peers and the physical limit. -- --help says more.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Files that look for their neighbours keep their own place in the bundle. */
const ownPlace = {
  name: 'own-place',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/bench\/.*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll('import.meta.dirname', JSON.stringify(dirname(path))),
      loader: 'ts',
    })),
};

const folder = await mkdtemp(join(tmpdir(), 'genai-sweep-bench-'));
const file = (name) => join(folder, `${name}.mjs`);
try {
  // The command line is measured as people run it.
  execFileSync(process.execPath, ['esbuild.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
  await build({
    entryPoints: { main: 'bench/load/main.ts', client: 'bench/load/ourClient.ts', worker: 'src/load/worker.ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    logLevel: 'error',
    plugins: [ownPlace],
  });
  const bundles = ['--client', file('client'), '--worker', pathToFileURL(file('worker')).href];
  const child = spawn(process.execPath, [file('main'), ...bundles, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = await new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
} finally {
  await rm(folder, { recursive: true, force: true });
}
