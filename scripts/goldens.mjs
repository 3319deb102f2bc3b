// npm run goldens -- <folder>: replays recorded cases of genai-perf's own classes (test/fixtures/goldens).
import { build } from 'esbuild';

const { outputFiles } = await build({
  entryPoints: ['scripts/goldens.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
});
const { main } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
process.exitCode = main(process.argv[2]);
