import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator } from '../../src/simulator/startSimulator.js';
import { Workbench } from './workbench.js';

let folder: string;
let workbench: Workbench;
let simulator: Awaited<ReturnType<typeof startSimulator>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'genai-sweep-workspace-'));
  for (const name of ['foreign', 'damaged', 'slow', 'wrong']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'foreign/checkpoint.json'), '{ "epoch": 12, "loss": 0.25 }\n');
  writeFileSync(join(folder, 'damaged/checkpoint.json'), '{"Results":{"run_configs":[\n{"name": oops}\n]}}\n');
  simulator = await startSimulator({ models: ['gpt2'], ttftMs: 10, itlMs: 1, slots: 8, gpus: 1 });
  writeFileSync(join(folder, 'slow/sweep.yaml'), `${sweepYaml(simulator.url)}request-count: 40\n`);
  writeFileSync(join(folder, 'wrong/sweep.yaml'), `${sweepYaml(simulator.url)}request-count: many\n`);
  workbench = await Workbench.open(folder);
});

/** 40 requests one by one take about 3 s. */
function sweepYaml(url: string): string {
  return `model: gpt2\nurl: ${url}\nendpoint-type: chat\nstreaming: true\nsweep-type: concurrency\nsweep-range: 1:4\n`;
}

afterAll(async () => {
  await workbench?.close();
  await simulator?.close();
  rmSync(folder, { recursive: true, force: true });
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.picture(`failed ${task.name}`);
});

describe('a sweep by the palette', () => {
  it('asks step by step, runs to the end and fills the trees', async () => {
    await workbench.command('GenAI Sweep: Analyze Sweep');
    await workbench.question(/Address of the server/);
    await workbench.input.fill(simulator.url);
    await workbench.row(simulator.url).click();
    await workbench.question(/Model/);
    await workbench.row('gpt2').click();
    await workbench.row('chat, streaming').click();
    await workbench.question('What is swept');
    await workbench.row('concurrency').click();
    await workbench.question('6 scenarios: 1, 2, 4, 8, 16, 32');
    await workbench.input.fill('1:4');
    await workbench.question('3 scenarios: 1, 2, 4; 3 min at the longest');
    await workbench.picture('range');
    await workbench.page.keyboard.press('Enter');
    await workbench.row('Run 3 Scenarios').waitFor();
    await workbench.picture('review');
    await workbench.input.fill('request-count');
    await workbench.row('request-count').click();
    await workbench.answer(/Requests per scenario.*Empty for the default/, '20');
    await workbench.row('Run 3 Scenarios').click();
    await workbench.showViews();
    await workbench.treeItem(/concurrency=4.*(best|passing)/).waitFor({ timeout: 60_000 });
    await workbench.notification('Sweep finished: 3 measured').waitFor();
    await workbench.picture('finished');
    expect(existsSync(join(folder, 'checkpoint.json'))).toBe(true);
  });

  it('shows the records of the selected scenario', async () => {
    await workbench.treeItem(/concurrency=2/).click();
    await workbench.treeItem('Time To First Token').waitFor();
    await workbench.picture('records');
  });

  it('says which scenarios it skips the second time', async () => {
    await workbench.command('GenAI Sweep: Run Missing Scenarios');
    await workbench
      .notification(/3 skipped, measured before \(concurrency=1, concurrency=2, concurrency=4\)/)
      .waitFor();
  });

  it('uses a record as constraint, in the tree and the viewer, and after a reload', async () => {
    await workbench.treeItem(/concurrency=2/).click();
    await workbench.treeItem('Request Throughput').click({ button: 'right' });
    await workbench.chooseMenu('Add as Constraint');
    await workbench.answer('The limit in requests/sec', '> 1000000');
    await workbench.treeItem(/concurrency=4.*over a limit/).waitFor();
    await workbench.viewer
      .getByText(/No scenario meets/)
      .first()
      .waitFor();
    await workbench.picture('constraint');
    await workbench.load();
    await workbench.showViews();
    await workbench.treeItem(/concurrency=4.*over a limit/).waitFor({ timeout: 60_000 });
    await workbench.viewer
      .getByText(/No scenario meets/)
      .first()
      .waitFor();
  });
});

describe('sweep.yaml', () => {
  it('runs by its lens, and a cancelled sweep keeps what is done and can go on', async () => {
    await workbench.showViews();
    await workbench.openFile('slow/sweep.yaml');
    await workbench.page.locator('.codelens-decoration a', { hasText: 'Run sweep (3 scenarios)' }).click();
    await workbench.notification(/1\/3 concurrency=1/).waitFor();
    await workbench.treeItem(/concurrency=2.*waiting/).waitFor();
    await workbench.picture('running');
    await workbench.notification(/2\/3 concurrency=2/).waitFor({ timeout: 60_000 });
    const clicked = Date.now();
    await workbench
      .notification(/2\/3 concurrency=2/)
      .getByRole('button', { name: 'Cancel' })
      .click();
    await workbench.notification('Sweep cancelled: 1 measured, 2 not reached').waitFor();
    expect(Date.now() - clicked).toBeLessThan(2000);
    await workbench.treeItem(/concurrency=4.*missing/).waitFor();
    await workbench.picture('cancelled');
    const { Results } = JSON.parse(readFileSync(join(folder, 'slow/checkpoint.json'), 'utf8'));
    expect(Results.run_configs).toHaveLength(1);
  });

  it('shows problems where they are', async () => {
    await workbench.openFile('wrong/sweep.yaml');
    await workbench.page.locator('.squiggly-error').first().waitFor();
    await workbench.page.locator('.codelens-decoration a', { hasText: /^\W*Run sweep$/ }).waitFor();
    await workbench.picture('problems');
  });
});

describe('checkpoint.json', () => {
  it('of another program opens as text at once', async () => {
    await workbench.openFile('foreign/checkpoint.json');
    await workbench.page.locator('.monaco-editor .view-line').filter({ hasText: 'epoch' }).waitFor();
  });

  it('that is damaged says where, and opens there', async () => {
    await workbench.openFile('damaged/checkpoint.json');
    await workbench.viewer
      .getByText(/line 2/i)
      .first()
      .waitFor();
    await workbench.picture('damaged');
    await workbench.viewer.getByText('Open as text').first().click();
    await workbench.page.locator('.monaco-editor .view-line').filter({ hasText: 'oops' }).waitFor();
  });
});
