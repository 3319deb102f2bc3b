import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ModelConstraints, RunConstraints } from '../../src/core/results/constraints.js';
import { runConfigsOfResults } from '../../src/core/results/genaiPerf/fromResults.js';
import { GenaiPerfResults } from '../../src/core/results/genaiPerf/genaiPerfResults.js';
import { demoCheckpoint, generatedCheckpoint } from './host/generatedCheckpoint.js';
import {
  addConstraint,
  addObjective,
  type Pages,
  requestsOf,
  shownRunConfigs,
  startPages,
  textOf,
} from './openPage.js';

const model = 'llama-3.1-8b';
let pages: Pages;
beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages.close());

const namesOf = (runConfigs: readonly { readonly name: string }[]) => runConfigs.map(({ name }) => name);

test('says which engine measured what, where that differs, and what the server told', async () => {
  const { page } = await pages.open('sweep=two-engines');
  const heads = page.locator('sweep-data-table').first().getByRole('columnheader');
  await heads.filter({ hasText: 'Engine' }).waitFor();
  const cells = page.locator('sweep-data-table').first().getByRole('row');
  expect(await textOf(cells.filter({ hasText: 'run 3' }))).toContain('aiperf 0.3.0');
  expect(await textOf(cells.filter({ hasText: 'run 4' }))).toContain('builtin 0.1.0');

  const servers = page.getByRole('region', { name: 'Server' });
  expect(await textOf(servers.getByRole('row').filter({ hasText: 'run 5' }))).toContain(
    'localhost:8000 32 10.00 50.00',
  );
  await servers.getByRole('button', { name: 'Columns' }).click();
  await servers.getByRole('checkbox', { name: 'avg Queued Requests' }).click();
  await expect.poll(() => servers.getByRole('columnheader').filter({ hasText: 'Queued' }).count()).toBe(0);

  const alone = await pages.open('sweep=demo');
  await alone.page.locator('sweep-data-table').first().getByRole('columnheader').first().waitFor();
  expect(await alone.page.getByRole('columnheader').filter({ hasText: 'Engine' }).count()).toBe(0);
  expect(await alone.page.getByRole('region', { name: 'Server' }).count()).toBe(0);
});

describe('ranking in the page', () => {
  test('without objectives is the library’s', async () => {
    const { page } = await pages.open('sweep=demo');
    await expect.poll(() => shownRunConfigs(page)).toEqual(namesOf(demoCheckpoint().results.runConfigs));
  });

  test('follows an objective and its slider, equal to the library', async () => {
    const { results } = demoCheckpoint();
    const { page } = await pages.open('sweep=demo');
    await addObjective(page, 'time_to_first_token', 5);
    await addObjective(page, 'output_token_throughput', 1);
    results.setPerfMetricObjectives({ [model]: { time_to_first_token_p99: 5, output_token_throughput_avg: 1 } });
    await expect.poll(() => shownRunConfigs(page)).toEqual(namesOf(results.runConfigs));
    const before = namesOf(results.runConfigs);

    await page.getByLabel('Weight of output', { exact: true }).fill('9.5');
    results.setPerfMetricObjectives({ [model]: { time_to_first_token_p99: 5, output_token_throughput_avg: 9.5 } });
    await expect.poll(() => shownRunConfigs(page)).toEqual(namesOf(results.runConfigs));
    expect(namesOf(results.runConfigs)).not.toEqual(before);
  });

  test('takes a metric whose column it did not have, and a GPU metric', async () => {
    const { results } = demoCheckpoint();
    const { page } = await pages.open('sweep=demo');
    await addObjective(page, 'inter_token_latency', 1);
    await page.getByLabel('Objective 1: statistic').selectOption('p90');
    await addObjective(page, 'gpu_power_usage', 3);
    await page.getByLabel('Objective 2: statistic').selectOption('avg');
    results.setPerfMetricObjectives({ [model]: { inter_token_latency_p90: 1 } });
    results.setGpuMetricObjectives({ [model]: { gpu_power_usage_avg: 3 } });
    await expect.poll(() => shownRunConfigs(page)).toEqual(namesOf(results.runConfigs));
    expect(await requestsOf(page, 'columns')).toContainEqual({
      revision: 1,
      wanted: [{ subject: model, tag: 'inter_token_latency_p90' }],
    });
  });

  test('weighs models, and objectives of one model', async () => {
    const models = [model, 'qwen-2.5-7b'];
    const { results } = generatedCheckpoint(6, models);
    const { page } = await pages.open('sweep=two-models');
    await addObjective(page, 'time_to_first_token', 2);
    await page.getByLabel('Objective 1: of which model').selectOption('qwen-2.5-7b');
    await addObjective(page, 'output_token_throughput', 1);
    await page.getByRole('textbox', { name: `Weight of model ${model}` }).fill('0.2');
    await page.keyboard.press('Enter');
    results.setPerfMetricObjectives({
      [model]: { output_token_throughput_avg: 1 },
      'qwen-2.5-7b': { time_to_first_token_p99: 2, output_token_throughput_avg: 1 },
    });
    results.setModelWeighting({ [model]: 0.2 });
    const twice = results.runConfigs.flatMap(({ name }) => [name, name]);
    await expect.poll(() => shownRunConfigs(page)).toEqual(twice);
  });

  test('in mode genai-perf is genai-perf’s own', async () => {
    const original = GenaiPerfResults.fromRunConfigs(runConfigsOfResults(demoCheckpoint().results));
    original.setPerfMetricObjectives(
      new Map([
        [
          model,
          new Map([
            ['time_to_first_token_p99', 4],
            ['request_throughput_avg', 1],
          ]),
        ],
      ]),
    );
    const { page } = await pages.open('sweep=demo');
    await addObjective(page, 'time_to_first_token', 4);
    await addObjective(page, 'request_throughput', 1);
    await page.getByRole('combobox', { name: 'Ranking' }).click();
    await page.getByRole('option', { name: 'genai-perf' }).click();
    await expect.poll(() => shownRunConfigs(page)).toEqual(original.order);
  });
});

