// Builds everything that ships into dist/. With --watch it stays and builds again after every change.
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { build, context } from 'esbuild';
import { coreCheck, page, programs } from './scripts/buildTargets.mjs';

const common = { bundle: true, outdir: 'dist', sourcemap: 'linked', legalComments: 'linked', logLevel: 'warning' };

if (process.argv.includes('--watch')) {
  for (const target of [...programs, page]) await (await context({ ...common, ...target, logLevel: 'info' })).watch();
} else {
  try {
    const [, ...built] = await Promise.all(
      [coreCheck, ...programs, page].map((target) => build({ ...common, ...target, write: false })),
    );
    await replaceFiles(built.flatMap(({ outputFiles }) => outputFiles));
  } catch (error) {
    // esbuild has told its own errors.
    if (error.errors === undefined) console.error(error);
    process.exitCode = 1;
  }
}

/** Puts each file in place whole, so that a program that starts during a build finds the old or the new one; then removes what no target makes any more. */
async function replaceFiles(files) {
  for (const { path, contents } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, contents);
    await rename(`${path}.new`, path);
  }
  const made = new Set(files.map(({ path }) => basename(path)));
  for (const entry of await readdir(common.outdir, { withFileTypes: true }))
    if (entry.isFile() && !made.has(entry.name)) await rm(resolve(join(common.outdir, entry.name)));
}
