import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addConstraint,
  addObjective,
  type Pages,
  requestsOf,
  shownRunConfigs,
  startPages,
  textOf,
} from './openPage.js';

let pages: Pages;
beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages.close());

type HostWindow = {
  scriptedHost: {
    showRows(count: number): void;
    setProgress(progress: unknown): void;
    server: { emit(name: string, data: unknown): void };
  };
};

describe('the page’s state', () => {
  test('comes back after a reload', async () => {
    const { page } = await pages.open('sweep=demo');
    await addObjective(page, 'time_to_first_token', 4);
    await addConstraint(page, 'request_latency', 1500);
    await page.getByRole('checkbox', { name: 'Dim failing' }).click();
    const order = await shownRunConfigs(page);
    await page.reload();
    await expect.poll(() => shownRunConfigs(page)).toEqual(order);
    expect(await page.locator('sweep-objectives li.setting').getByRole('textbox').inputValue()).toBe('4');
    expect(await page.locator('sweep-constraints li').getByRole('textbox').inputValue()).toBe('1500');
    expect(await page.getByRole('checkbox', { name: 'Dim failing' }).getAttribute('aria-checked')).toBe('true');
  });

  test('follows the file and keeps the view; older contents are dropped', async () => {
    const { page } = await pages.open('rows=5');
    await addObjective(page, 'time_to_first_token', 1);
    await page.evaluate(() => (window as unknown as HostWindow).scriptedHost.showRows(9));
    await expect.poll(async () => (await shownRunConfigs(page)).length).toBe(9);
    expect(await page.locator('sweep-objectives li.setting').count()).toBe(1);
    await page.evaluate(() => {
      const old = { revision: 0, fileName: 'checkpoint.json', content: { state: 'foreign' } };
      (window as unknown as HostWindow).scriptedHost.server.emit('contentChanged', old);
    });
    await page.waitForTimeout(200);
    expect((await shownRunConfigs(page)).length).toBe(9);
  });

  test('shows a running sweep, and its end', async () => {
    const { page } = await pages.open('sweep=demo&state=running');
    expect(await page.getByText('running 4/7').count()).toBe(1);
    expect(await textOf(page.locator('sweep-answer'))).toContain('Best so far');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => page.getByText('running 4/7').count()).toBe(0);
    expect(await requestsOf(page, 'cancelSweep')).toEqual([{}]);
  });

  test('leaves what is being typed alone while a sweep makes progress', async () => {
    const { page } = await pages.open('sweep=demo&state=running');
    await page.getByRole('button', { name: 'Add objective' }).click();
    await page.getByRole('button', { name: 'Add constraint' }).click();
    const progress = { done: 4, total: 7, scenario: 'concurrency=16', completedRequests: 3, expectedRequests: 160 };
    const fields = [
      page.locator('sweep-objectives').getByRole('textbox'),
      page.locator('sweep-constraints').getByRole('textbox'),
    ];
    for (const field of fields) {
      await field.fill('2.');
      await page.evaluate((next) => (window as unknown as HostWindow).scriptedHost.setProgress(next), progress);
      await page.getByText('3 of 160 requests').waitFor();
      expect(await field.inputValue()).toBe('2.');
      await field.press('End');
      await field.pressSequentially('5');
      await field.press('Enter');
      expect(await field.inputValue()).toBe('2.5');
      await page.evaluate((next) => (window as unknown as HostWindow).scriptedHost.setProgress(next), {
        ...progress,
        completedRequests: 9,
      });
      await page.getByText('9 of 160 requests').waitFor();
    }
    const saved = () => requestsOf(page, 'saveView').then((all) => all.at(-1));
    await expect.poll(saved).toMatchObject({ view: { objectives: [{ weight: 2.5 }], constraints: [{ limit: 2.5 }] } });
  });

  test('says what a field wants, and keeps the number before', async () => {
    const { page } = await pages.open('sweep=demo');
    await addObjective(page, 'time_to_first_token', 4);
    const field = page.locator('sweep-objectives').getByRole('textbox');
    for (const wrong of ['1,5', '-3', 'much', '']) {
      await field.fill(wrong);
      expect(await textOf(page.locator('sweep-objectives').getByRole('alert'))).toBe(
        'A number of 0 or more, such as 0.5.',
      );
    }
    await field.press('Enter');
    expect(await field.inputValue()).toBe('4');
  });

  test('reveals a run config far down', async () => {
    const { page } = await pages.open('rows=1000');
    await page.evaluate(() => {
      (window as unknown as HostWindow).scriptedHost.server.emit('reveal', { name: 'llama-3.1-8b_run_config_3' });
    });
    await expect.poll(() => textOf(page.locator('sweep-row-details'))).toContain('Why it stands here');
    await expect.poll(() => page.getByRole('button', { name: /run 3\b/ }).isVisible()).toBe(true);
  });
});

test('what is to be revealed waits for the results', async () => {
  const { page } = await pages.open('rows=1000&reveal=llama-3.1-8b_run_config_3');
  await expect.poll(() => textOf(page.locator('sweep-row-details'))).toContain('Why it stands here');
  await expect.poll(() => page.getByRole('button', { name: /run 3\b/ }).isVisible()).toBe(true);
});

describe('every state has a face', () => {
  const faces = [
    { state: 'loading', says: 'Reading checkpoint.json (48.2 MB)' },
    { state: 'damaged', says: 'Line 812, column 37' },
    { state: 'foreign', says: 'no sweep’s checkpoint' },
    { state: 'empty', says: 'Nothing has been measured yet' },
    { state: 'planned', says: '3 scenarios planned' },
    { state: 'planned', says: 'planned 16 Run' },
  ];
  test.each(faces)('$state says: $says', async ({ state, says }) => {
    const { page } = await pages.open(`state=${state}`);
    expect((await textOf(page.locator('sweep-app'))).replaceAll("'", '’')).toContain(says);
  });

  test('a damaged file opens as text, an empty one starts a sweep, a planned one is run', async () => {
    const clicks = [
      { state: 'damaged', button: 'Open as text', method: 'openAsText' },
      { state: 'empty', button: 'Analyze a sweep…', method: 'startSweep' },
      { state: 'planned', button: 'Run them now', method: 'runMissing' },
    ];
    for (const { state, button, method } of clicks) {
      const { page } = await pages.open(`state=${state}`);
      await page.getByRole('button', { name: button }).click();
      await expect.poll(() => requestsOf(page, method)).toEqual([{}]);
    }
  });

  test('genai-perf’s own checkpoint', async () => {
    const { page } = await pages.open('sweep=genai-perf-0.0.16-nonstreaming.json');
    await expect.poll(() => shownRunConfigs(page)).toHaveLength(2);
    expect(await textOf(page.locator('sweep-header'))).toContain('chat · concurrency sweep · 2 scenarios');
  });
});
