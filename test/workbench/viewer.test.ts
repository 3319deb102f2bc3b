import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { summaryCsv, summaryTables } from '../../src/core/report/summary.js';
import { Checkpoint, ModelConstraints, type Results, RunConstraints } from '../../src/index.js';
import { Workbench } from './workbench.js';

const fixture = resolve(import.meta.dirname, '../fixtures/checkpoints/genai-perf-0.0.16-concurrency.json');
const text = readFileSync(fixture, 'utf8');
let folder: string;
let workbench: Workbench;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'genai-sweep-workspace-'));
  for (const name of ['original', 'other', 'zz-huge']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'original/checkpoint.json'), text);
  writeFileSync(join(folder, 'other/checkpoint.json'), text);
  writeFileSync(join(folder, 'zz-huge/checkpoint.json'), hugeText());
  workbench = await Workbench.open({ folder });
});

afterAll(async () => {
  await workbench?.close();
  rmSync(folder, { recursive: true, force: true });
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.picture(`failed ${task.name}`);
});

/** Text documents of this size never reach an extension. */
function hugeText(): string {
  const large = Checkpoint.empty();
  const entries = [...Checkpoint.parse(text).results.entries];
  for (let copy = 0; copy < 130; copy++)
    for (const entry of entries) large.results.add({ ...entry, name: `gpt2_run_config_${large.results.size}` });
  return large.toText();
}

const namesOf = (runConfigs: readonly { readonly name: string }[]) => runConfigs.map(({ name }) => name);

/** The results as the library ranks them by what the tests set in the viewer. */
function ranked(): Results {
  const { results } = Checkpoint.parse(text);
  const [model] = results.models;
  results.setPerfMetricObjectives({ [model!]: { time_to_first_token_p99: 3, output_token_throughput_avg: 1 } });
  results.setConstraints(new RunConstraints({ [model!]: new ModelConstraints({ request_latency_p99: limit }) }));
  return results;
}

/** Between the third and the fourth of the p99 request latencies. */
const limit = (() => {
  const { results } = Checkpoint.parse(text);
  const [model] = results.models;
  const latencies = results.inInsertionOrder
    .map((runConfig) => runConfig.getModelPerfMetricValue(model!, 'request_latency_p99')!)
    .sort((a, b) => a - b);
  return Math.round(((latencies[2]! + latencies[3]!) / 2) * 100) / 100;
})();

function rankedNames(): string[] {
  const results = ranked();
  return [
    ...namesOf(results.getResultsPassingConstraints().runConfigs),
    ...namesOf(results.getResultsFailingConstraints().runConfigs),
  ];
}

