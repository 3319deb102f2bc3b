// npm run package: builds the extension and packs it into genai-sweep-<version>.vsix, or into the file that is named.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { build, prepare, root, StepFailedError } from './prepare.mjs';

/** Everything that ships; a file that is not named here does not. */
const shipped = [
  ...['README.md', 'CHANGELOG.md', 'LICENSE', 'package.nls.json', 'package.nls.zh-cn.json'],
  ...['media/icon.png', 'media/sweep.svg', 'media/walkthrough', 'schemas', 'l10n'],
  ...[
    'dist/extension.cjs',
    'dist/extensionFeatures.cjs',
    'dist/cli.js',
    'dist/engineProcess.js',
    'dist/loadWorker.js',
    'dist/tokenizerWorker.js',
    'dist/checkpointWorker.js',
  ],
  ...['dist/simulatorProcess.js', 'dist/webview/page.js', 'dist/webview/page.css', 'dist/webview/page.js.LEGAL.txt'],
];
/** Parts of package.json that say nothing to an editor. */
const notForEditors = ['files', 'scripts', 'devDependencies', 'bin', 'exports', 'private'];

try {
  await prepare();
  await build();
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const target = resolve(process.argv[2] ?? `${manifest.name}-${manifest.version}.vsix`);
  await pack(manifest, target);
  console.log(`${target} (${(statSync(target).size / 1e6).toFixed(2)} MB)`);
} catch (error) {
  if (!(error instanceof StepFailedError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function pack(manifest, target) {
  const stage = mkdtempSync(join(tmpdir(), 'genai-sweep-package-'));
  try {
    for (const file of shipped) {
      mkdirSync(dirname(join(stage, file)), { recursive: true });
      cpSync(join(root, file), join(stage, file), { recursive: true });
    }
    const own = Object.fromEntries(Object.entries(manifest).filter(([key]) => !notForEditors.includes(key)));
    writeFileSync(
      join(stage, 'package.json'),
      JSON.stringify({ ...own, engines: { vscode: manifest.engines.vscode } }, null, 2),
    );
    mkdirSync(dirname(target), { recursive: true });
    await createVSIX({
      cwd: stage,
      packagePath: target,
      dependencies: false,
      allowMissingRepository: true,
      rewriteRelativeLinks: false,
      useYarn: false,
    });
  } finally {
    rmSync(stage, { recursive: true });
  }
}
