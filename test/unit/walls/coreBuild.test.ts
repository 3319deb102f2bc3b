import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type BuildFailure, build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { coreCheck } from '../../../scripts/buildTargets.mjs';

const root = resolve(import.meta.dirname, '../../..');
const inMemory = { bundle: true, write: false, outdir: 'dist', logLevel: 'silent' } as const;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genai-sweep-core-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const good = ['src/core/metrics/good.ts', 'src/protocol/good.ts'].map(
  (file) => [file, 'export const good = 1;'] as const,
);

/** Messages of the check of a core with this file in it. */
async function check(file: string, text: string): Promise<string[]> {
  for (const [name, content] of [...good, [file, text] as const]) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const options = {
    ...coreCheck,
    bundle: true,
    write: false,
    outdir: 'dist',
    logLevel: 'silent',
    absWorkingDir: folder,
  };
  return build(options as Parameters<typeof build>[0]).then(
    () => [],
    (failure: BuildFailure) => failure.errors.map((error) => error.text),
  );
}

describe('the build of core', () => {
  it.each(['node:fs', 'fs', 'vscode'])('fails on an import of %s, however deep the file lies', async (name) => {
    const errors = await check(
      'src/core/deep/down/bad.ts',
      `import * as other from '${name}'; export const used = other;`,
    );
    expect(errors).toEqual([expect.stringContaining(`Could not resolve "${name}"`)]);
  });

  it('passes without one', async () => {
    expect(await check('src/core/deep/down/good.ts', 'export const used = 1;')).toEqual([]);
  });

  it.each(['core', 'protocol'])('reads every file of %s', async (room) => {
    const { metafile } = await build({ ...coreCheck, ...inMemory, metafile: true, absWorkingDir: root });
    const files = readdirSync(join(root, 'src', room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `src/${room}/${file.replaceAll('\\', '/')}`);
    expect(Object.keys(metafile.inputs)).toEqual(expect.arrayContaining(files));
    expect(files.length).toBeGreaterThan(0);
  });
});
