import { defineConfig } from 'vitest/config';

/** One project per level, fast ones first; scripts/test.mjs runs them in this order and counts them. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', root: 'test/unit', include: ['**/*.test.ts'] } },
      {
        test: {
          name: 'integration',
          root: 'test/integration',
          include: ['**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Measurements share two cores: side by side they would measure each other.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'real',
          root: 'test/real',
          include: ['**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
