import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { chromiumPath } from '../support/chromium.mjs';
import { launchWorkbench, type RunningWorkbench } from './launch.mjs';

const root = resolve(import.meta.dirname, '../..');
/** Screenshots of the last run, to be looked at. */
const pictures = join(root, 'test/.tmp/workbench');
const executablePath = chromiumPath();

/** The workbench in a browser, as a person uses it. */
export class Workbench {
  readonly page: Page;
  readonly folder: string;
  readonly #running: RunningWorkbench;
  readonly #browser: Browser;

  private constructor(parts: { page: Page; folder: string; running: RunningWorkbench; browser: Browser }) {
    this.page = parts.page;
    this.folder = parts.folder;
    this.#running = parts.running;
    this.#browser = parts.browser;
  }

  /** Packs and installs the extension, and opens the folder. */
  static async open(folder: string, settings: Record<string, unknown> = {}): Promise<Workbench> {
    const packed = mkdtempSync(join(tmpdir(), 'genai-sweep-vsix-'));
    const vsix = join(packed, 'extension.vsix');
    execFileSync(process.execPath, ['test/workbench/setup.mjs'], { cwd: root, stdio: 'ignore' });
    execFileSync(process.execPath, ['scripts/package.mjs', vsix], { cwd: root, stdio: 'ignore' });
    const running = await launchWorkbench({ folder, vsix, settings }).finally(() =>
      rmSync(packed, { recursive: true }),
    );
    const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'];
    const browser = await chromium.launch({ executablePath, args });
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const workbench = new Workbench({ page, folder, running, browser });
    await workbench.load();
    return workbench;
  }

  /** Loads the page, or loads it again, and waits until extensions are there. */
  async load(): Promise<void> {
    await this.page.goto(this.#running.url);
    await this.page.locator('.activitybar a[aria-label="GenAI Sweep"]').waitFor({ timeout: 90_000 });
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#running.stop();
  }

  /** Runs a command by the palette. */
  async command(title: string): Promise<void> {
    // A list that was opened before the workspace was there does not learn of it.
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press('F1');
      await this.input.fill(`>${title}`);
      const row = this.row(title);
      const isThere = await row.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
      if (isThere || attempt === 5) return row.click();
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

  /** Opens a file by its name, or `folder/name`. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.input.fill(name);
    const [file = '', folder = ''] = name.split('/').reverse();
    await this.row(new RegExp(`${file}.*${folder}`)).click();
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
    return this.page.frameLocator('.webview.ready').frameLocator('iframe#active-frame');
  }

  /** Keeps a picture of all of it. */
  async picture(name: string): Promise<void> {
    mkdirSync(pictures, { recursive: true });
    await this.page.screenshot({ path: join(pictures, `${name}.png`) });
  }
}
