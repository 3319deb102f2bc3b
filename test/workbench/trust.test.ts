import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workbench } from './workbench.js';

const fixture = resolve(import.meta.dirname, '../fixtures/checkpoints/genai-perf-0.0.16-concurrency_nogpu.json');
let folder: string;
let workbench: Workbench;
let server: Server;
let requests = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'genai-sweep-workspace-'));
  copyFileSync(fixture, join(folder, 'checkpoint.json'));
  server = createServer((_request, response) => {
    requests++;
    response.end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  writeFileSync(
    join(folder, 'sweep.yaml'),
    `model: gpt2\nurl: 127.0.0.1:${port}\nendpoint-type: chat\nsweep-type: concurrency\nsweep-range: 1:4\n`,
  );
  const settings = { 'security.workspace.trust.startupPrompt': 'never' };
  workbench = await Workbench.open({ folder, settings, askForTrust: true });
});

afterAll(async () => {
  await workbench?.close();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

it('shows the results of a workspace that is not trusted, and measures nothing', async () => {
  await workbench.showViews();
  await workbench.openFile('checkpoint.json');
  await workbench.viewer
    .getByText(/^Best:/)
    .first()
    .waitFor();
  await workbench.treeItem(/concurrency=\d+.*best/).waitFor();
  await workbench.picture('not trusted');

  const before = readdirSync(folder);
  await workbench.openFile('sweep.yaml');
  await workbench.page.locator('.codelens-decoration a', { hasText: 'Run sweep' }).click();
  await workbench.page.keyboard.press('F1');
  await workbench.input.fill('>GenAI Sweep');
  await workbench.row('GenAI Sweep: Show Log').waitFor();
  expect(await workbench.row('GenAI Sweep: Analyze Sweep').count()).toBe(0);
  expect(await workbench.row('GenAI Sweep: Run Sweep File').count()).toBe(0);
  await workbench.page.keyboard.press('Escape');
  expect(requests).toBe(0);
  expect(readdirSync(folder)).toEqual(before);
});
