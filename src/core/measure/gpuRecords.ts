import { type FamilyName, familyNames, type MetricFamily, metricFamilies, statistics } from '../metrics/families.js';
import type { GpuTag } from '../metrics/tags.js';
import type { GpuSample, GpuSamples } from './gpuSamples.js';
import { increases } from './increases.js';
import type { Span } from './measuredSpan.js';
import { describe, mean } from './statistics.js';

/** Records of one GPU in the exporter's raw units; a tag that was not measured is absent. */
export type GpuRecords = Readonly<Partial<Record<GpuTag, number>>>;

/** GPU key (`host/uuid`) → name (`gpu0`). */
export type GpuNames = Readonly<Record<string, string>>;

/** What the exporters told of a scenario. */
export interface MeasuredGpus {
  /** GPU name → records; GPUs without a sample in the window are absent. */
  readonly gpuMetrics: Readonly<Record<string, GpuRecords>>;
  /** The given names, and those of GPUs seen for the first time. */
  readonly names: GpuNames;
  /** Fetches that failed. */
  readonly gaps: number;
}

/**
 * Statistics per GPU over the samples inside the window.
 * @param window milliseconds since the Unix epoch, both ends included
 * @param names as bound so far; they never change
 */
export function gpuRecords({ samples, gaps }: GpuSamples, window: Span, names: GpuNames): MeasuredGpus {
  const allNames = withNewNames(names, samples);
  const inWindow = samples.filter(({ atMs }) => atMs >= window.startMs && atMs <= window.endMs);
  const gpuMetrics: Record<string, GpuRecords> = {};
  for (const [gpu, name] of Object.entries(allNames)) {
    const own = inWindow.filter((sample) => sample.gpu === gpu).sort((a, b) => a.atMs - b.atMs);
    if (own.length > 0) gpuMetrics[name] = recordsOf(own);
  }
  return { gpuMetrics, names: allNames, gaps };
}

const hostOf = (gpu: string) => gpu.split('/', 1)[0]!;
const inNaturalOrder = new Intl.Collator('en', { numeric: true }).compare;

/** New GPUs are numbered on: hosts by name, whichever answered first; a host's GPUs as its exporter lists them. */
function withNewNames(names: GpuNames, samples: readonly GpuSample[]): GpuNames {
  const unnamed = [...new Set(samples.map(({ gpu }) => gpu))].filter((gpu) => names[gpu] === undefined);
  unnamed.sort((a, b) => inNaturalOrder(hostOf(a), hostOf(b)));
  const numbers = Object.values(names).map((name) => Number(/^gpu(\d+)$/.exec(name)?.[1] ?? -1));
  const next = Math.max(-1, ...numbers) + 1;
  return { ...names, ...Object.fromEntries(unnamed.map((gpu, place) => [gpu, `gpu${next + place}`])) };
}

const gpuFamilies = familyNames
  .map((name): [FamilyName, MetricFamily] => [name, metricFamilies[name]])
  .filter(([, family]) => family.kind === 'gpu');

/** @param samples of one GPU, in the order of time */
function recordsOf(samples: readonly GpuSample[]): GpuRecords {
  const records: Partial<Record<string, number>> = {};
  for (const [name, family] of gpuFamilies) {
    const given = samples.map(({ values }) => values[family.dcgmField!]);
    const present = given.filter((value) => value !== undefined && Number.isFinite(value)) as number[];
    const values = Float64Array.from(family.counter ? increases(present) : present);
    if (values.length === 0) continue;
    if (family.statistics === 'avg') records[`${name}_avg`] = mean(values);
    else {
      const described = describe(values);
      for (const statistic of statistics) records[`${name}_${statistic}`] = described[statistic];
    }
  }
  return records as GpuRecords;
}
