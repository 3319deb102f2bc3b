import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const folder = (name: string) => resolve(import.meta.dirname, name);

/** One project per level, fast ones first; scripts/test.mjs runs them in this order and counts them. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', root: folder('unit'), include: ['**/*.test.ts'] } },
      {
        test: {
          name: 'integration',
          root: folder('integration'),
          include: ['**/*.test.ts'],
          globalSetup: folder('buildDist.ts'),
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Measurements share two cores: side by side they would measure each other.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'real',
          root: folder('real'),
          include: ['**/*.test.ts'],
          globalSetup: folder('buildDist.ts'),
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
