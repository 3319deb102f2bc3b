import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, expectTypeOf, test } from 'vitest';
import * as recordTypes from '../../../src/core/metrics/recordTypes.js';
import { metrics } from '../../../src/core/metrics/tags.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

test('there is a named record type for every tag', () => {
  expect(
    Object.values(recordTypes)
      .map(({ tag }) => tag)
      .sort(),
  ).toEqual(metrics.map(({ tag }) => tag).sort());
  expect(recordTypes.TimeToFirstTokenP99).toEqual({
    tag: 'time_to_first_token_p99',
    header: 'p99 Time To First Token (ms)',
  });
  expectTypeOf(recordTypes.GPUPowerUsageAvg.tag).toEqualTypeOf<'gpu_power_usage_avg'>();
});

test('recordTypes.ts is what the script writes for the metric table', async () => {
  // Inside the project, so that the copy finds its packages.
  await mkdir(join(root, 'test/.tmp'), { recursive: true });
  const copy = await mkdtemp(join(root, 'test/.tmp/record-types-'));
  try {
    await cp(join(root, 'src/core/metrics'), join(copy, 'src/core/metrics'), { recursive: true });
    await rm(join(copy, 'src/core/metrics/recordTypes.ts'));
    await promisify(execFile)(process.execPath, [join(root, 'scripts/recordTypes.mjs')], { cwd: copy });
    const written = await readFile(join(copy, 'src/core/metrics/recordTypes.ts'), 'utf8');
    expect(await readFile(join(root, 'src/core/metrics/recordTypes.ts'), 'utf8')).toBe(written);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
});
