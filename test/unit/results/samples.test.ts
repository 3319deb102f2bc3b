import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const before = process.cwd();
let folder: string;

/** The samples of the documentation read the checkpoint of the working directory. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genai-sweep-samples-'));
  await copyFile(
    path('../../fixtures/checkpoints/genai-perf-0.0.16-concurrency.json'),
    join(folder, 'checkpoint.json'),
  );
  process.chdir(folder);
});

afterAll(async () => {
  process.chdir(before);
  await rm(folder, { recursive: true, force: true });
});

test('every program in docs/library.md is one of the samples that run here', async () => {
  const page = await readFile(path('../../../docs/library.md'), 'utf8');
  const programs = Array.from(page.matchAll(/```ts\n(.*?)```/gs), ([, code]) => code!.trim());
  const samples = await Promise.all(
    (await readdir(path('samples'))).map((name) => readFile(path(`samples/${name}`), 'utf8')),
  );
  const tested = samples.map((code) =>
    code
      .replace('../../../../src/index.js', 'genai-sweep')
      .replace(/\nexport \{.*\};\n$/s, '')
      .trim(),
  );
  expect(programs.sort()).toEqual(tested.sort());
});

describe('the samples', () => {
  test('sort by time to first token', async () => {
    const { isl, ttft } = await import('./samples/sortByFirstToken.js');
    expect(isl).toEqual([100, 100, 100, 100, 100]);
    expect(ttft.map((value) => value?.toFixed(2))).toEqual(['28.21', '45.65', '55.98', '57.52', '77.47']);
  });

  test('objectives', async () => {
    const { balanced, why } = await import('./samples/objectives.js');
    expect(balanced).toHaveLength(5);
    expect(why).toMatch(/^(ahead of|equal to) gpt2_run_config_\d/);
  });

  test('constraints', async () => {
    const { failing, isQuick, passing, reasons } = await import('./samples/constraints.js');
    expect(passing.map(({ name }) => name)).toEqual(['gpt2_run_config_1']);
    expect(failing).toHaveLength(4);
    expect(reasons).toContain('p99 Time To First Token is 77.47 ms, 27.47 ms (55 %) over the limit of 50');
    expect(isQuick).toBe(false);
  });

  test('run configs', async () => {
    const { record, ttftMs, watt } = await import('./samples/runConfigs.js');
    expect(ttftMs).toBeCloseTo(77.47, 2);
    expect(record).toMatchObject({
      tag: 'time_to_first_token_p99',
      value: ttftMs,
      rawValue: expect.closeTo(77.47e6, -5),
      unit: 'ms',
      title: 'p99 Time To First Token',
      header: 'p99 Time To First Token (ms)',
      direction: 'lower',
      statistic: 'p99',
    });
    expect(JSON.parse(JSON.stringify(record))).toEqual({ tag: 'time_to_first_token_p99', value: ttftMs, unit: 'ms' });
    expect(watt).toBeGreaterThan(50);
  });

  test('trade-offs', async () => {
    const { batch, curve, dominated, front, interactive, knee, leftOut } = await import('./samples/tradeoffs.js');
    expect(front.map(({ name }) => name)).toEqual(['gpt2_run_config_4', 'gpt2_run_config_2', 'gpt2_run_config_1']);
    expect(dominated).toHaveLength(2);
    expect(leftOut).toEqual([]);
    expect([interactive?.best?.name, batch?.best?.name]).toEqual(['gpt2_run_config_1', 'gpt2_run_config_4']);
    expect(curve[knee!]?.x).toBe(4);
  });
});

test('a missing checkpoint says so', async () => {
  const { readCheckpoint } = await import('../../../src/index.js');
  await expect(readCheckpoint('elsewhere.json')).rejects.toThrow(/^no checkpoint at .*elsewhere.json: measure with/);
});
