import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { describe, expect, it } from 'vitest';
import { type MetricFamily, metricFamilies } from '../../../src/core/metrics/families.js';
import { newCounters } from '../../../src/simulator/counters.js';
import type { Simulation } from '../../../src/simulator/exchange.js';
import { Gpus, gpuModel } from '../../../src/simulator/gpus.js';
import { metricsText } from '../../../src/simulator/metricsText.js';
import { type SimulatorOptions, settle } from '../../../src/simulator/options.js';
import { seededDraw } from '../../../src/simulator/random.js';
import { parseDcgmText } from '../../../src/telemetry/dcgmText.js';
import { parseServerText } from '../../../src/telemetry/serverText.js';

function bench(options: SimulatorOptions) {
  const settings = settle({ slots: 10, ...options });
  const draw = seededDraw(settings.seed);
  const gpus = new Gpus(settings, draw, 0);
  const queue = { running: 3, waiting: 2, admitted: 8, queuedMs: 4000, cachedTokens: 16_384 };
  const scheduler = queue as Simulation['scheduler'];
  const text = (nowMs: number) => metricsText({ settings, draw, gpus, scheduler, counters: newCounters() }, nowMs);
  return { gpus, text, read: (nowMs: number) => [...parseDcgmText(text(nowMs), 'host')] };
}

describe('the GPU figures', () => {
  it('hold every field of the metric table, for each GPU under a name of its own', () => {
    const families: readonly MetricFamily[] = Object.values(metricFamilies);
    const fields = families.flatMap(({ dcgmField }) => dcgmField ?? []).sort();
    const gpus = bench({ gpus: 3 }).read(1000);
    expect(gpus.length).toBe(3);
    for (const [key, values] of gpus) {
      expect(key).toMatch(/^simulator\/GPU-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(Object.keys(values).sort()).toEqual(fields);
    }
  });

  it('keep their names over a restart, and have others for another seed', () => {
    const names = (seed: number) =>
      bench({ gpus: 2, seed })
        .read(0)
        .map(([key]) => key);
    expect(names(1)).toEqual(names(1));
    expect(new Set([...names(1), ...names(2)]).size).toBe(4);
  });

  it('count energy as the integral of power', () => {
    const { gpus, read } = bench({ gpus: 1 });
    const power = (nowMs: number) => read(nowMs)[0]![1]['DCGM_FI_DEV_POWER_USAGE']!;
    const idleW = power(0);
    gpus.setRunning(10, 1000);
    const busyW = power(1500);
    gpus.setRunning(0, 3000);
    const expectedMj = idleW * 1000 + busyW * 2000 + idleW * 500;
    expect(read(3500)[0]![1]['DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION']).toBeCloseTo(expectedMj, -2);
    expect(busyW).toBeGreaterThan(5 * idleW);
    expect(busyW).toBeLessThanOrEqual(gpuModel.limitW);
  });

  it('follow the load, the temperature slowly', () => {
    const { gpus, read } = bench({ gpus: 1 });
    const at = (nowMs: number, field: string) => read(nowMs)[0]![1][`DCGM_FI_${field}`]!;
    const fields = ['DEV_POWER_USAGE', 'DEV_GPU_UTIL', 'DEV_FB_USED', 'PROF_SM_ACTIVE', 'DEV_MEM_COPY_UTIL'];
    const figures = [0, 5, 10].map((sequences) => {
      gpus.setRunning(sequences, 0);
      return fields.map((field) => at(0, field));
    });
    for (const [index] of fields.entries()) {
      const [idle, half, full] = figures.map((row) => row[index]!);
      expect(half).toBeGreaterThan(idle!);
      expect(full).toBeGreaterThan(half!);
    }
    const [start, soon, late] = [0, 5000, 600_000].map((nowMs) => at(nowMs, 'DEV_GPU_TEMP'));
    expect([start, late]).toEqual([gpuModel.idleC, gpuModel.idleC + gpuModel.fullLoadRiseC]);
    expect(soon).toBeGreaterThan(start!);
    expect(soon).toBeLessThan(late!);
  });
});

it('shows the server itself, and calls everything simulated', () => {
  const text = bench({ gpus: 0 }).text(0);
  const values = Object.fromEntries(
    parsePrometheusTextFormat(text).map(({ name, metrics }) => [name, Number(metrics[0]?.value)]),
  );
  expect(values).toMatchObject({ simulator_requests_running: 3, simulator_requests_waiting: 2 });
  expect(parseServerText(text, ['simulated-llm'])).toEqual({
    runningRequests: 3,
    queuedRequests: 2,
    kvCacheUsage: 0.25,
    preemptions: 0,
    queueTimeNs: 4e9,
    dequeuedRequests: 8,
  });
  expect(values['process_start_time_seconds']! * 1000).toBeCloseTo(performance.timeOrigin, -1);
  const help = text.split('\n').filter((line) => line.startsWith('# HELP'));
  expect(help.filter((line) => !line.endsWith('(simulated)'))).toEqual([]);
});
