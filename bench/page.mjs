// npm run bench:page: how fast the checkpoint viewer's page is, in Chromium; the figures that test/page/speed.test.ts takes and bounds.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const args = [
  'vitest',
  'run',
  '--config',
  'test/vitest.config.ts',
  '--project',
  'page',
  '--reporter',
  'default',
  'speed',
];
const child = spawn('npx', args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NO_COLOR: '1' } });
for await (const line of createInterface({ input: child.stdout }))
  if (/^(script|[\d,]+ rows)/.test(line)) console.log(line);
process.exitCode = await new Promise((resolve) => {
  if (child.exitCode === null) child.once('exit', (code) => resolve(code ?? 1));
  else resolve(child.exitCode);
});
