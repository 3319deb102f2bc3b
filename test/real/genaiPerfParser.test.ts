import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { runGenaiPerfScript } from './genai-perf/genaiPerfPython.js';

const folder = resolve(import.meta.dirname, '../fixtures/genai-perf-parser');

/** One line of what parse_profile_export.py prints. */
interface Experiment {
  readonly mode: string;
  readonly value: string;
  /** Raw: ns, tokens. */
  readonly records: Readonly<Record<string, number>>;
}

it("genai-perf's own parser, called from here, repeats what genai-perf reported of the same file", async () => {
  const printed = await runGenaiPerfScript('parse_profile_export.py', [
    resolve(folder, 'profile_export.json'),
    '--tokenizer',
    resolve(folder, 'tokenizer.json'),
    '--goodput',
    'request_latency:85',
  ]);
  const [experiment, ...others] = JSON.parse(printed) as Experiment[];
  expect(others).toEqual([]);
  expect(experiment).toMatchObject({ mode: 'concurrency', value: '2' });
  const records = experiment?.records ?? {};
  const reported = JSON.parse(await readFile(resolve(folder, 'profile_export_genai_perf.json'), 'utf8')) as Record<
    string,
    { avg: number; p99: number }
  >;
  // These do not depend on the tokenizer; milliseconds there, nanoseconds here.
  for (const name of ['time_to_first_token', 'time_to_second_token', 'request_latency']) {
    expect(records[`${name}_avg`]).toBeCloseTo((reported[name]?.avg ?? 0) * 1e6, 3);
    expect(records[`${name}_p99`]).toBeCloseTo((reported[name]?.p99 ?? 0) * 1e6, 3);
  }
  expect(records['request_throughput_avg']).toBe(reported['request_throughput']?.avg);
  // The tokenizer beside the file counts words, and all answers have the 16 that were asked for.
  expect(records['output_sequence_length_avg']).toBe(16);
  expect(records['request_goodput_avg']).toBeGreaterThan(0);
  expect(records['request_goodput_avg']).toBeLessThan(records['request_throughput_avg'] ?? 0);
});