describe('a checkpoint of genai-perf', () => {
  it('opens in the order of the library', async () => {
    await workbench.showViews();
    await workbench.openFile('original/checkpoint.json');
    await workbench.viewer
      .getByText(/^Best:/)
      .first()
      .waitFor();
    await expect.poll(() => workbench.viewerRows()).toEqual(namesOf(Checkpoint.parse(text).results.runConfigs));
  });

  it('is ranked anew by two objectives and a constraint, as by the library', async () => {
    const before = await workbench.viewerRows();
    await workbench.addObjective('time_to_first_token', 3);
    await workbench.addObjective('output_token_throughput', 1);
    await workbench.addConstraint('request_latency', limit);
    expect(rankedNames()).not.toEqual(before);
    await expect.poll(() => workbench.viewerRows()).toEqual(rankedNames());
    await expect.poll(() => workbench.treeItem(/over a limit/).count()).toBe(1);
    await workbench.pictures('viewer');
  });

  it('is found in the same order after a reload of the window', async () => {
    await workbench.load();
    await expect.poll(() => workbench.viewerRows(), { timeout: 60_000 }).toEqual(rankedNames());
    expect(await workbench.viewer.locator('sweep-objectives li.setting').count()).toBe(2);
  });

  it('shows another checkpoint of the workspace by the same view, also when opened again', async () => {
    await workbench.openFile('other/checkpoint.json');
    await expect.poll(() => workbench.viewer.locator('sweep-objectives li.setting').count()).toBe(2);
    await expect.poll(() => workbench.viewerRows()).toEqual(rankedNames());
    await workbench.command('View: Close Editor');
    await workbench.openFile('other/checkpoint.json');
    await expect.poll(() => workbench.viewerRows()).toEqual(rankedNames());
  });

  it('exports the summary in the order that is seen', async () => {
    await workbench.viewer.getByRole('button', { name: 'Export' }).click();
    await workbench.viewer.getByRole('menuitem', { name: /summary/i }).click();
    await workbench.page.getByRole('button', { name: 'OK' }).click();
    const file = join(folder, 'other/analyze_export_genai_perf.csv');
    const results = ranked();
    await expect.poll(() => readText(file)).toBe(summaryCsv(summaryTables(results)));
  });

  it('can be copied as Markdown, CSV and options of the command line', async () => {
    const copied = async (menu: string, name: string) => {
      await workbench.viewer.getByRole('button', { name: menu }).first().click();
      await workbench.viewer.getByRole('menuitem', { name }).click();
      await workbench.page.waitForTimeout(300);
      return workbench.clipboard();
    };
    expect(await copied('Copy', 'Copy as Markdown')).toMatch(/^\| .*\n\| -/);
    expect(await copied('Copy', 'Copy as CSV')).toMatch(/^[^|]*,[^|]*\r?\n/);
    expect(await copied('Export', 'Copy objectives and constraints as options')).toContain(
      `request_latency_p99<${limit}`,
    );
  });

  it('follows its file when that changes', async () => {
    const { results } = Checkpoint.parse(text);
    const [gone, ...kept] = namesOf(results.inInsertionOrder);
    const changed = Checkpoint.parse(text);
    changed.results.remove(gone!);
    writeFileSync(join(folder, 'other/checkpoint.json'), changed.toText());
    await expect.poll(() => workbench.viewerRows().then((rows) => rows.sort())).toEqual(kept.sort());
  });
});

describe('the records', () => {
  it('of a scenario can be filtered', async () => {
    await workbench.showViews();
    await workbench.treeItem(/concurrency=\d+/).click();
    await workbench.command('GenAI Sweep: Filter Records');
    await workbench.answer(/Words of the metric/, 'first token p99');
    await workbench.treeItem('Time To First Token').waitFor();
    await expect.poll(() => workbench.treeItem('Request Latency').count()).toBe(0);
    await workbench.pictures('records');
  });

  it('become objectives', async () => {
    await workbench.command('GenAI Sweep: Clear Filter of Records');
    await workbench.treeItem('Request Throughput').click({ button: 'right' });
    await workbench.chooseMenu('Use as Objective');
    await expect.poll(() => workbench.viewer.locator('sweep-objectives li.setting').count()).toBe(3);
  });

  it('can be copied, and their tags', async () => {
    await workbench.treeItem('Request Throughput').click({ button: 'right' });
    await workbench.chooseMenu('Copy Tag');
    await expect.poll(() => workbench.clipboard()).toBe('request_throughput_avg');
  });
});

describe('a checkpoint of more than 50 MB', () => {
  it('opens as any other', async () => {
    await workbench.openFile('zz-huge/checkpoint.json');
    await workbench.viewer
      .getByText(/650 scenarios/)
      .first()
      .waitFor({ timeout: 60_000 });
    await expect.poll(async () => (await workbench.viewerRows()).length).toBeGreaterThan(5);
    await workbench.picture('huge');
  });
});

describe('the page', () => {
  it('breaks its content security policy by one inline style of the toolkit, and by nothing else', () => {
    const violations = workbench.complaints
      .filter((complaint) => /Content Security Policy/i.test(complaint))
      // The workbench itself asks for its gallery.
      .filter((complaint) => !complaint.includes('http://127.0.0.1:9/'));
    // The sha256 is that of the empty text: the toolkit's design system sets an empty style element.
    const toolkit =
      /^Applying inline style violates .* 'style-src .*'sha256-47DEQpj8HBSa\+\/TImW\+5JCeuQeRkm5NMpJWZG3hSuFU='/;
    expect(violations.filter((complaint) => !toolkit.test(complaint))).toEqual([]);
    expect(violations.length).toBeGreaterThan(0);
  });
});

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
