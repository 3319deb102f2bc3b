// npm run editor: opens the built extension in a browser workbench on the demo's results (npm start makes them), until
// Ctrl+C. Prints the address.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchWorkbench } from '../test/workbench/launch.mjs';
import { prepare, root, StepFailedError } from './prepare.mjs';
import { runNode } from './run.mjs';

const demo = join(root, 'demo');
const packed = mkdtempSync(join(tmpdir(), 'genai-sweep-editor-'));
process.on('exit', () => rmSync(packed, { recursive: true, force: true }));

try {
  await prepare();
  if (!existsSync(join(demo, 'checkpoint.json'))) await step(['scripts/start.mjs'], 'The demo could not be made.');
  await step(['test/workbench/setup.mjs'], 'The workbench could not be installed.');
  const vsix = join(packed, 'extension.vsix');
  await step(['scripts/package.mjs', vsix], 'The extension could not be packed.');
  const { url } = await launchWorkbench({ folder: demo, vsix });
  console.log(`\nOpen ${url}\nCtrl+C ends it.`);
} catch (error) {
  if (!(error instanceof StepFailedError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function step(args, failure) {
  if ((await runNode(args)) !== 0) throw new StepFailedError(failure);
}
