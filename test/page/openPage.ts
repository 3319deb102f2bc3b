import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { type PageServer, startPageServer } from '../../scripts/pageServer.mjs';
import { chromiumPath } from '../support/chromium.mjs';

const quietArgs = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The page in Chromium. */
export interface OpenPage {
  readonly page: Page;
  /** Everything the browser complained about. */
  readonly complaints: readonly string[];
}

/** A browser and the server of the page, for a whole test file. */
export interface Pages {
  readonly server: PageServer;
  /** @param query `sweep=demo&theme=light`, see scripts/page.mjs */
  open(query: string, size?: { width: number; height: number }): Promise<OpenPage>;
  close(): Promise<void>;
}

/** Starts both; close them in the end. */
export async function startPages(): Promise<Pages> {
  const server = await startPageServer();
  const executablePath = chromiumPath();
  const browser: Browser = await chromium.launch({ executablePath, args: quietArgs });
  return {
    server,
    async open(query, size = { width: 1440, height: 900 }) {
      const page = await browser.newPage({ viewport: size });
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      await page.goto(`${server.url}/?${query}`);
      await page.locator('sweep-app').waitFor();
      await page.locator('sweep-answer section, .face').first().waitFor({ timeout: 30_000 });
      return { page, complaints };
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Names of the measured rows that are in the document, top down. */
export async function shownRunConfigs(page: Page): Promise<string[]> {
  return page.locator('sweep-data-table .scenario[data-key]').evaluateAll((buttons) =>
    buttons
      .map((button) => ({
        name: button.getAttribute('data-key')?.split(' ')[0] ?? '',
        row: Number(button.closest('[role="row"]')?.getAttribute('aria-rowindex')),
      }))
      .sort((a, b) => a.row - b.row)
      .map(({ name }) => name),
  );
}

/** What the page asked the scripted host for, oldest first. */
export async function requestsOf(page: Page, method: string): Promise<unknown[]> {
  return page.evaluate((wanted) => {
    const { scriptedHost } = window as unknown as { scriptedHost: { requests: { method: string; params: unknown }[] } };
    return scriptedHost.requests.filter((request) => request.method === wanted).map(({ params }) => params);
  }, method);
}

/** Adds an objective by its metric's family, with a weight. */
export async function addObjective(page: Page, family: string, weight: number): Promise<void> {
  const number = await page.locator('sweep-objectives li.setting').count();
  await page.getByRole('button', { name: 'Add objective' }).click();
  await page.getByLabel(`Objective ${number + 1}: metric`).selectOption(family);
  const field = page.locator('sweep-objectives li.setting').nth(number).getByRole('textbox');
  await field.fill(String(weight));
  await field.press('Enter');
}

/** Adds a constraint by its metric's family. */
export async function addConstraint(page: Page, family: string, limit: number): Promise<void> {
  const number = await page.locator('sweep-constraints li').count();
  await page.getByRole('button', { name: 'Add constraint' }).click();
  await page.getByLabel(`Constraint ${number + 1}: metric`).selectOption(family);
  await page.locator('sweep-constraints li').nth(number).getByRole('textbox').fill(String(limit));
  // Rows glide to their new places then, and must not be clicked on their way.
  await page
    .locator('sweep-constraints')
    .getByText(/ pass(es)?$/)
    .waitFor();
}

/** All text of an element as people see it in one line, that of its components too. */
export async function textOf(element: Locator): Promise<string> {
  return element.first().evaluate((root) => {
    const texts = (node: Node): string => {
      if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
      const inside = node instanceof Element && node.shadowRoot !== null ? node.shadowRoot : node;
      return [...inside.childNodes].map(texts).join(' ');
    };
    return texts(root).replace(/\s+/g, ' ').trim();
  });
}
