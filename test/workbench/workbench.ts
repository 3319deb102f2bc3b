import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { vsixFile } from '../packExtension.js';
import { chromiumPath } from '../support/chromium.mjs';
import { launchWorkbench, type RunningWorkbench, type WorkbenchOptions } from './launch.mjs';

/** Screenshots of the last run, to be looked at. */
const pictures = resolve(import.meta.dirname, '../.tmp/workbench');
const executablePath = chromiumPath();

/** Themes follow the browser. */
const themes = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  'high contrast': { colorScheme: 'dark', forcedColors: 'active' },
} as const;

/** The workbench in a browser, as a person uses it. */
export class Workbench {
  readonly page: Page;
  /** Everything that the browser has complained about. */
  readonly complaints: readonly string[];
  readonly #running: RunningWorkbench;
  readonly #browser: Browser;

  private constructor(parts: {
    page: Page;
    complaints: readonly string[];
    running: RunningWorkbench;
    browser: Browser;
  }) {
    this.page = parts.page;
    this.complaints = parts.complaints;
    this.#running = parts.running;
    this.#browser = parts.browser;
  }

  /** Installs the extension as it ships, and opens the folder. */
  static async open(options: Omit<WorkbenchOptions, 'vsix'>): Promise<Workbench> {
    const running = await launchWorkbench({ ...options, vsix: vsixFile });
    const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'];
    const browser = await chromium.launch({ executablePath, args });
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...themes.light });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    page.setDefaultTimeout(15_000);
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    const workbench = new Workbench({ page, complaints, running, browser });
    await workbench.load();
    return workbench;
  }

  /** Where the workbench keeps what is its user's: settings, extensions, storage. */
  get dataFolder(): string {
    return this.#running.base;
  }

  /** Loads the page, or loads it again, and waits until extensions are there. */
  async load(): Promise<void> {
    await this.page.goto(this.#running.url, { timeout: 90_000 });
    await this.page.locator('.activitybar a[aria-label="GenAI Sweep"]').waitFor({ timeout: 90_000 });
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#running.stop();
  }

  /** Runs a command by the palette. */
  async command(title: string): Promise<void> {
    await this.#quickOpen(`>${title}`, title);
  }

  /** Opens a file by its name, or `folder/name`. */
  async openFile(name: string): Promise<void> {
    const [file = '', folder = ''] = name.split('/').reverse();
    await this.#quickOpen(name, new RegExp(`${file}.*${folder}`));
  }

  /** Types into the palette and takes a line of it. */
  async #quickOpen(text: string, line: string | RegExp): Promise<void> {
    // A page that has just come does not listen yet, and a list that was opened before the workspace was there does not learn of it.
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press('F1');
      const isThere = await this.input
        .fill(text, { timeout: 5000 })
        .then(() => this.row(line).waitFor({ timeout: 5000 }))
        .then(
          () => true,
          () => false,
        );
      if (isThere || attempt === 6) return this.row(line).click();
      await this.page.keyboard.press('Escape');
    }
  }

  /** The field of the palette and of questions. */
  get input(): Locator {
    return this.page.locator('.quick-input-widget input.input').first();
  }

  /** A line of the palette or of a question. */
  row(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
  }

  /** Answers a question with a typed text, once it is asked. */
  async answer(question: string | RegExp, text: string): Promise<void> {
    await this.question(question);
    await this.input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Waits until a question is asked: by the text in its empty field, or by its prompt. */
  async question(text: string | RegExp): Promise<void> {
    const asked = this.page.locator('.quick-input-widget').filter({ hasText: text });
    await asked.or(this.page.getByPlaceholder(text)).first().waitFor();
  }

  /** Opens the side bar of the extension. */
  async showViews(): Promise<void> {
    const icon = this.page.locator('.activitybar .action-item', {
      has: this.page.locator('a[aria-label="GenAI Sweep"]'),
    });
    if (!/checked/.test((await icon.getAttribute('class')) ?? '')) await icon.click();
  }

  /** A line of one of the trees, by what a screen reader says. */
  treeItem(text: string | RegExp): Locator {
    return this.page.locator('.pane-body [role=treeitem]').filter({ hasText: text }).first();
  }

  /** Chooses a line of the open context menu. */
  async chooseMenu(text: string): Promise<void> {
    const item = this.page.getByRole('menuitem', { name: text });
    await item.hover();
    // A menu that has just opened takes no click, so that the one that opened it does not choose.
    await this.page.waitForTimeout(400);
    await item.click();
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item').filter({ hasText: text }).first();
  }

  /** The page of the open viewer. */
  get viewer(): FrameLocator {
    return this.page.frameLocator('.webview.ready:visible').frameLocator('iframe#active-frame');
  }

  /** Names of the viewer's measured rows, top down. */
  async viewerRows(): Promise<string[]> {
    const rows = await this.viewer.locator('sweep-data-table .scenario[data-key]').evaluateAll((buttons) =>
      buttons.map((button) => ({
        name: button.getAttribute('data-key')?.split(' ')[0] ?? '',
        row: Number(button.closest('[role="row"]')?.getAttribute('aria-rowindex')),
      })),
    );
    return rows.sort((a, b) => a.row - b.row).map(({ name }) => name);
  }

  /** Adds an objective in the viewer, by the metric's family. */
  async addObjective(family: string, weight: number): Promise<void> {
    const settings = this.viewer.locator('sweep-objectives li.setting');
    const number = await settings.count();
    await this.viewer.getByRole('button', { name: 'Add objective' }).click();
    await this.viewer.getByLabel(`Objective ${number + 1}: metric`).selectOption(family);
    const field = settings.nth(number).getByRole('textbox');
    await field.fill(String(weight));
    await field.press('Enter');
  }

  /** Adds a constraint in the viewer, by the metric's family. */
  async addConstraint(family: string, limit: number): Promise<void> {
    const settings = this.viewer.locator('sweep-constraints li');
    const number = await settings.count();
    await this.viewer.getByRole('button', { name: 'Add constraint' }).click();
    await this.viewer.getByLabel(`Constraint ${number + 1}: metric`).selectOption(family);
    await settings.nth(number).getByRole('textbox').fill(String(limit));
    await this.viewer
      .locator('sweep-constraints')
      .getByText(/ pass(es)?$/)
      .waitFor();
  }

  /** What was copied last. */
  async clipboard(): Promise<string> {
    return this.page.evaluate<string>('navigator.clipboard.readText()');
  }

  /** Keeps a picture of all of it. */
  async picture(name: string): Promise<void> {
    mkdirSync(pictures, { recursive: true });
    // What is on its way in has come in.
    await this.page.waitForTimeout(300);
    await this.page.screenshot({ path: join(pictures, `${name}.png`) });
  }

  /** Keeps a picture in each theme. */
  async pictures(name: string): Promise<void> {
    for (const [theme, media] of Object.entries(themes)) {
      await this.page.emulateMedia(media);
      // Themes are loaded, and colours fade over.
      await this.page.waitForTimeout(700);
      await this.picture(`${name}, ${theme}`);
    }
    await this.page.emulateMedia(themes.light);
  }
}
