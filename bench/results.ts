import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { ExecaError, execa } from 'execa';
import { genaiPerfPython, runGenaiPerfScript } from '../test/real/genai-perf/genaiPerfPython.js';
import { checkpointText } from './results/madeUpRunConfigs.js';
import { type MeasurementName, measurements } from './results/measurements.js';
import { printTable, type Row } from './results/table.js';

const [folder = '.', child, ...rest] = process.argv.slice(2);
if (child === undefined) await main();
else await measureHere(child as MeasurementName, rest);

/** The child's part: one measurement in a process of its own, so that none sees the memory of another. */
async function measureHere(name: MeasurementName, args: readonly string[]): Promise<void> {
  process.stdout.write(JSON.stringify(await measurements[name](args)));
}

async function main(): Promise<void> {
  const rows: Row[] = [];
  for (const count of [1000, 5000]) rows.push(...(await openRows(count)));
  rows.push(await rerankRow(10_000));
  rows.push(...(await theirRows([250, 1000])));
  printTable(rows);
  process.stdout.write(`${JSON.stringify({ node: process.version, loadAverage: loadavg(), rows })}\n`);
}

/** Runs a measurement in a process with its garbage collector at hand. */
async function measure<Name extends MeasurementName>(
  name: Name,
  args: readonly string[],
): Promise<Awaited<ReturnType<(typeof measurements)[Name]>>> {
  const script = process.argv[1] as string;
  const { stdout } = await execa(process.execPath, ['--expose-gc', script, folder, name, ...args]);
  return JSON.parse(stdout) as Awaited<ReturnType<(typeof measurements)[Name]>>;
}

async function openRows(count: number): Promise<Row[]> {
  const path = await writeCheckpoint(count);
  const opened = await measure('open', [path]);
  const mode = await measure('genaiPerfMode', [path]);
  const fileMb = opened.fileBytes / 1e6;
  const what = `${count} run configs, ${fileMb.toFixed(0)} MB`;
  const isLarge = count === 5000;
  return [
    { what: `${what}: open and rank`, value: opened.cpuSeconds, unit: 's CPU', limit: isLarge ? 2 : undefined },
    {
      what: `${what}: peak memory`,
      value: opened.peakBytes / opened.fileBytes,
      unit: '× file',
      limit: isLarge ? 9 : undefined,
    },
    {
      what: `${what}: kept memory`,
      value: opened.keptBytes / opened.fileBytes,
      unit: '× file',
      limit: isLarge ? 1 : undefined,
    },
    { what: `${what}: mode genai-perf, load`, value: mode.loadCpuSeconds, unit: 's CPU' },
    { what: `${what}: mode genai-perf, objectives`, value: mode.objectivesCpuSeconds, unit: 's CPU' },
  ];
}

async function rerankRow(count: number): Promise<Row> {
  const { medianMs } = await measure('rerank', [String(count)]);
  return { what: `${count} run configs: rank again after a change of weights`, value: medianMs, unit: 'ms', limit: 16 };
}

const theirLimitMs = 180_000;

/** The real classes; a size that takes them longer than the limit shows it as "more than". */
async function theirRows(counts: readonly number[]): Promise<Row[]> {
  await genaiPerfPython();
  const rows: Row[] = [];
  for (const count of counts) {
    await writeCheckpoint(count);
    const what = `genai-perf's classes, ${count} run configs`;
    const times = await timesOfTheirs(join(folder, String(count)));
    if (times === undefined) {
      rows.push({ what: `${what}: load`, value: theirLimitMs / 1000, unit: 's', isMore: true });
      continue;
    }
    rows.push({ what: `${what}: load`, value: times.load, unit: 's CPU' });
    rows.push({ what: `${what}: objectives`, value: times.objectives, unit: 's CPU' });
  }
  return rows;
}

/** CPU seconds; undefined when they did not come to an end. */
async function timesOfTheirs(checkpointFolder: string) {
  const script = join(import.meta.dirname, 'results/time_load.py');
  try {
    const printed = await runGenaiPerfScript(script, [checkpointFolder], { timeoutMs: theirLimitMs });
    return JSON.parse(printed) as { readonly load: number; readonly objectives: number };
  } catch (error) {
    if (error instanceof ExecaError && error.timedOut) return undefined;
    throw error;
  }
}

async function writeCheckpoint(count: number): Promise<string> {
  await mkdir(join(folder, String(count)), { recursive: true });
  const path = join(folder, String(count), 'checkpoint.json');
  await writeFile(path, checkpointText(count));
  return path;
}
