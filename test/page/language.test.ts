import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import chinese from '../../l10n/bundle.l10n.zh-cn.json' with { type: 'json' };
import { addConstraint, addObjective, type Pages, startPages, textOf } from './openPage.js';

let pages: Pages;
beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages.close());

/** Texts, names and tips that are whole English sentences of the table, although a translation was given. */
async function untranslated(page: Page): Promise<string[]> {
  const shown = await page.evaluate(() => {
    const texts: string[] = [];
    const visit = (node: Node): void => {
      if (node.nodeType === Node.TEXT_NODE) texts.push(node.textContent ?? '');
      if (node instanceof Element) {
        for (const name of ['aria-label', 'title', 'placeholder']) texts.push(node.getAttribute(name) ?? '');
        if (node.localName === 'style' || node.localName === 'script') return;
        for (const child of node.shadowRoot?.childNodes ?? []) visit(child);
      }
      for (const child of node.childNodes) visit(child);
    };
    visit(document.body);
    return texts.map((text) => text.trim()).filter((text) => text !== '');
  });
  const patterns = Object.entries(chinese)
    .filter(([sentence, translation]) => sentence !== translation)
    .map(
      ([sentence]) =>
        new RegExp(
          `^${sentence
            .trim()
            .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
            .replace(/\{\d\}/g, '.+')}$`,
          'u',
        ),
    )
    // Places alone fit everything.
    .filter(({ source }) => /[A-Za-z]{2}/.test(source));
  // Why a scenario failed stands in the checkpoint as it was written.
  const written = /^every request was answered with HTTP 503/;
  return shown
    .filter((text) => !written.test(text))
    .filter(
      (text) => /[A-Za-z]/.test(text) && !/\p{Script=Han}/u.test(text) && patterns.some((each) => each.test(text)),
    );
}

test('speaks Chinese in full use', async () => {
  const { page } = await pages.open('sweep=demo&lang=zh-cn');
  await page.getByRole('button', { name: '添加目标' }).click();
  await page.getByRole('button', { name: '添加约束' }).click();
  await page.locator('sweep-constraints').getByRole('textbox').fill('200');
  await page.getByText('7 个中有 5 个通过').waitFor();
  await page.locator('sweep-data-table .scenario[data-key]').last().click();
  await page.locator('sweep-record-list').waitFor();
  expect(await textOf(page.locator('sweep-answer'))).toMatch(/最佳：\s+并发数 \d+/);
  expect(await textOf(page.locator('sweep-row-details'))).toContain('为何排在这里');
  expect(await untranslated(page)).toEqual([]);
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-cn');
});

test.each(['damaged', 'foreign', 'empty', 'planned', 'running'])('speaks Chinese when %s', async (state) => {
  const { page } = await pages.open(`state=${state}&lang=zh-cn`);
  expect(await textOf(page.locator('sweep-app'))).toMatch(/\p{Script=Han}/u);
  expect(await untranslated(page)).toEqual([]);
});

test('stays English in a language that has no translation', async () => {
  const { page } = await pages.open('sweep=demo&lang=fr');
  await addObjective(page, 'time_to_first_token', 2);
  await addConstraint(page, 'time_to_first_token', 200);
  expect(await textOf(page.locator('sweep-answer'))).toContain('Best:');
});
