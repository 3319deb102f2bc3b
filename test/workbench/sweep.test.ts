import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Checkpoint } from '../../src/core/checkpoint/checkpoint.js';
import { startSimulator } from '../../src/simulator/startSimulator.js';
import { Workbench } from './workbench.js';

let folder: string;
let workbench: Workbench;
let simulator: Awaited<ReturnType<typeof startSimulator>>;
/** Answers only those who have the key. */
let locked: typeof simulator;
const apiKey = 'sk-key-that-no-file-may-hold';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'genai-sweep-workspace-'));
  for (const name of ['foreign', 'damaged', 'slow', 'wrong', 'keyed']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'foreign/checkpoint.json'), '{ "epoch": 12, "loss": 0.25 }\n');
  writeFileSync(join(folder, 'damaged/checkpoint.json'), '{"Results":{"run_configs":[\n{"name": oops}\n]}}\n');
  simulator = await startSimulator({ models: ['gpt2', 'tiny-llm'], ttftMs: 10, itlMs: 1, slots: 8, gpus: 1 });
  // Over soon with four at a time, and long under way one by one.
  writeFileSync(
    join(folder, 'slow/sweep.yaml'),
    `${sweepYaml(simulator.url).replace('sweep-range: 1:4', 'sweep-list: 4,1,2')}request-count: 160\n`,
  );
  writeFileSync(join(folder, 'wrong/sweep.yaml'), `${sweepYaml(simulator.url)}request-count: many\n`);
  locked = await startSimulator({ models: ['gpt2'], ttftMs: 10, itlMs: 1, apiKey });
  writeFileSync(
    join(folder, 'keyed/sweep.yaml'),
    `${sweepYaml(locked.url)}request-count: 10\napi-key-env: GENAI_SWEEP_API_KEY\n`,
  );
  workbench = await Workbench.open({ folder });
});

function sweepYaml(url: string): string {
  return `model: gpt2\nurl: ${url}\nendpoint-type: chat\nstreaming: true\nsweep-type: concurrency\nsweep-range: 1:4\n`;
}

afterAll(async () => {
  await workbench?.close();
  await simulator?.close();
  await locked?.close();
  rmSync(folder, { recursive: true, force: true });
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.picture(`failed ${task.name}`);
});

