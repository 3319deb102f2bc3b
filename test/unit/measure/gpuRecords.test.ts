import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gpuRecords } from '../../../src/core/measure/gpuRecords.js';
import type { GpuSample } from '../../../src/core/measure/gpuSamples.js';

const window = { startMs: 100, endMs: 200 };
const sample = (atMs: number, values: Record<string, number>, gpu = 'a/GPU-1'): GpuSample => ({ gpu, atMs, values });
const measure = (samples: GpuSample[], names = {}) => gpuRecords({ samples, gaps: 0 }, window, names);

const energy = 'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION';
const power = 'DCGM_FI_DEV_POWER_USAGE';
const memory = 'DCGM_FI_DEV_FB_TOTAL';

describe('samples', () => {
  test('only those inside the window count', () => {
    const { gpuMetrics } = measure([99, 100, 150, 200, 201].map((atMs) => sample(atMs, { [power]: atMs })));
    expect(gpuMetrics['gpu0']).toMatchObject({
      gpu_power_usage_min: 100,
      gpu_power_usage_max: 200,
      gpu_power_usage_avg: 150,
    });
  });

  test('a counter is what it grew by since the first sample in the window', () => {
    const boot = 7e12;
    const { gpuMetrics } = measure([50, 100, 150, 200].map((atMs) => sample(atMs, { [energy]: boot + atMs })));
    expect(gpuMetrics['gpu0']).toMatchObject({
      energy_consumption_min: 0,
      energy_consumption_p50: 50,
      energy_consumption_max: 100,
    });
  });

  test('a counter that was reset goes on; a single sample says nothing', () => {
    const reset = measure([10, 30, 5, 6].map((value, place) => sample(100 + place, { [energy]: value })));
    expect(reset.gpuMetrics['gpu0']!.energy_consumption_max).toBe(26);
    const single = measure([sample(100, { [energy]: 10, [power]: 5 })]);
    expect(single.gpuMetrics['gpu0']).not.toHaveProperty('energy_consumption_avg');
    expect(single.gpuMetrics['gpu0']).toHaveProperty('gpu_power_usage_avg', 5);
  });

  test('what a card merely has is one number, in raw units', () => {
    const { gpuMetrics } = measure([100, 200].map((atMs) => sample(atMs, { [memory]: 20000 })));
    expect(gpuMetrics['gpu0']).toEqual({ total_gpu_memory_avg: 20000 });
  });

  test('a field that is missing, blank or unknown is not measured', () => {
    const { gpuMetrics } = measure([
      sample(100, { [power]: Number.NaN, OTHER: 1 }),
      sample(150, { [power]: 80 }),
      sample(160, {}),
    ]);
    expect(gpuMetrics['gpu0']).toMatchObject({ gpu_power_usage_min: 80, gpu_power_usage_max: 80 });
    expect(Object.keys(gpuMetrics['gpu0']!)).toHaveLength(13);
  });

  test('gaps are handed on', () => {
    expect(gpuRecords({ samples: [], gaps: 4 }, window, {})).toEqual({ gpuMetrics: {}, names: {}, gaps: 4 });
  });
});

describe('names', () => {
  const seen = (gpus: string[], names = {}) =>
    measure(
      gpus.map((gpu) => sample(150, { [power]: 1 }, gpu)),
      names,
    );

  test("hosts go by name, a host's cards as it lists them, whoever answers first", () => {
    const names = { 'n2/GPU-9': 'gpu0', 'n2/GPU-1': 'gpu1', 'n10/GPU-5': 'gpu2' };
    expect(seen(['n2/GPU-9', 'n2/GPU-1', 'n10/GPU-5']).names).toEqual(names);
    expect(seen(['n10/GPU-5', 'n2/GPU-9', 'n2/GPU-1']).names).toEqual(names);
  });

  test('bound names stay, new cards are numbered on, absent cards have no records', () => {
    const { names, gpuMetrics } = seen(['b/GPU-2', 'c/GPU-3'], { 'b/GPU-2': 'gpu4', 'a/GPU-1': 'gpu0' });
    expect(names).toEqual({ 'b/GPU-2': 'gpu4', 'a/GPU-1': 'gpu0', 'c/GPU-3': 'gpu5' });
    expect(Object.keys(gpuMetrics).sort()).toEqual(['gpu4', 'gpu5']);
  });

  test('whatever comes and goes, no two cards share a name and none changes it', () => {
    const keys = fc.uniqueArray(fc.constantFrom('a/1', 'a/2', 'b/1', 'b/2', 'c/1', 'c/1/0'));
    fc.assert(
      fc.property(fc.array(keys, { maxLength: 6 }), (scenarios) => {
        let names: Readonly<Record<string, string>> = {};
        for (const gpus of scenarios) {
          const next = seen(gpus, names).names;
          expect(next).toMatchObject(names);
          expect(new Set(Object.values(next)).size).toBe(Object.keys(next).length);
          names = next;
        }
      }),
    );
  });
});
