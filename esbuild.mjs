// Builds everything that ships into dist/: one table, one entry per program.
import { rm } from 'node:fs/promises';
import { build, context } from 'esbuild';

const node = { platform: 'node', format: 'esm', target: 'node20.19' };
// Bundled CommonJS packages call require(); ES modules have none of their own.
const requireBanner = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};

const targets = [
  { ...node, entryPoints: { cli: 'src/cli/main.ts' }, banner: { js: `#!/usr/bin/env node\n${requireBanner.js}` } },
  {
    ...node,
    entryPoints: {
      index: 'src/index.ts',
      engineProcess: 'src/engines/builtin/process.ts',
      loadWorker: 'src/load/worker.ts',
      tokenizerWorker: 'src/engines/builtin/tokenizerWorker.ts',
    },
    banner: requireBanner,
  },
  // Not shipped: core must build for any platform, so an import of node:* or vscode stops the build here.
  {
    platform: 'neutral',
    format: 'esm',
    mainFields: ['module', 'main'],
    entryPoints: { core: 'src/core/everything.ts' },
    write: false,
  },
];

const watch = process.argv.includes('--watch');
if (!watch) await rm('dist', { recursive: true, force: true });
for (const target of targets) {
  const options = {
    bundle: true,
    outdir: 'dist',
    sourcemap: 'linked',
    legalComments: 'linked',
    logLevel: 'warning',
    ...target,
  };
  if (watch) await (await context(options)).watch();
  else await build(options);
}
