import { readFileSync, statSync } from 'node:fs';
import { Checkpoint } from '../../src/core/checkpoint/checkpoint.js';
import { runConfigsOfResults } from '../../src/core/results/genaiPerf/fromResults.js';
import { GenaiPerfResults } from '../../src/core/results/genaiPerf/genaiPerfResults.js';
import { pythonDict } from '../../src/core/results/genaiPerf/pythonValue.js';
import { Results } from '../../src/core/results/results.js';
import { madeUpRunConfigs } from './madeUpRunConfigs.js';

const objectives = { gpt2: { time_to_first_token_p99: 1, inter_token_latency_p90: 3 } };

/** What is measured, each in a process of its own. */
export const measurements = { open, rerank, genaiPerfMode };

/** Name of a measurement. */
export type MeasurementName = keyof typeof measurements;

/** From a file to the best run config: CPU time, and memory beyond that of the empty process. */
function open([path = '']: readonly string[]) {
  const before = memoryKept();
  const rssBefore = process.memoryUsage.rss();
  const cpu = cpuSeconds();
  const checkpoint = Checkpoint.parse(readFileSync(path, 'utf8'));
  checkpoint.results.setPerfMetricObjectives(objectives);
  const best = checkpoint.results.runConfigs[0]?.name;
  const used = cpu();
  const peakBytes = process.resourceUsage().maxRSS * 1024 - rssBefore;
  const keptBytes = memoryKept() - before;
  const count = checkpoint.results.size;
  return { fileBytes: statSync(path).size, cpuSeconds: used, peakBytes, keptBytes, count, best };
}

/** A slider that is dragged: other weights, and the best of all is asked for. */
function rerank([count = '0']: readonly string[]) {
  const results = Results.from(madeUpRunConfigs(Number(count)));
  const times: number[] = [];
  for (let step = 0; step < 60; step++) {
    const start = process.hrtime.bigint();
    results.setPerfMetricObjectives({ gpt2: { time_to_first_token_p99: 1 + step / 10, inter_token_latency_p90: 3 } });
    if (results.runConfigs[0] === undefined) throw new Error('nothing was ranked');
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  const sorted = times.slice(10).sort((a, b) => a - b);
  return { medianMs: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN, worstMs: sorted.at(-1) ?? Number.NaN };
}

/** The order that genai-perf gives, of results that are open already. */
function genaiPerfMode([path = '']: readonly string[]) {
  const { results } = Checkpoint.parse(readFileSync(path, 'utf8'));
  const load = cpuSeconds();
  const mode = GenaiPerfResults.fromRunConfigs(runConfigsOfResults(results));
  const loadCpuSeconds = load();
  const set = cpuSeconds();
  mode.setPerfMetricObjectives(pythonDict(objectives));
  return { loadCpuSeconds, objectivesCpuSeconds: set(), best: mode.order[0] };
}

/** CPU time of this process from now on, all its threads together. */
function cpuSeconds(): () => number {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
}

/** Bytes that are still needed, after a garbage collection. */
function memoryKept(): number {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
