import { describe, expect, it } from 'vitest';
import { summaryCsv, summaryTables } from '../../../src/core/report/summary.js';
import { Results } from '../../../src/core/results/results.js';
import type { RunConfigEntry } from '../../../src/core/results/runConfigEntry.js';
import { runConfigEntry } from './runConfigs.js';

/** One row of the founding document's example. */
function exampleRun(
  id: number,
  datasetEntries: number,
  values: readonly number[],
  gpu: readonly number[],
): RunConfigEntry {
  const perfTags = [
    'input_sequence_length_p99',
    'time_to_first_token_p99',
    'inter_token_latency_p99',
    'request_latency_p99',
    'output_sequence_length_p99',
    'output_token_throughput_avg',
    'request_throughput_avg',
  ];
  const gpuTags = [
    'gpu_power_usage_p99',
    'energy_consumption_p99',
    'gpu_utilization_p99',
    'gpu_memory_used_p99',
    'gpu_power_limit_avg',
    'total_gpu_memory_avg',
  ];
  const named = (tags: readonly string[], numbers: readonly number[]) =>
    Object.fromEntries(tags.map((tag, index) => [tag, numbers[index]!]));
  return runConfigEntry({
    name: `gpt2_run_config_${id}`,
    datasetEntries,
    swept: [{ name: 'num_dataset_entries', value: datasetEntries }],
    perf: { gpt2: named(perfTags, values) },
    gpu: { gpu0: named(gpuTags, gpu) },
  });
}

const example = [
  exampleRun(0, 100, [201, 82.02, 7.53, 879.2, 124.55, 145.93, 1.3], [63.09, 1.72, 20, 22.63, 280, 25.77]),
  exampleRun(1, 150, [201, 33.13, 7.29, 778.62, 126.16, 147.93, 1.32], [64.49, 1.73, 20, 22.63, 280, 25.77]),
  // A little faster than it looks, so that it comes first.
  exampleRun(2, 200, [201, 33.54, 7.16, 779.75, 132.1, 149.63, 1.3201], [64.46, 1.73, 20, 22.63, 280, 25.77]),
];

describe('endpoints that are measured per image', () => {
  const perf = { request_throughput_avg: 4, request_latency_p99: 250 };
  const tablesOf = (more: Record<string, number>) =>
    summaryTables(Results.from([runConfigEntry({ name: 'm_run_config_0', perf: { m: { ...perf, ...more } } })]));

  it('have columns for it, and others have none', () => {
    const { performance } = tablesOf({ image_latency_p99: 62.5, image_throughput_avg: 16 });
    expect(titlesOf(performance).slice(-2)).toEqual([
      'p99 Image Latency (ms)',
      'Avg. Image Throughput Per Request (images/sec)',
    ]);
    expect(performance.rows[0]?.slice(-2)).toEqual(['62.50', '16.00']);
    expect(titlesOf(tablesOf({}).performance).join()).not.toContain('Image');
  });
});

describe('for people', () => {
  it('columns in which nothing was measured are left out; the file keeps them', () => {
    const perf = { request_throughput_avg: 4, request_latency_p99: 250, input_sequence_length_p99: 12 };
    const gpu = { gpu0: { gpu_utilization_p99: 40 } };
    const results = Results.from([runConfigEntry({ name: 'm_run_config_0', perf: { m: perf }, gpu })]);
    const shown = summaryTables(results, { measuredOnly: true });
    expect(shown.performance.columns.map(({ shortTitle, title }) => shortTitle ?? title)).toEqual([
      'Config',
      'Conc.',
      'ISL',
      'Entries',
      'p99 Latency (ms)',
      'Req. /sec',
    ]);
    expect(shown.performance.rows).toEqual([['m_run_config_0', '1', '12', '100', '250.00', '4.00']]);
    expect(titlesOf(shown.gpu)).toEqual(['Config Name', 'GPU', 'p99 GPU Utilization (%)']);
    expect(titlesOf(summaryTables(results).performance)).toHaveLength(10);
    expect(titlesOf(summaryTables(results).gpu)).toHaveLength(8);
  });

  it('one value is enough for a column', () => {
    const entries = [{}, { time_to_first_token_p99: 9 }].map((more, id) =>
      runConfigEntry({ name: `m_run_config_${id}`, perf: { m: { request_throughput_avg: 4 - id, ...more } } }),
    );
    const { performance } = summaryTables(Results.from(entries), { measuredOnly: true });
    expect(titlesOf(performance)).toContain('p99 Time To First Token (ms)');
    expect(performance.rows.map((row) => row[3])).toEqual(['', '9.00']);
  });
});

