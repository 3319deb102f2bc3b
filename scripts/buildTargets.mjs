/** What esbuild.mjs builds: one table, one entry per platform. */
const node = { platform: 'node', format: 'esm', target: 'node20.19' };
// Bundled CommonJS packages call require(); ES modules have none of their own.
const requireLine =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** Programs and the library, into dist/. */
export const programs = [
  { ...node, entryPoints: { cli: 'src/cli/main.ts' }, banner: { js: `#!/usr/bin/env node\n${requireLine}` } },
  {
    ...node,
    entryPoints: {
      index: 'src/index.ts',
      engineProcess: 'src/engines/builtin/process.ts',
      loadWorker: 'src/load/worker.ts',
      tokenizerWorker: 'src/engines/builtin/tokenizerWorker.ts',
      simulatorProcess: 'src/simulator/process.ts',
    },
    banner: { js: requireLine },
  },
];

/** Not shipped: every file that the page can use must build for no platform in particular, so an import of node:* or vscode stops the build. */
export const coreCheck = {
  platform: 'neutral',
  format: 'esm',
  mainFields: ['module', 'main'],
  splitting: true,
  entryPoints: ['src/core/**/*.ts'],
};
