import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { MockServer } from './mockServer.js';
import type { Bench } from './runs.js';
import { median } from './spread.js';
import { measure } from './tools.js';

/** What the whole command takes, beside the time of the requests themselves. */
export interface CommandLineResult {
  /** A sweep of two scenarios of 4 requests of 8 tokens. */
  readonly smallSweepSeconds: number;
  /** What each scenario more adds to it. */
  readonly furtherScenarioSeconds: number;
  /** 10,000 requests of 256 tokens on 256 streams, by what is kept of them. */
  readonly large: Readonly<Record<ExportLevel, LargeRun>>;
}

type ExportLevel = 'timestamps' | 'text' | 'raw';

interface LargeRun {
  readonly peakMegabyte: number;
  /** From the last response to the end of the command, all files written. */
  readonly aftermathSeconds: number;
}

const cli = join(import.meta.dirname, '../../dist/cli.js');
const streams = 256;
const tokens = 256;
const requests = 10_000;

/** The product as people run it: `dist/cli.js` against a server without delay. */
export async function commandLine(bench: Bench): Promise<CommandLineResult> {
  bench.log('command line');
  using server = await MockServer.start(bench.workshop, { ttftMs: 0, itlMs: 0 });
  const [two, twelve]: [number[], number[]] = [[], []];
  const large: Record<ExportLevel, LargeRun[]> = { timestamps: [], text: [], raw: [] };
  for (let repetition = 0; repetition < bench.repetitions; repetition++) {
    two.push((await sweep(bench, server, '1,2')).effort.wallSeconds);
    twelve.push((await sweep(bench, server, '1,2,3,4,5,6,7,8,9,10,11,12')).effort.wallSeconds);
    for (const level of ['timestamps', 'text', 'raw'] as const) large[level].push(await largeRun(bench, server, level));
  }
  const ofLarge = (level: ExportLevel) => ({
    peakMegabyte: median(large[level].map(({ peakMegabyte }) => peakMegabyte)),
    aftermathSeconds: median(large[level].map(({ aftermathSeconds }) => aftermathSeconds)),
  });
  return {
    smallSweepSeconds: median(two),
    furtherScenarioSeconds: (median(twelve) - median(two)) / 10,
    large: { timestamps: ofLarge('timestamps'), text: ofLarge('text'), raw: ofLarge('raw') },
  };
}

const endpoint = ({ url }: MockServer, length: number) => [
  ...['-m', 'mock', '-u', url, '--endpoint-type', 'chat', '--streaming'],
  ...['--output-tokens-mean', String(length), '--extra-inputs', `min_tokens:${length}`],
];

function sweep(bench: Bench, server: MockServer, list: string) {
  const load = [
    '--sweep-type',
    'concurrency',
    '--sweep-list',
    list,
    '--request-count',
    '4',
    '--warmup-request-count',
    '0',
  ];
  return command(bench, ['analyze', ...endpoint(server, 8), ...load, '--num-dataset-entries', '4']);
}

async function largeRun(bench: Bench, server: MockServer, level: ExportLevel): Promise<LargeRun> {
  await server.truth(0);
  const count = Math.max(streams, Math.round(requests / bench.divisor));
  const load = ['--concurrency', String(streams), '--request-count', String(count), '--num-dataset-entries', '100'];
  const { effort } = await command(
    bench,
    ['profile', ...endpoint(server, tokens), ...load, '--export-level', level],
    50,
  );
  const { lastTokenUnixMs } = await server.truth(count);
  return {
    peakMegabyte: effort.peakMegabyte,
    aftermathSeconds: (effort.endedUnixMs - lastTokenUnixMs) / 1000,
  };
}

async function command(bench: Bench, options: readonly string[], memoryEveryMs = 0) {
  const cwd = mkdtempSync(join(bench.workshop.folder, 'sweep-'));
  const run = await measure(bench.workshop, {
    command: [process.execPath, cli, ...options],
    limitSeconds: 120,
    memoryEveryMs,
    cwd,
  });
  if (run.effort.exitCode !== 0) throw new Error(`genai-sweep ${options[0]} failed: ${run.stderr}`);
  return run;
}
