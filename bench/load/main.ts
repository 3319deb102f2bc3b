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
import type { BenchResult } from './targets.js';
import { throughput } from './throughput.js';
import { closeWorkshop, openWorkshop } from './tools.js';

const { values } = parseArgs({
  options: {
    /** Comma-separated parts; all by default. */
    only: { type: 'string', default: 'throughput,accuracy,open-loop,command-line' },
    repetitions: { type: 'string', default: '5' },
    /** Fewer requests and repetitions, for a look whether everything works. */
    quick: { type: 'boolean', default: false },
    /** Names of contestants, comma-separated; all by default. */
    contestants: { type: 'string' },
    /** File for the result as JSON; printed when absent. */
    json: { type: 'string' },
    /** File for the picture of the accuracy, as SVG. */
    picture: { type: 'string' },
    client: { type: 'string', default: '' },
    worker: { type: 'string', default: '' },
  },
});

const workshop = openWorkshop();
if (workshop === undefined) {
  console.error('The benchmark needs Go for its server and its limit client: install Go and put it on PATH.');
  process.exit(2);
}
try {
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
  const parts = new Set(values.only.split(','));
  const load = loadavg()[0] ?? 0;
  const result: BenchResult = {
    machine: { cpu: cpus()[0]?.model ?? '', cores: cpus().length, node: process.version, load },
    repetitions: bench.repetitions,
    absent: all.filter(({ program }) => program === undefined).map(({ name, hint }) => `${name} (${hint})`),
    ...(parts.has('throughput') && {
      throughput: {
        oneToken: await throughput(bench, 1, 40_000),
        manyTokens: await throughput(bench, 256, 6_000),
      },
    }),
    ...(parts.has('accuracy') && {
      accuracy: [
        { streams: 16, rows: await accuracy(bench, 16) },
        { streams: 64, rows: await accuracy(bench, 64) },
        { streams: 256, rows: await accuracy(bench, 256) },
      ],
    }),
    ...(parts.has('open-loop') && { openLoop: await openLoop(bench, bundles) }),
    ...(parts.has('command-line') && { commandLine: await commandLine(bench) }),
  };
  console.log(reportOf(result));
  const json = JSON.stringify(result, null, 2);
  if (values.json === undefined) console.log(`\n${json}`);
  else writeFileSync(values.json, `${json}\n`);
  if (values.picture !== undefined) writeFileSync(values.picture, pictureOf(result));
} finally {
  closeWorkshop(workshop);
}
