import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { cases } from './cases.js';

/**
 * Entry for the editor: runs every case inside the extension host, one after another, and writes a line for each into the
 * file that GENAI_SWEEP_SUITE_LOG names. A desktop VS Code and the workbench in a browser run the same.
 */
export async function run(): Promise<void> {
  const log = process.env['GENAI_SWEEP_SUITE_LOG'];
  assert.ok(log, 'GENAI_SWEEP_SUITE_LOG names no file');
  let failed = 0;
  for (const [name, test] of Object.entries(cases)) {
    try {
      await test();
      appendFileSync(log, `passed ${name}\n`);
    } catch (error) {
      failed++;
      appendFileSync(
        log,
        `failed ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
    }
  }
  appendFileSync(log, `${Object.keys(cases).length - failed} passed, ${failed} failed\n`);
  if (failed > 0) throw new Error(`${failed} failed`);
}
