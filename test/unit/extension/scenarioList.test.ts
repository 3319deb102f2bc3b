import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Checkpoint } from '../../../src/core/checkpoint/checkpoint.js';
import { listRecords } from '../../../src/extension/records/recordList.js';
import { type ListInput, listScenarios } from '../../../src/extension/scenarios/scenarioList.js';
import { withConstraint, withObjective } from '../../../src/extension/view/changeView.js';
import { initialView, type ViewState } from '../../../src/protocol/viewState.js';

const file = resolve(import.meta.dirname, '../../fixtures/checkpoints/genai-perf-0.0.16-concurrency.json');
const text = readFileSync(file, 'utf8');
const recordedOrder = resolve(
  import.meta.dirname,
  '../../fixtures/goldens/results/008_nontransitive_two_objectives.json',
);

function list(changes: Partial<ListInput> = {}) {
  const checkpoint = changes.checkpoint ?? Checkpoint.parse(text);
  return listScenarios({
    view: initialView,
    errorRateLimit: 0.01,
    running: undefined,
    planned: [],
    ...changes,
    checkpoint,
  });
}

const swept = (value: number) => [{ name: 'concurrency' as const, value }];

describe('the scenarios of a checkpoint', () => {
  it('stand in the order of the library, the first is the best', () => {
    const checkpoint = Checkpoint.parse(text);
    const listed = list({ checkpoint });
    expect(listed.map(({ runConfig }) => runConfig)).toEqual(checkpoint.results.runConfigs.map(({ name }) => name));
    expect(listed.map(({ standing }) => standing)).toEqual(['best', ...listed.slice(1).map(() => 'passing')]);
    expect(listed[0]?.title).toMatch(/^concurrency=\d+$/);
    expect(listed[0]?.figure).toMatch(/^[\d.]+ requests\/sec$/);
  });

  it('follow objectives and constraints, and say why one fails', () => {
    const [best] = list();
    const value = Number.parseFloat(best!.figure);
    const view = withConstraint(withObjective(initialView, 'request_latency_p99', null), {
      model: null,
      tag: 'request_throughput_avg',
      operator: '<',
      limit: value,
    });
    const listed = list({ view });
    const over = listed.find(({ id }) => id === best!.id);
    expect(over?.standing).toBe('overLimit');
    expect(over?.reasons[0]).toContain('limit');
    expect(over?.figure).toMatch(/ ms$/);
    expect(listed.filter(({ standing }) => standing === 'best')).toHaveLength(1);
  });

  it('stand in the order that genai-perf has recorded, when the view asks for it', () => {
    const golden = JSON.parse(readFileSync(recordedOrder, 'utf8'));
    const checkpoint = Checkpoint.parse(JSON.stringify(golden.checkpoint));
    const names = (view: ViewState) => list({ checkpoint, view }).map(({ runConfig }) => runConfig);
    const view = {
      ...initialView,
      objectives: [
        { model: null, tag: 'inter_token_latency_p99', weight: 1, direction: null },
        { model: null, tag: 'output_sequence_length_p99', weight: 3, direction: 'higher' as const },
      ],
    };
    const [, recorded] = golden.steps;
    expect(recorded.arg).toEqual({ gpt2: { inter_token_latency_p99: 1, output_sequence_length_p99: 3 } });
    expect(names({ ...view, mode: 'genai-perf' })).toEqual(recorded.order);
    expect(names(view)).not.toEqual(recorded.order);
  });

  it('show what failed, is running, waits and is missing', () => {
    const checkpoint = Checkpoint.empty();
    checkpoint.recordFailure({ identity: 'x', swept: swept(8), models: ['m'], reason: 'HTTP 503', failedAt: '' });
    const planned = [1, 8, 16].map((value) => ({ swept: swept(value) }));
    expect(list({ checkpoint, planned }).map(({ title, standing }) => [title, standing])).toEqual([
      ['concurrency=8', 'failed'],
      ['concurrency=1', 'missing'],
      ['concurrency=16', 'missing'],
    ]);
    const running = [
      { title: 'concurrency=8', swept: swept(8), state: 'running' as const },
      { title: 'concurrency=16', swept: swept(16), state: 'waiting' as const },
    ];
    expect(list({ checkpoint, planned, running }).map(({ title, standing }) => [title, standing])).toEqual([
      ['concurrency=8', 'running'],
      ['concurrency=16', 'waiting'],
    ]);
  });

  it('do not miss what was measured under another name', () => {
    const [first] = Checkpoint.parse(text).results.runConfigs;
    const planned = [{ swept: [{ name: 'num_dataset_entries' as const, value: 1 }], runConfig: first!.name }];
    expect(list({ planned }).filter(({ standing }) => standing === 'missing')).toEqual([]);
  });
});

describe('the records of a run config', () => {
  const runConfig = Checkpoint.parse(text).results.runConfigs[0]!;

  it('are those of its models, then of its GPUs', () => {
    const subjects = listRecords(runConfig, '');
    expect(subjects.map(({ name }) => name)).toEqual([...runConfig.models, ...runConfig.gpus]);
    const [model] = subjects;
    const records = model!.metrics.flatMap(({ statistics }) => statistics);
    expect(records).toHaveLength(runConfig.getModelPerfMetrics(model!.name).length);
  });

  it('can be filtered by words of title, statistic and tag', () => {
    const records = listRecords(runConfig, 'first P99').flatMap(({ metrics }) =>
      metrics.flatMap(({ statistics }) => statistics),
    );
    expect(records.map(({ tag }) => tag)).toEqual(['time_to_first_token_p99']);
    expect(listRecords(runConfig, 'nothing like it')).toEqual([]);
  });
});
