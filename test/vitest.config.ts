import { resolve } from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

type Options = NonNullable<TestProjectInlineConfiguration['test']>;

const folder = (name: string) => resolve(import.meta.dirname, name);

function level(name: string, options: Options = {}): TestProjectInlineConfiguration {
  return {
    // Otherwise each level would get a node_modules of its own.
    cacheDir: folder('../node_modules/.vite'),
    test: { name, root: folder(name), include: ['**/*.test.ts'], ...options },
  };
}

/** Levels that start processes. Measurements share the machine's cores: side by side they would measure each other. */
const withPrograms: Options = { globalSetup: folder('buildDist.ts'), fileParallelism: false };

/** One project per level, fast ones first; scripts/test.mjs runs them in this order and counts them. */
export default defineConfig({
  test: {
    projects: [
      level('unit'),
      level('integration', { ...withPrograms, testTimeout: 60_000, hookTimeout: 60_000 }),
      level('page', { fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000 }),
      level('workbench', {
        globalSetup: folder('packExtension.ts'),
        fileParallelism: false,
        testTimeout: 120_000,
        hookTimeout: 300_000,
      }),
      level('real', { ...withPrograms, testTimeout: 300_000, hookTimeout: 600_000 }),
    ],
  },
});