describe('a sweep by the palette', () => {
  it('asks step by step, runs to the end and fills the trees', async () => {
    await workbench.command('GenAI Sweep: Analyze Sweep');
    await workbench.question(/Address of the server/);
    await workbench.picture('server');
    await workbench.input.fill(simulator.url);
    await workbench.row(simulator.url).click();
    await workbench.question(/Model \(2 served\)/);
    await workbench.row('tiny-llm').click();
    await workbench.question('What requests ask for');
    await workbench.page.locator('.quick-input-titlebar').getByRole('button', { name: 'Back' }).click();
    await workbench.question(/Model \(2 served\)/);
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
    await workbench.pictures('review');
    await workbench.input.fill('request-count');
    await workbench.row('request-count').click();
    await workbench.answer(/Requests per scenario.*Empty for the default/, '20');
    await workbench.row('Save as sweep.yaml and Run').click();
    await workbench.showViews();
    await workbench.treeItem(/concurrency=4.*(best|passing)/).waitFor({ timeout: 60_000 });
    await workbench.notification('Sweep finished: 3 measured').waitFor();
    await workbench.pictures('finished');
    expect(existsSync(join(folder, 'checkpoint.json'))).toBe(true);
    expect(parse(readFileSync(join(folder, 'sweep.yaml'), 'utf8'))).toEqual({
      model: 'gpt2',
      url: simulator.url,
      'endpoint-type': 'chat',
      streaming: true,
      'sweep-type': 'concurrency',
      'sweep-range': '1:4',
      'request-count': 20,
    });
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

  it('gives a scenario as a command for the terminal', async () => {
    await workbench.treeItem(/concurrency=2/).click({ button: 'right' });
    await workbench.chooseMenu('Copy as Command');
    await expect
      .poll(() => workbench.clipboard())
      .toBe(
        `genai-sweep analyze --model gpt2 --url ${simulator.url} --endpoint-type chat --streaming --request-count 20 --sweep-type concurrency --sweep-list 2`,
      );
  });

  it('deletes a scenario, and puts it back', async () => {
    const before = readFileSync(join(folder, 'checkpoint.json'), 'utf8');
    await workbench.treeItem(/concurrency=2/).click({ button: 'right' });
    await workbench.chooseMenu('Delete from Checkpoint');
    await workbench.treeItem(/concurrency=2.*missing/).waitFor();
    expect(measuredIn('checkpoint.json')).toBe(2);
    await workbench.notification('concurrency=2 was deleted').getByRole('button', { name: 'Undo' }).click();
    await workbench.treeItem(/concurrency=2.*(best|passing)/).waitFor();
    expect(readFileSync(join(folder, 'checkpoint.json'), 'utf8')).toBe(before);
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
    await workbench.notification(/1\/3 concurrency=4/).waitFor();
    await workbench.treeItem(/concurrency=1.*waiting/).waitFor();
    await workbench.picture('running');
    await workbench.notification(/2\/3 concurrency=1/).waitFor({ timeout: 60_000 });
    await workbench
      .notification(/2\/3 concurrency=1/)
      .getByRole('button', { name: 'Cancel' })
      .click();
    const clicked = Date.now();
    await workbench.notification('Sweep cancelled: 1 measured, 2 not reached').waitFor();
    expect(Date.now() - clicked).toBeLessThan(2000);
    await workbench.treeItem(/concurrency=2.*missing/).waitFor();
    await workbench.picture('cancelled');
    expect(measuredIn('slow/checkpoint.json')).toBe(1);
  });

  it('offers options, their words and their help', async () => {
    await workbench.openFile('slow/sweep.yaml');
    await workbench.page.locator('.monaco-editor .view-line').first().click();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type('measurement-int');
    const offer = (text: string) =>
      workbench.page.locator('.suggest-widget .monaco-list-row').filter({ hasText: text }).first();
    await workbench.page.keyboard.press('Control+Space');
    await offer('measurement-interval').waitFor();
    for (let typed = 0; typed < 'measurement-int'.length; typed++) await workbench.page.keyboard.press('Backspace');
    await workbench.page.keyboard.type('export-level: ');
    await workbench.page.keyboard.press('Control+Space');
    await offer('timestamps').waitFor();
    await workbench.picture('completion');
    await workbench.page.keyboard.press('Escape');
    await workbench.page
      .locator('.monaco-editor .view-line')
      .filter({ hasText: 'sweep-list' })
      .getByText('sweep-list')
      .first()
      .hover();
    await workbench.page.locator('.monaco-hover').filter({ hasText: '--sweep-list' }).first().waitFor();
    await workbench.command('File: Revert File');
  });

  it('is planned without a request of the workload', async () => {
    await workbench.openFile('slow/sweep.yaml');
    await workbench.page.locator('.codelens-decoration a', { hasText: 'Plan' }).click();
    await workbench.viewer.getByText('3 scenarios: at most 480 requests').waitFor();
    await workbench.pictures('plan');
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

describe('a server that wants a key', () => {
  it('is measured with the key that was set, and no file holds it', async () => {
    await workbench.command('GenAI Sweep: Set API Key');
    await workbench.answer(/Address of the server/, locked.url);
    await workbench.answer(/secret storage/, apiKey);
    await workbench.notification('is kept in the secret storage').waitFor();
    await workbench.openFile('keyed/sweep.yaml');
    await workbench.page.locator('.codelens-decoration a', { hasText: 'Run sweep (3 scenarios)' }).click();
    await workbench.notification('Sweep finished: 3 measured').waitFor({ timeout: 60_000 });
    expect(measuredIn('keyed/checkpoint.json')).toBe(3);
    const read = filesBelow(folder, workbench.dataFolder);
    expect(read.length).toBeGreaterThan(20);
    expect(read.filter((file) => readFileSync(file).includes(apiKey))).toEqual([]);
    // The artifacts were read, not only the settings.
    expect(read.filter((file) => readFileSync(file).includes(locked.url))).toContainEqual(
      expect.stringContaining('profile_export'),
    );
  });
});

describe('closing the window', () => {
  it('ends the process that measures', async () => {
    await workbench.openFile('slow/sweep.yaml');
    await workbench.page.locator('.codelens-decoration a', { hasText: 'Run sweep (3 scenarios)' }).click();
    await expect.poll(() => enginePids(workbench.dataFolder).length, { timeout: 30_000 }).toBe(1);
    await workbench.page.goto('about:blank');
    await expect.poll(() => enginePids(workbench.dataFolder), { timeout: 10_000 }).toEqual([]);
  });
});

function measuredIn(checkpoint: string): number {
  return Checkpoint.parse(readFileSync(join(folder, checkpoint), 'utf8')).results.size;
}

function filesBelow(...folders: readonly string[]): string[] {
  return folders.flatMap((each) =>
    readdirSync(each, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      // The extension as it was installed.
      .filter((file) => !file.includes('/extensions/')),
  );
}

/** Engine processes of the extension that is installed below a folder. */
function enginePids(dataFolder: string): string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const commandLine = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return commandLine.includes(dataFolder) && commandLine.includes('engineProcess.js');
    } catch {
      // It has just ended.
      return false;
    }
  });
}