const titlesOf = (table: { columns: readonly { title: string }[] }) => table.columns.map(({ title }) => title);

describe('the summary CSV', () => {
  it('is that of the founding document', () => {
    expect(summaryCsv(summaryTables(Results.from(example))).split('\r\n')).toEqual([
      'Config Name,Concurrency,ISL,Num Dataset Entries,p99 Time To First Token (ms),p99 Inter Token Latency (ms),p99 Request Latency (ms),p99 Output Sequence Length (tokens),Avg. Output Token Throughput (tokens/sec),Request Throughput (requests/sec)',
      'gpt2_run_config_2,1,201,200,33.54,7.16,779.75,132.10,149.63,1.32',
      'gpt2_run_config_1,1,201,150,33.13,7.29,778.62,126.16,147.93,1.32',
      'gpt2_run_config_0,1,201,100,82.02,7.53,879.20,124.55,145.93,1.30',
      '',
      'Config Name,GPU,p99 GPU Power Usage (W),p99 GPU Energy Consumption (MJ),p99 GPU Utilization (%),p99 GPU Memory Used (GB),Avg. GPU Power Limit (W),Avg. GPU Total Memory (GB)',
      'gpt2_run_config_2,gpu0,64.46,1.73,20.00,22.63,280.00,25.77',
      'gpt2_run_config_1,gpu0,64.49,1.73,20.00,22.63,280.00,25.77',
      'gpt2_run_config_0,gpu0,63.09,1.72,20.00,22.63,280.00,25.77',
      '',
    ]);
  });

  it('has rows for the run configs asked for, in the order of the rank', () => {
    const results = Results.from(example);
    results.setPerfMetricObjectives({ gpt2: { time_to_first_token_p99: 1 } });
    const { performance, gpu } = summaryTables(results, {
      runConfigs: ['gpt2_run_config_0', 'gpt2_run_config_2', 'not_there'],
    });
    const names = ['gpt2_run_config_2', 'gpt2_run_config_0'];
    expect(performance.rows.map(([name]) => name)).toEqual(names);
    expect(gpu.rows.map(([name]) => name)).toEqual(names);
  });

  it('stands in another order when that is given', () => {
    const results = Results.from(example);
    const order = results.inInsertionOrder.toReversed();
    const { performance, gpu } = summaryTables(results, { order });
    expect(performance.rows.map(([name]) => name)).toEqual(order.map(({ name }) => name));
    expect(gpu.rows.map(([name]) => name)).toEqual(order.map(({ name }) => name));
  });

  it('leaves a cell empty that was not measured, and shows small values with their digits', () => {
    const perf = { 'a,b': { request_throughput_avg: 0.00123456, time_to_first_token_p99: 0 } };
    const gpu = { gpu0: { energy_consumption_p99: 0.000512345 } };
    const csv = summaryCsv(summaryTables(Results.from([runConfigEntry({ name: 'a,b_run_config_0', perf, gpu })])));
    expect(csv.split('\r\n')[1]).toBe('"a,b_run_config_0",1,,100,0.00,,,,,0.00123');
    expect(csv.split('\r\n')[4]).toBe('"a,b_run_config_0",gpu0,,0.000512,,,,');
  });

  it('gives the request rate where that is the load, fractions too', () => {
    const load = { kind: 'request_rate', requestsPerSecond: 2.5, distribution: 'poisson' } as const;
    const perf = { m: { request_throughput_avg: 2.4 } };
    const { performance } = summaryTables(Results.from([runConfigEntry({ name: 'm_run_config_0', perf, load })]));
    expect(titlesOf(performance).slice(0, 4)).toEqual(['Config Name', 'Request Rate', 'ISL', 'Num Dataset Entries']);
    expect(performance.rows[0]![1]).toBe('2.5');
  });

  it('inserts a swept parameter that has no column, and rounds the measured input length', () => {
    const entry = runConfigEntry({
      name: 'm_run_config_0',
      perf: { m: { input_sequence_length_p99: 200.99, request_throughput_avg: 1 } },
      swept: [
        { name: 'batch_size', value: 8 },
        { name: 'concurrency', value: 1 },
      ],
    });
    const { performance } = summaryTables(Results.from([entry]));
    expect(titlesOf(performance).slice(1, 5)).toEqual(['Concurrency', 'ISL', 'Num Dataset Entries', 'Batch Size']);
    expect(performance.rows[0]!.slice(1, 5)).toEqual(['1', '201', '100', '8']);
  });

  it('gives each model a row of its own', () => {
    const perf = { a: { request_throughput_avg: 2 }, b: { request_throughput_avg: 3 } };
    const { performance } = summaryTables(Results.from([runConfigEntry({ name: 'a_run_config_0', perf })]));
    expect(titlesOf(performance).slice(0, 2)).toEqual(['Config Name', 'Model']);
    expect(performance.rows.map((row) => [row[1], row.at(-1)])).toEqual([
      ['a', '2.00'],
      ['b', '3.00'],
    ]);
  });

  it('has the GPUs of all run configs, one after the other', () => {
    const power = (value: number) => ({ gpu_power_usage_p99: value });
    const perf = (rate: number) => ({ m: { request_throughput_avg: rate } });
    const entries = [
      runConfigEntry({ name: 'm_run_config_0', perf: perf(9) }),
      runConfigEntry({ name: 'm_run_config_1', perf: perf(8), gpu: { gpu2: power(12), gpu0: power(10) } }),
      runConfigEntry({ name: 'm_run_config_2', perf: perf(7), gpu: { gpu10: power(30), gpu2: power(22) } }),
    ];
    const { gpu } = summaryTables(Results.from(entries));
    expect(gpu.rows.map((row) => row.slice(0, 3))).toEqual([
      ['m_run_config_1', 'gpu0', '10.00'],
      ['m_run_config_1', 'gpu2', '12.00'],
      ['m_run_config_2', 'gpu2', '22.00'],
      ['m_run_config_2', 'gpu10', '30.00'],
    ]);
  });

  it('shows flags where they are asked for and there are any', () => {
    const perf = { m: { request_throughput_avg: 1 } };
    const few = runConfigEntry({ name: 'm_run_config_0', perf, quality: { requests: 40, errors: { timeout: 10 } } });
    const good = runConfigEntry({ name: 'm_run_config_1', perf });
    const flagged = (entries: RunConfigEntry[], flags: boolean) =>
      summaryTables(Results.from(entries), { flags }).performance;
    expect(titlesOf(flagged([few, good], true)).at(-1)).toBe('Flags');
    expect(flagged([few, good], true).rows.map((row) => row.at(-1))).toEqual(['', 'n=40, 20 % errors']);
    expect(titlesOf(flagged([good], true))).not.toContain('Flags');
    expect(titlesOf(flagged([few], false))).not.toContain('Flags');
  });

  it('reads the settings of run configs that genai-perf measured', () => {
    const own = runConfigEntry({ name: 'm_run_config_0', perf: { m: { request_throughput_avg: 1 } } });
    const theirs = (parameters: object, load: object, ...cliArgs: string[]) => {
      const { details, ...entry } = own;
      const made = {
        ...entry,
        genaiPerfParameters: parameters,
        perfAnalyzer: { modelName: 'm', parameters: load, cliArgs },
      };
      const { columns, rows } = summaryTables(Results.from([made as unknown as RunConfigEntry])).performance;
      return [columns[1]!.title, rows[0]![1], rows[0]![3]];
    };
    const input = { num_dataset_entries: 20 };
    expect(theirs({ input }, { concurrency: 4 })).toEqual(['Concurrency', '4', '20']);
    expect(theirs({ input, num_dataset_entries: 150 }, {})).toEqual(['Concurrency', '1', '150']);
    expect(theirs({}, {}, 'perf_analyzer', '--concurrency-range', '7')).toEqual(['Concurrency', '7', '']);
    expect(theirs({}, {}, 'perf_analyzer', '--request-rate-range', '12.5')).toEqual(['Request Rate', '12.5', '']);
  });

  it('is two rows of titles when nothing was measured', () => {
    const lines = summaryCsv(summaryTables(new Results())).split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toBe('');
  });
});
