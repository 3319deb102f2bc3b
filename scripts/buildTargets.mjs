/** What esbuild.mjs builds: one table, one entry per platform. */
const node = { platform: 'node', format: 'esm', target: 'node20.19' };
// Bundled CommonJS packages call require(); ES modules have none of their own.
const requireLine =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** What the extension needs only once it is used is a file of its own: reading it is most of what starting would cost. */
const featuresApart = {
  name: 'features-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/features\.js$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './extensionFeatures.cjs', external: true } : undefined,
    );
  },
};

/** Programs and the library, into dist/. */
export const programs = [
  { ...node, entryPoints: { cli: 'src/cli/main.ts' }, banner: { js: `#!/usr/bin/env node\n${requireLine}` } },
  {
    ...node,
    entryPoints: {
      index: 'src/index.ts',
      engineProcess: 'src/engines/builtin/process.ts',
      loadWorker: 'src/load/worker.ts',
      checkpointWorker: 'src/extension/checkpoints/checkpointWorker.ts',
      tokenizerWorker: 'src/engines/builtin/tokenizerWorker.ts',
      simulatorProcess: 'src/simulator/process.ts',
    },
    banner: { js: requireLine },
  },
  {
    ...node,
    // The package is one of ES modules, and editors load an extension as CommonJS only when its name says so.
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    entryPoints: { extension: 'src/extension/extension.ts', extensionFeatures: 'src/extension/features.ts' },
    external: ['vscode'],
    plugins: [featuresApart],
    // The editor gives its module to require() only.
    supported: { 'dynamic-import': false },
    minify: true,
    // Places of files are passed in; a CommonJS bundle has no address of its own.
    logOverride: { 'empty-import-meta': 'silent' },
  },
];

/** The checkpoint viewer's page, into dist/webview/. */
export const page = {
  platform: 'browser',
  format: 'esm',
  target: 'chrome128',
  minify: true,
  outdir: 'dist/webview',
  entryPoints: [
    { in: 'webview-ui/page.ts', out: 'page' },
    { in: 'webview-ui/page.css', out: 'page' },
  ],
};

/** Not shipped: every file that the page can use must build for no platform in particular, so an import of node:* or vscode stops the build. */
export const coreCheck = {
  platform: 'neutral',
  format: 'esm',
  mainFields: ['module', 'main'],
  splitting: true,
  entryPoints: ['src/core/**/*.ts', 'src/protocol/**/*.ts'],
};
