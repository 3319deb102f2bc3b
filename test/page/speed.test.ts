import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addObjective, type Pages, startPages } from './openPage.js';

let pages: Pages;
beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages.close());

test('the first script is under 400 kB', () => {
  report(`script ${(pages.server.scriptBytes / 1000).toFixed(0)} kB`);
  expect(pages.server.scriptBytes).toBeLessThan(400_000);
});

/** A machine under load slows small and large checkpoints alike, so each large one is held against a small one in the same run. */
test('1,000 rows are painted almost as soon as seven', async () => {
  const times = { demo: [] as number[], rows: [] as number[] };
  for (let round = 0; round < 3; round++) {
    times.demo.push(await firstPaint('sweep=demo'));
    times.rows.push(await firstPaint('rows=1000'));
  }
  report(
    `1,000 rows: painted after ${median(times.rows).toFixed(0)} ms, making them included (7 rows: ${median(times.demo).toFixed(0)} ms)`,
  );
  expect(median(times.rows)).toBeLessThan(2.5 * median(times.demo) + 300);
});

test('a slider’s step reorders 10,000 rows almost as soon as 100', async () => {
  const open = async (rows: number) => {
    const { page } = await pages.open(`rows=${rows}`);
    await addObjective(page, 'time_to_first_token', 1);
    await addObjective(page, 'output_token_throughput', 1);
    return page;
  };
  const [few, many] = [await open(100), await open(10_000)];
  const times = { few: [] as number[], many: [] as number[] };
  for (let round = 0; round < 3; round++) {
    await few.bringToFront();
    times.few.push(...(await sliderSteps(few)));
    await many.bringToFront();
    times.many.push(...(await sliderSteps(many)));
  }
  const words = (all: readonly number[]) =>
    `median ${median(all).toFixed(0)} ms, longest ${Math.max(...all).toFixed(0)} ms`;
  report(
    `10,000 rows: from a slider’s step to the painted order: ${words(times.many)} (100 rows: ${words(times.few)})`,
  );
  expect(median(times.many)).toBeLessThan(2 * median(times.few) + 50);
  // Only what is in sight is in the document.
  expect(await many.locator('sweep-data-table .item').count()).toBeLessThan(120);
});

test("genai-perf's order of 10,000 rows comes soon, and says that it is on its way", async () => {
  const { page } = await pages.open('rows=10000');
  await addObjective(page, 'time_to_first_token', 4);
  await addObjective(page, 'output_token_throughput', 1);
  await page.getByRole('combobox', { name: 'Ranking' }).click();
  await page.getByRole('option', { name: 'genai-perf' }).click();
  const said = await page.evaluate(async () => {
    const start = performance.now();
    const isSaid = () => {
      const app = document.querySelector('sweep-app')?.shadowRoot;
      return app?.querySelector('sweep-answer')?.shadowRoot?.querySelector('.ranking') != null;
    };
    let sayings = 0;
    while (isSaid() || (sayings === 0 && performance.now() - start < 1000)) {
      if (isSaid()) sayings++;
      await new Promise(requestAnimationFrame);
    }
    return { sayings, ms: performance.now() - start };
  });
  report(`10,000 rows: genai-perf's own order after ${said.ms.toFixed(0)} ms, of which 300 wait for a slider's end`);
  expect(said.sayings).toBeGreaterThan(0);
  expect(said.ms).toBeLessThan(10_000);
});

async function firstPaint(query: string): Promise<number> {
  const { page } = await pages.open(query);
  const [paint] = await page.evaluate(() =>
    performance.getEntriesByName('first-contentful-paint').map((each) => each.startTime),
  );
  await page.close();
  return paint!;
}

const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]!;

/** Milliseconds from each input event until the frame with the new order was drawn. */
async function sliderSteps(page: Page): Promise<number[]> {
  const slider = await page.locator('sweep-objectives input[type="range"]').first().elementHandle();
  const table = await page.locator('sweep-data-table').first().elementHandle();
  return page.evaluate(
    async ([range, dataTable]) => {
      const order = () =>
        [...(dataTable?.shadowRoot?.querySelectorAll<HTMLElement>('.item') ?? [])]
          .map((item) => item.textContent + item.style.transform)
          .join();
      const frame = () => new Promise(requestAnimationFrame);
      const painted = async () => {
        await frame();
        const { port1, port2 } = new MessageChannel();
        await new Promise((resolve) => {
          port1.onmessage = resolve;
          port2.postMessage(null);
        });
      };
      const input = range as HTMLInputElement;
      const times: number[] = [];
      for (let step = 0; step < 9; step++) {
        const before = order();
        input.value = String((step % 2 === 0 ? 9 : 0.4) - step / 50);
        const start = performance.now();
        input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
        while (order() === before && performance.now() - start < 5000) await frame();
        await painted();
        times.push(performance.now() - start);
      }
      return times;
    },
    [slider, table] as const,
  );
}

function report(line: string): void {
  process.stdout.write(`${line}\n`);
}
