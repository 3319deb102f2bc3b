import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Checkpoint } from '../../../src/core/checkpoint/checkpoint.js';
import type { MetricTag } from '../../../src/core/metrics/tags.js';
import { ColumnResults } from '../../../src/core/results/columnResults.js';
import { columnsOf, contentOfCheckpoint } from '../../../src/protocol/contentOfCheckpoint.js';
import { pageContent } from '../../../src/protocol/pageContent.js';
import { rankByView } from '../../../src/protocol/rankByView.js';
import { initialView, type ViewState, viewState } from '../../../src/protocol/viewState.js';

const fixture = new URL('../../fixtures/checkpoints/genai-perf-0.0.16-concurrency.json', import.meta.url);
const checkpoint = Checkpoint.parse(readFileSync(fixture, 'utf8'));
const options = { view: null, errorRateLimit: 0.01, runnable: { allowed: true, reason: null } };

const view: ViewState = {
  ...initialView,
  objectives: [
    { model: null, tag: 'time_to_first_token_p99', weight: 3, direction: null },
    { model: 'gpt2', tag: 'output_sequence_length_avg', weight: 1, direction: 'higher' },
    { model: null, tag: 'gpu_power_usage_p99', weight: 0.5, direction: null },
    { model: 'somebody else', tag: 'request_throughput_avg', weight: 9, direction: null },
    { model: null, tag: 'input_sequence_length_avg', weight: 9, direction: null },
    { model: null, tag: 'metric_of_another_version', weight: 9, direction: null },
  ],
  constraints: [
    { model: null, tag: 'request_latency_p99', operator: '<', limit: 200 },
    { model: null, tag: 'request_throughput_avg', operator: '>', limit: null },
  ],
  modelWeights: [{ model: 'somebody else', weight: 0 }],
};

describe('the content of a checkpoint', () => {
  test('is of the contract, and tells what genai-perf measured', () => {
    const content = contentOfCheckpoint(checkpoint, options);
    const sent = structuredClone({ revision: 1, fileName: 'checkpoint.json', content });
    expect(pageContent.parse(sent)).toEqual(sent);
    expect(content).toMatchObject({
      models: ['gpt2'],
      endpointType: 'chat',
      sweptParameters: ['concurrency'],
      simulated: false,
    });
    const concurrency = content.rows.parameters.find(({ name }) => name === 'concurrency');
    expect([...(concurrency?.values ?? [])].sort((a, b) => a - b)).toEqual([1, 2, 4, 8, 16]);
    expect(content.rows.engines).toEqual(checkpoint.results.inInsertionOrder.map(({ engine }) => engine));
    expect(content.measuredTags.map(({ subject }) => subject)).toEqual(['gpt2', 'gpu0', 'gpu1']);
  });

  test('sends the columns of the view, and leaves out what was not measured', () => {
    const { columns } = contentOfCheckpoint(checkpoint, { ...options, view });
    const keys = columns.map(({ subject, tag }) => `${subject} ${tag}`);
    expect(keys).toContain('gpt2 output_sequence_length_avg');
    expect(keys).toContain('gpu1 gpu_power_usage_p99');
    expect(columnsOf(checkpoint.results, [{ subject: 'gpt2', tag: 'request_goodput_avg' }])).toEqual([]);
  });
});

test('a person sees the columns of the summary first, lengths behind the results', () => {
  expect(initialView.performanceColumns).toEqual([
    'time_to_first_token_p99',
    'inter_token_latency_p99',
    'request_latency_p99',
    'output_token_throughput_avg',
    'request_throughput_avg',
    'image_latency_p99',
    'image_throughput_avg',
    'input_sequence_length_p99',
    'output_sequence_length_p99',
  ]);
  expect(initialView.gpuColumns).toHaveLength(6);
});

test('results of columns rank, filter and explain as those of the checkpoint do', () => {
  const { rows, columns } = contentOfCheckpoint(checkpoint, { ...options, view });
  const inPage = new ColumnResults(
    rows.names.map((name, row) => ({
      name,
      models: rows.modelSets[rows.modelSetOfRow[row]!]!,
      gpus: rows.gpuSets[rows.gpuSetOfRow[row]!]!,
      servers: rows.serverSets[rows.serverSetOfRow[row]!]!,
      errorRate: rows.errorRates[row]!,
    })),
  );
  inPage.addColumns(columns.map(({ tag, ...rest }) => ({ tag: tag as MetricTag, ...rest })));
  const { results } = checkpoint;
  for (const each of [inPage, results]) rankByView(each, view);
  const told = (from: typeof inPage | typeof results) =>
    from.runConfigs.map((runConfig) => ({
      explanation: from.explain(runConfig.name),
      checks: runConfig.checkConstraints(),
    }));
  expect(told(inPage)).toEqual(told(results));
  expect(results.getResultsFailingConstraints().size).toBeGreaterThan(0);
});

test('a view that was saved before there was a server table is read, with the usual columns', () => {
  const { serverColumns, serverSort, ...saved } = initialView;
  expect(viewState.parse(saved)).toEqual(initialView);
  expect(serverColumns).toContain('queued_requests_avg');
  expect(serverSort.column).toBe('rank');
});
