import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generatedCheckpoint } from './host/generatedCheckpoint.js';
import { addConstraint, addObjective, type Pages, shownRunConfigs, startPages } from './openPage.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let pages: Pages;
beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages.close());

/** Serious and critical findings, one line each. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    interface Axe {
      run(): Promise<{
        violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
      }>;
    }
    const { axe } = window as unknown as { axe: Axe };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
      );
  });
}

describe.each(['dark', 'light', 'high-contrast'])('axe has no serious finding in theme %s', (theme) => {
  test('in full use', async () => {
    const { page } = await pages.open(`sweep=demo&theme=${theme}`);
    await addObjective(page, 'time_to_first_token', 3);
    await addConstraint(page, 'time_to_first_token', 200);
    await page.getByRole('checkbox', { name: 'Dim failing' }).click();
    await page.getByRole('button', { name: /run 6/ }).click();
    await page.locator('sweep-row-details code').waitFor();
    await page.getByRole('button', { name: 'Columns' }).first().click();
    expect(await findings(page)).toEqual([]);
  });

  test.each(['state=empty', 'state=damaged', 'state=running', 'sweep=two-models'])('%s', async (query) => {
    const { page } = await pages.open(`${query}&theme=${theme}`);
    expect(await findings(page)).toEqual([]);
  });
});

test('bars are seen where the system sets the colours', async () => {
  const { page } = await pages.open('sweep=demo&theme=high-contrast');
  await addObjective(page, 'time_to_first_token', 3);
  await page.emulateMedia({ forcedColors: 'active' });
  const colours = page
    .locator('sweep-data-table .score-bar')
    .first()
    .evaluate((bar) => {
      const background = (element: Element) => getComputedStyle(element).backgroundColor;
      return { bar: background(bar), row: background(bar.closest('[role="row"]')!) };
    });
  const { bar, row } = await colours;
  expect(bar).toMatch(/^rgb\(/);
  expect(bar).not.toBe(row);
});

describe('without a mouse', () => {
  test('rows are walked and opened by keys', async () => {
    const { page } = await pages.open('rows=1000');
    await page.locator('sweep-data-table .scenario[tabindex="0"]').first().focus();
    const focused = () =>
      page.evaluate(() => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        return element?.getAttribute('data-key')?.split(' ')[0];
      });
    const [first, second] = await shownRunConfigs(page);
    expect(await focused()).toBe(first);
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toBe(second);
    await page.keyboard.press('Enter');
    await page.locator('sweep-row-details').waitFor();
    await page.keyboard.press('End');
    await expect.poll(focused).toBe(generatedCheckpoint(1000).results.runConfigs.at(-1)?.name);
  });

  test('menus open, are walked and closed', async () => {
    const { page } = await pages.open('sweep=demo');
    await page.getByRole('button', { name: 'Export' }).press('Enter');
    const items = page.getByRole('menuitem');
    await expect.poll(() => items.first().evaluate((item) => item.matches(':focus'))).toBe(true);
    await page.keyboard.press('ArrowDown');
    expect(await items.nth(1).evaluate((item) => item.matches(':focus'))).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => items.count()).toBe(0);
  });
});

test('breaks the content policy nowhere but in one style of the toolkit', async () => {
  const { page, complaints } = await pages.open('sweep=demo');
  await addObjective(page, 'time_to_first_token', 3);
  await addConstraint(page, 'time_to_first_token', 200);
  await page.getByRole('button', { name: /run 4/ }).click();
  await page.locator('sweep-row-details code').waitFor();
  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toMatch(/^Applying inline style violates/);
});
