// npm run bench:editor: what the extension costs: its package, its activation, and a checkpoint of 1,000 run configs until
// its rows are painted, in a real workbench.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { prepare, root, StepFailedError } from '../scripts/prepare.mjs';
import { runNode } from '../scripts/run.mjs';
import { chromiumPath } from '../test/support/chromium.mjs';
import { allowDevelopment, launchWorkbench } from '../test/workbench/launch.mjs';

const folder = mkdtempSync(join(tmpdir(), 'genai-sweep-bench-'));
try {
  await prepare();
  for (const args of [['test/workbench/setup.mjs'], ['scripts/package.mjs', join(folder, 'extension.vsix')]])
    if ((await runNode(args)) !== 0) throw new StepFailedError(`${args[0]} failed.`);
  tell('package', statSync(join(folder, 'extension.vsix')).size / 1e6, { unit: 'MB', limit: 3 });
  tell('page script', statSync(join(root, 'dist/webview/page.js')).size / 1000, { unit: 'kB', limit: 400 });
  const runs = [];
  for (let run = 0; run < 3; run++) runs.push(await measureWorkbench(join(folder, String(run))));
  const median = (name) => runs.map((run) => run[name]).sort((a, b) => a - b)[1];
  console.log('median of three workbenches:');
  tell('activation, CPU', median('activationCpuMs'), { unit: 'ms', limit: 100 });
  tell('activation', median('activationMs'), { unit: 'ms' });
  tell('first use, CPU', median('firstUseCpuMs'), { unit: 'ms' });
  tell('1,000 run configs, page loaded until rows are painted', median('pageMs'), { unit: 'ms', limit: 1000 });
  tell('the same from the click on, with the webview of the editor', median('openedMs'), { unit: 'ms' });
} catch (error) {
  console.error(error instanceof StepFailedError ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One workbench from its start to its end. `folder` is made. */
async function measureWorkbench(folder) {
  const log = join(folder, 'log');
  const suite = join(folder, 'suite.cjs');
  const entry = join(root, 'bench/editor/suite.ts');
  const options = { bundle: true, platform: 'node', format: 'cjs', external: ['vscode'], logLevel: 'error' };
  await build({ ...options, entryPoints: [entry], outfile: suite });
  const workspace = join(folder, 'workspace');
  mkdirSync(workspace, { recursive: true });
  const running = await launchWorkbench({
    folder: workspace,
    env: { GENAI_SWEEP_SUITE_LOG: log },
    payload: (authority) =>
      Object.entries({ extensionDevelopmentPath: root, extensionTestsPath: suite }).map(([name, path]) => [
        name,
        `vscode-remote://${authority}${path}`,
      ]),
  });
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    let ended;
    const end = new Promise((resolve) => (ended = resolve));
    await page.exposeFunction('codeAutomationExit', ended);
    await page.exposeFunction('codeAutomationLog', () => {});
    await page.addInitScript(allowDevelopment);
    await page.goto(running.url, { timeout: 90_000 });
    const viewer = page.frameLocator('.webview.ready').frameLocator('iframe#active-frame');
    const rows = viewer.locator('sweep-data-table .scenario').first().waitFor({ timeout: 120_000 });
    await Promise.race([rows, end.then((code) => Promise.reject(new Error(`the suite ended with ${code}`)))]);
    const paintedAt = Date.now();
    const pageMs = await viewer.locator('body').evaluate(() => performance.now());
    const { openedAt, ...measured } = readLog(log);
    return { ...measured, pageMs, openedMs: paintedAt - openedAt };
  } finally {
    await browser.close();
    await running.stop();
  }
}

function readLog(log) {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  return Object.assign({}, ...lines.map((line) => JSON.parse(line)));
}

function tell(what, value, { unit, limit }) {
  const verdict = limit === undefined ? '' : `  (${value <= limit ? 'within' : 'OVER'} ${limit} ${unit})`;
  console.log(`${what}: ${value.toFixed(value < 10 ? 2 : 0)} ${unit}${verdict}`);
}
