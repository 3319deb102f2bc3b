import type { FamilyName } from '../metrics/families.js';
import { metricOf } from '../metrics/tags.js';
import type { RunConfigEntry } from '../results/runConfigEntry.js';

/**
 * Until 0.0.14 genai-perf took GPU metrics from Triton itself, in Triton's units: bytes, joules, a share of 1. Later
 * files, and ours, hold the exporter's: MiB, mJ, percent. The factors lead from those to these.
 */
const factors: Partial<Record<FamilyName, number>> = {
  gpu_memory_used: 2 ** -20,
  total_gpu_memory: 2 ** -20,
  energy_consumption: 1000,
  gpu_utilization: 100,
};

/** The run config with its GPU records in today's units. */
export function fromTritonUnits(entry: RunConfigEntry): RunConfigEntry {
  const gpus = Object.entries(entry.measurement.gpuMetrics).map(([gpu, records]) => {
    const converted = Object.entries(records).map(([tag, value]) => {
      const factor = factors[metricOf(tag).familyName] ?? 1;
      return [tag, value * factor];
    });
    return [gpu, Object.fromEntries(converted)];
  });
  return { ...entry, measurement: { ...entry.measurement, gpuMetrics: Object.fromEntries(gpus) } };
}
