import { readFileSync, rmSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PreparedSuite, prepareSuite, root } from '../desktop/workspace.mjs';
import { chromiumPath } from '../support/chromium.mjs';
import { allowDevelopment, launchWorkbench, type RunningWorkbench } from './launch.mjs';

let prepared: PreparedSuite;
let running: RunningWorkbench;
let browser: Browser;

beforeAll(async () => {
  prepared = await prepareSuite();
  const at = (authority: string, path: string) => `vscode-remote://${authority}${path}`;
  running = await launchWorkbench({
    folder: prepared.workspace,
    env: { GENAI_SWEEP_SUITE_LOG: prepared.log },
    payload: (authority) => [
      ['extensionDevelopmentPath', at(authority, root)],
      ['extensionTestsPath', at(authority, prepared.suite)],
    ],
  });
  browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu'] });
});

afterAll(async () => {
  await browser?.close();
  await running?.stop();
  rmSync(prepared.folder, { recursive: true, force: true });
});

it('passes the suite of the desktop inside the extension host, in a workspace of two folders', async () => {
  const page = await browser.newPage();
  const ended = new Promise<number>((resolve) => {
    void page.exposeFunction('codeAutomationExit', resolve);
  });
  await page.exposeFunction('codeAutomationLog', () => {});
  await page.addInitScript(allowDevelopment);
  await page.goto(running.url, { timeout: 90_000 });
  const exitCode = await ended;
  const lines = readFileSync(prepared.log, 'utf8').trimEnd().split('\n');
  expect(lines.filter((line) => !line.startsWith('passed '))).toEqual([`${lines.length - 1} passed, 0 failed`]);
  expect(lines.length).toBeGreaterThan(5);
  expect(exitCode).toBe(0);
});
