import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { accuracy } from './accuracy.js';
import { commandLine } from './commandLine.js';
import { findContestants } from './contestants.js';
import { openLoop } from './openLoop.js';
import { pictureOf } from './picture.js';
import { reportOf } from './report.js';
import type { Bench } from './runs.js';
import { stampCost } from './stampCost.js';
import { type BenchResult, targetsOf } from './targets.js';
import { throughput } from './throughput.js';
import { closeWorkshop, openWorkshop } from './tools.js';

const help = `npm run bench -- [options]
  --only PARTS         some of throughput,accuracy,open-loop,command-line
  --repetitions N      runs per figure, of which the median counts; 5
  --quick              fewer requests and one run per figure: shows whether all works, proves nothing
  --contestants NAMES  some of those that the tables name
  --json FILE          the result as JSON goes there instead of below the tables
  --picture FILE       draws the accuracy, as SVG
Peers take part that are on PATH, or named by PERF_ANALYZER, AIPERF or GUIDELLM. The server and the limit client need Go.`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'throughput,accuracy,open-loop,command-line' },
    repetitions: { type: 'string', default: '5' },
    quick: { type: 'boolean', default: false },
    contestants: { type: 'string' },
    json: { type: 'string' },
    picture: { type: 'string' },
    help: { type: 'boolean', default: false },
    /** Set by bench/load.mjs. */
    client: { type: 'string', default: '' },
    worker: { type: 'string', default: '' },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}

const workshop = openWorkshop();
if (workshop === undefined) {
  console.error('The benchmark needs Go for its server and its limit client: install Go and put it on PATH.');
  process.exit(2);
}
const bundles = { client: values.client, worker: values.worker };
const wanted = values.contestants?.split(',');
const all = findContestants(workshop, bundles).filter(({ name }) => wanted?.includes(name) ?? true);
const bench: Bench = {
  workshop,
  contestants: all.filter(({ program }) => program !== undefined),
  repetitions: values.quick ? 1 : Number(values.repetitions),
  divisor: values.quick ? 10 : 1,
  log: (line) => console.error(line),
};

type Part = (bench: Bench) => Promise<Partial<BenchResult>>;
const parts: Readonly<Record<string, Part>> = {
  throughput: async () => ({
    throughput: { oneToken: await throughput(bench, 1, 40_000), manyTokens: await throughput(bench, 256, 6_000) },
  }),
  accuracy: async () => ({
    accuracy: [
      { streams: 16, rows: await accuracy(bench, 16) },
      { streams: 64, rows: await accuracy(bench, 64) },
      { streams: 256, rows: await accuracy(bench, 256) },
    ],
  }),
  'open-loop': async () => ({ openLoop: await openLoop(bench, bundles) }),
  'command-line': async () => ({ commandLine: await commandLine(bench) }),
};

let result: BenchResult = {
  machine: { cpu: cpus()[0]?.model ?? '', cores: cpus().length, node: process.version, load: loadavg()[0] ?? 0 },
  repetitions: bench.repetitions,
  absent: all.filter(({ program }) => program === undefined).map(({ name, hint }) => `${name} (${hint})`),
  stampNanoseconds: stampCost(),
};
try {
  for (const name of values.only.split(',')) {
    const part = parts[name];
    if (part === undefined) throw new Error(`There is no part ${name}.\n${help}`);
    result = { ...result, ...(await part(bench)) };
  }
} finally {
  // Also when a part failed: what was measured before it took minutes.
  closeWorkshop(workshop);
  console.log(reportOf(result));
  const json = JSON.stringify({ ...result, promises: targetsOf(result) }, null, 2);
  if (values.json === undefined) console.log(`\n${json}`);
  else writeFileSync(values.json, `${json}\n`);
  if (values.picture !== undefined) writeFileSync(values.picture, pictureOf(result));
}
