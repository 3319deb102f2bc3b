// The checkpoint viewer in a plain browser, built anew at each load: node scripts/page.mjs [port]
import { startPageServer } from './pageServer.mjs';

const { url } = await startPageServer({ port: Number(process.argv[2] ?? 8780), rebuild: true });
console.log(`${url}/?sweep=demo&theme=dark

  sweep=      demo, one, two-models, two-engines, or a file of test/fixtures/checkpoints
  rows=       1000: generated results of so many run configs
  state=      loading, damaged, foreign, empty, planned, running
  lang=       zh-cn
  theme=      dark, light, high-contrast

Ctrl+C ends it.`);