describe('constraints in the page', () => {
  test('mark what fails, say by how much, and find the best of the others', async () => {
    const { results } = demoCheckpoint();
    results.setConstraints(new RunConstraints({ [model]: new ModelConstraints({ time_to_first_token_p99: 200 }) }));
    const passing = namesOf(results.getResultsPassingConstraints().runConfigs);
    const failing = namesOf(results.getResultsFailingConstraints().runConfigs);
    expect(failing.length).toBe(2);

    const { page } = await pages.open('sweep=demo');
    await addConstraint(page, 'time_to_first_token', 200);
    await expect.poll(() => shownRunConfigs(page)).toEqual([...passing, ...failing]);
    await expect.poll(() => page.getByText('5 of 7 pass').count()).toBe(1);
    const worst = page.getByRole('table', { name: /^Performance/ }).getByRole('row', { name: /run 6/ });
    expect(await textOf(worst)).toMatch(/\+276 %/);
    expect(await textOf(page.locator('sweep-answer'))).toMatch(/Best:\s+concurrency 16[\s\S]*limit 200, 62 % to spare/);

    await page.getByRole('checkbox', { name: 'Hide failing' }).click();
    await expect.poll(() => shownRunConfigs(page)).toEqual(passing);
    expect(await page.getByText('2 scenarios that break a constraint are hidden.').count()).toBe(1);
  });

  test('that nothing meets name the closest', async () => {
    const { page } = await pages.open('sweep=demo');
    await addConstraint(page, 'time_to_first_token', 20);
    await expect
      .poll(() => textOf(page.locator('sweep-answer section')))
      .toContain('No scenario meets all constraints. Closest: concurrency 1, p99 TTFT 111 % over.');
  });
});

describe('tables in the page', () => {
  test('sort by a column, better end first, then the other way', async () => {
    const { page } = await pages.open('sweep=demo');
    const byTtft = namesOf(
      [...demoCheckpoint().results.runConfigs].sort(
        (a, b) =>
          a.getModelPerfMetricValue(model, 'time_to_first_token_p99')! -
          b.getModelPerfMetricValue(model, 'time_to_first_token_p99')!,
      ),
    );
    const head = page.getByRole('table', { name: /^Performance/ }).getByRole('columnheader', { name: /p99 TTFT/ });
    await head.getByRole('button').click();
    await expect.poll(() => shownRunConfigs(page)).toEqual(byTtft);
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await head.getByRole('button').click();
    await expect.poll(() => shownRunConfigs(page)).toEqual(byTtft.toReversed());
  });

  test('show other columns, and are copied as they stand', async () => {
    const { page } = await pages.open('sweep=demo');
    await page.getByRole('button', { name: 'Columns' }).first().click();
    await page.getByRole('checkbox', { name: 'p90 Inter Token Latency' }).check();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Copy' }).first().click();
    await page.getByRole('menuitem', { name: 'Copy as CSV' }).click();
    const [{ text }] = (await requestsOf(page, 'copyText')) as [{ text: string }];
    const [titles, best] = text.split('\r\n');
    expect(titles).toMatch(/^Rank,Config Name,Score,concurrency,.*p90 Inter Token Latency \(ms\)/);
    const [first] = demoCheckpoint().results.runConfigs;
    expect(best).toContain(`1,${first?.name},`);
    expect(best).toContain(first?.getModelPerfMetric(model, 'inter_token_latency_p90')?.text);
  });

  test('copy objectives and constraints as options that the command line reads', async () => {
    const { page } = await pages.open('sweep=demo');
    await addObjective(page, 'time_to_first_token', 3);
    await addConstraint(page, 'request_latency', 1500);
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'Copy objectives and constraints as options' }).click();
    expect(await requestsOf(page, 'copyText')).toEqual([
      { text: `--objective time_to_first_token_p99:3 --constraint 'request_latency_p99<1500'` },
    ]);
  });

  test('open a row in place: contributions, limits, quality, command', async () => {
    const { page } = await pages.open('sweep=demo');
    await addConstraint(page, 'time_to_first_token', 200);
    await page.getByRole('button', { name: /run 6/ }).click();
    const details = page.locator('sweep-row-details');
    await expect.poll(() => textOf(details)).toContain('genai-sweep profile -m llama-3.1-8b');
    const text = await textOf(details);
    expect(text).toMatch(/Broken ?: p99 Time To First Token is 751\.18 ms/);
    expect(text).toMatch(/62\.1 of 64 in flight/);
    const { score } = demoCheckpoint().results.get(`${model}_run_config_6`)!;
    expect(text).toContain(`Score +${score?.toFixed(2)}`);
    const list = details.locator('sweep-record-list');
    const { results } = demoCheckpoint();
    const runConfig = results.get(`${model}_run_config_6`)!;
    const all = await textOf(list);
    for (const { text: shown } of runConfig.getModelPerfMetrics(model))
      expect(all.replaceAll(',', '')).toContain(shown);
    expect(await list.getByRole('table').count()).toBe(3);
    await list.getByRole('textbox').fill('p99 gpu power');
    expect(await textOf(list)).toContain('GPU Power Usage ( W )');
    expect(await list.getByRole('table').count()).toBe(2);
    await list.getByRole('textbox').fill('nothing of the kind');
    expect(await textOf(list)).toBe('No record has this in its name.');
    await details.getByRole('button', { name: 'Open artifacts' }).click();
    await expect.poll(() => textOf(page.getByRole('alert'))).toContain('no longer there');
  });
});
