import { expect, test } from 'vitest';
import { type FinishedSweep, sweepReport } from '../../../src/cli/sweepReport.js';
import { Results } from '../../../src/core/results/results.js';
import { type RunConfigParts, runConfigEntry } from '../report/runConfigs.js';

const wide = { width: Number.POSITIVE_INFINITY, color: false };

function runConfig(concurrency: number, parts: Partial<RunConfigParts> = {}): RunConfigParts {
  return {
    name: `gpt2_run_config_${concurrency}`,
    swept: [{ name: 'concurrency', value: concurrency }],
    perf: { gpt2: { request_throughput_avg: concurrency * 10, time_to_first_token_p99: 1200 + concurrency } },
    ...parts,
  };
}

function finished(runConfigs: readonly RunConfigParts[], changes: Partial<FinishedSweep> = {}): FinishedSweep {
  const results = Results.from(runConfigs.map(runConfigEntry));
  return {
    results,
    summary: {
      measured: runConfigs.length,
      skipped: 0,
      failed: 0,
      notRun: 0,
      checkpointPath: '/sweeps/checkpoint.json',
      summaryCsvPath: '/elsewhere/analyze_export_genai_perf.csv',
      runConfigs: results.runConfigs.map(({ name }) => name),
    },
    failures: [],
    artifactDirectory: '/sweeps/artifacts',
    cwd: '/sweeps',
    ...changes,
  };
}

/** Section title → its lines. */
function sections(sweep: FinishedSweep, style = wide): Record<string, string[]> {
  const parts = sweepReport(sweep, style).split(/^(?=[A-Z])/m);
  return Object.fromEntries(parts.map((part) => [part.split('\n')[0], part.trimEnd().split('\n').slice(1)]));
}

test('the best is told in words, and the files from where the user is', () => {
  const report = sections(finished([runConfig(1), runConfig(8)]));
  expect(report['Best']).toEqual([
    '  By request throughput: concurrency=8 (gpt2_run_config_8) with 80.00 requests/sec, p99 TTFT 1,208.00 ms.',
    '  By something else: genai-sweep rank --objective time_to_first_token_p99',
  ]);
  expect(report['Files']?.map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
    'checkpoint.json',
    '/elsewhere/analyze_export_genai_perf.csv',
    'artifacts',
  ]);
  expect(Object.keys(report)).toEqual(['', 'Performance', 'Best', 'Files']);
});

test('what was not measured has no column, and is no example of what to rank by', () => {
  const perf = { gpt2: { request_throughput_avg: 10, request_latency_p99: 25, image_latency_p99: 5 } };
  const report = sections(finished([runConfig(1, { perf })]));
  expect(report['Performance']?.join('\n')).not.toMatch(/Token|ISL|–/);
  expect(report['Best']).toEqual([
    '  By request throughput: concurrency=1 (gpt2_run_config_1) with 10.00 requests/sec, p99 request latency 25.00 ms, p99 image latency 5.00 ms.',
    '  By something else: genai-sweep rank --objective request_latency_p99',
  ]);
});

test('flags that all run configs share are said once, others by name', () => {
  const few = { requests: 40 };
  const failing = { requests: 40, errors: { 'http 503': 4 } };
  const shared = sections(finished([runConfig(1, { quality: few }), runConfig(2, { quality: few })]));
  expect(shared['Flags']).toEqual(['  all 2: Only 40 requests: a p99 needs at least 100.']);
  const own = sections(finished([runConfig(1, { quality: few }), runConfig(2, { quality: failing })]));
  expect(own['Flags']).toHaveLength(2);
  expect(own['Flags']).toContainEqual('  gpt2_run_config_1: Only 40 requests: a p99 needs at least 100.');
  expect(own['Flags']?.join('\n')).toMatch(/gpt2_run_config_2: .*4 requests failed: 4 × http 503\./);
});

test('what failed and what was not reached is there, also when nothing was measured', () => {
  const sweep = finished([], { failures: ['concurrency=8: every request failed (http 503)'] });
  const report = sections({ ...sweep, summary: { ...sweep.summary, failed: 1, notRun: 2 } });
  expect(report['Failed']).toEqual(['  concurrency=8: every request failed (http 503)']);
  expect(report['Not reached']).toEqual(['  2 scenarios: the same command goes on there.']);
  expect(Object.keys(report)).toEqual(['', 'Failed', 'Not reached', 'Files']);
});

test('no line is wider than the terminal', () => {
  const quality = { requests: 40, errors: { 'http 503': 4, timeout: 2 }, joinedReadShare: 0.9 };
  const gpu = { gpu0: { gpu_power_usage_p99: 300 } };
  const report = sweepReport(finished([runConfig(1, { quality, gpu }), runConfig(128, { quality, gpu })]), {
    width: 80,
    color: false,
  });
  expect(Math.max(...report.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
});
