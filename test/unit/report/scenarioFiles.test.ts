import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scenarioCsv } from '../../../src/core/report/scenarioCsv.js';
import { scenarioJson } from '../../../src/core/report/scenarioJson.js';
import type { ScenarioReport } from '../../../src/core/report/scenarioReport.js';
import type { Measurement } from '../../../src/core/results/measurement.js';
import { goodQuality, records } from './runConfigs.js';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/report/${name}`, import.meta.url), 'utf8');

type Families = Record<string, Record<string, unknown>>;
/** A file that genai-perf 0.0.16 wrote, of a sweep with two GPUs. */
const theirs = JSON.parse(fixture('profile_export_genai_perf.json')) as Families & { telemetry_stats: Families };

function recordsOf(families: Families, pick: (family: Record<string, unknown>) => unknown): Record<string, number> {
  const tags = Object.entries(families).flatMap(([name, family]) =>
    Object.entries((pick(family) ?? {}) as object)
      .filter(([statistic]) => statistic !== 'unit')
      .map(([statistic, value]) => [`${name}_${statistic}`, value as number] as const),
  );
  return records(Object.fromEntries(tags)) as Record<string, number>;
}

const { telemetry_stats: telemetry, input_config: _, ...perf } = theirs;
const measurement: Measurement = {
  perfMetrics: { gpt2: recordsOf(perf as Families, (family) => family) },
  gpuMetrics: {
    gpu0: recordsOf(telemetry, (family) => family['0']),
    gpu1: recordsOf(telemetry, (family) => family['1']),
  },
};

const report: ScenarioReport = {
  runConfigName: 'gpt2_run_config_1',
  scenario: {
    swept: [{ name: 'concurrency', value: 2 }],
    endpoint: {
      url: 'http://localhost:8000',
      path: '/v1/chat/completions',
      serviceKind: 'openai',
      endpointType: 'chat',
      models: ['gpt2'],
      modelSelection: 'round_robin',
      streaming: true,
      extraInputs: {},
      requestTimeoutMs: 600_000,
    },
    workload: {
      inputTokens: { mean: 100, stddev: 0 },
      datasetEntries: 20,
      batchSize: 1,
      prefixPrompts: { count: 0, tokens: 0 },
      repeatPrompts: false,
    },
    load: { kind: 'concurrency', concurrency: 2 },
    stop: { kind: 'request_count', requests: 20 },
    warmupRequests: 2,
    seed: 0,
    goodput: {},
    tokenizer: 'cl100k_base',
  },
  measurement,
  quality: { ...goodQuality, errors: { timeout: 3 } },
  inputConfig: { model_names: ['gpt2'], perf_analyzer: { stimulus: { concurrency: 2 } } },
  tool: 'genai-sweep 0.1.0',
};

const withMeasurement = (changed: Partial<Measurement>): ScenarioReport => ({
  ...report,
  measurement: { ...measurement, ...changed },
});

describe('scenarioJson', () => {
  const ours = JSON.parse(scenarioJson(report)) as typeof theirs & { genai_sweep: Record<string, unknown> };

  it("has the keys of genai-perf's file in its order", () => {
    expect(Object.keys(ours)).toEqual([...Object.keys(theirs), 'genai_sweep']);
    for (const name of Object.keys(perf)) expect(Object.keys(ours[name]!)).toEqual(Object.keys(theirs[name]!));
    expect(Object.keys(ours.telemetry_stats)).toEqual(Object.keys(telemetry));
  });

  it('has its values and units', () => {
    const close = (wanted: unknown) => (typeof wanted === 'number' ? expect.closeTo(wanted, 9) : wanted);
    const allClose = (family: object) =>
      Object.fromEntries(Object.entries(family).map(([key, value]) => [key, close(value)]));
    for (const name of Object.keys(perf)) expect(ours[name]).toEqual(allClose(theirs[name]!));
    for (const [name, family] of Object.entries(telemetry))
      expect(ours.telemetry_stats[name]).toEqual({
        unit: family['unit'],
        gpu0: allClose(family['0'] as object),
        gpu1: allClose(family['1'] as object),
      });
  });

  it('says with which settings and how well it was measured', () => {
    expect(ours['input_config']).toEqual(report.inputConfig);
    expect(ours.genai_sweep).toMatchObject({
      run_config: 'gpt2_run_config_1',
      tool: 'genai-sweep 0.1.0',
      scenario: { load: { concurrency: 2 } },
      quality: { requests: 1000 },
      flags: [{ code: 'errors' }],
    });
  });

  it('leaves out what was not measured', () => {
    const bare = { perfMetrics: { gpt2: records({ request_latency_avg: 5 }) }, gpuMetrics: { gpu0: {} } };
    const { input_config: __, genai_sweep: ___, ...rest } = JSON.parse(scenarioJson(withMeasurement(bare)));
    expect(rest).toEqual({ request_latency: { unit: 'ms', avg: 5 } });
  });

  it('keeps several models apart', () => {
    const perfMetrics = { a: records({ request_count_avg: 1 }), b: records({ request_count_avg: 2 }) };
    const { models, request_count } = JSON.parse(scenarioJson(withMeasurement({ perfMetrics })));
    expect(request_count).toBeUndefined();
    expect(models.b).toEqual({ request_count: { unit: 'count', avg: 2 } });
  });
});

describe('scenarioCsv', () => {
  const lines = (text: string) => text.split('\r\n');
  const tables = (text: string) => text.split('\r\n\r\n').map((table) => lines(table.trimEnd()));

  it("has genai-perf's tables, with plain numbers, a standard deviation, and the origin behind them", () => {
    const theirRows = (line: string) =>
      line.replaceAll(/"([^"]*)"/g, (_match, quoted: string) => quoted.replaceAll(',', '')).split(',');
    // Python rounds halves to even, and shows two decimals of any number.
    const close = (cell: string) => (/^\d+\.\d+$/.test(cell) ? expect.closeTo(Number(cell), 1.6) : cell);
    const wanted = tables(fixture('profile_export_genai_perf.csv')).map((table) =>
      table.map((line) => theirRows(line).map(close)),
    );
    const ours = tables(scenarioCsv(report));
    const ourRow = (line: string, columns: number) =>
      line
        .replace(',gpu', ',')
        .split(',')
        .slice(0, columns)
        .map((cell) => (/^\d+\.\d+$/.test(cell) ? Number(cell) : cell));
    expect(ours).toHaveLength(wanted.length + 1);
    wanted.forEach((table, index) => {
      expect(ours[index]!.map((line) => ourRow(line, table[0]!.length))).toEqual(table);
    });
    expect(ours[0]![0]).toBe('Metric,avg,min,max,p99,p95,p90,p75,p50,p25,p10,p5,p1,std');
    expect(ours[0]![1]!.split(',').at(-1)).toBe('2.59');
    expect(ours.at(-1)).toEqual([
      'Setting,Value',
      'Run Config,gpt2_run_config_1',
      'Models,gpt2',
      'Concurrency,2',
      'Window Start (UTC),2025-11-24T14:02:00.000Z',
      'Window End (UTC),2025-11-24T14:03:00.000Z',
      'Failed Requests,3',
      'Tool,genai-sweep 0.1.0',
    ]);
  });

  it('has rows for what was measured only, whatever the flags were', () => {
    const perfMetrics = { m: records({ request_latency_avg: 5, request_latency_p99: 7, request_goodput_avg: 2 }) };
    expect(tables(scenarioCsv(withMeasurement({ perfMetrics, gpuMetrics: {} }))).slice(0, -1)).toEqual([
      ['Metric,avg,min,max,p99,p95,p90,p75,p50,p25,p10,p5,p1,std', 'Request Latency (ms),5.00,,,7.00,,,,,,,,,'],
      ['Metric,Value', 'Request Goodput (per sec),2.00'],
    ]);
  });

  it('names the model where there are several', () => {
    const perfMetrics = { a: records({ request_count_avg: 1 }), 'b,c': records({ request_count_avg: 2 }) };
    const [table] = tables(scenarioCsv(withMeasurement({ perfMetrics, gpuMetrics: {} })));
    expect(table).toEqual(['Metric,Model,Value', 'Request Count (count),a,1.00', 'Request Count (count),"b,c",2.00']);
  });
});
