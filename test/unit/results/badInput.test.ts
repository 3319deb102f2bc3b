import { describe, expect, test } from 'vitest';
import { UnknownTagError } from '../../../src/core/metrics/tags.js';
import { ModelConstraints, parseConstraint, RunConstraints } from '../../../src/core/results/constraints.js';
import { parseObjective } from '../../../src/core/results/objectives.js';
import { Results } from '../../../src/core/results/results.js';
import { ResultsError } from '../../../src/core/results/resultsError.js';
import { sampleEntries } from './sampleEntries.js';

const results = () =>
  Results.from(
    sampleEntries([
      { perf: { time_to_first_token_p99: 2e6, request_throughput_avg: 2 } },
      { perf: { time_to_first_token_p99: 1e6, request_throughput_avg: 1 } },
    ]),
  );

/** What people do in JavaScript, where no compiler objects. */
const untyped = (value: unknown) => value as never;

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error instanceof ResultsError || error instanceof UnknownTagError).toBe(true);
    const { message } = error as Error;
    expect(message).not.toContain('\n');
    return message;
  }
  throw new Error('nothing was thrown');
}

describe('objectives that make no sense', () => {
  test.each<[string, unknown, RegExp]>([
    [
      'an unknown tag',
      { gpt2: { time_to_frist_token_p99: 1 } },
      /^unknown metric ".*did you mean time_to_first_token_p99/,
    ],
    ['a model that is not there', { gtp2: { time_to_first_token_p99: 1 } }, /^no results for model "gtp2": .*"gpt2"/],
    ['a weight that is no number', { gpt2: { time_to_first_token_p99: 'much' } }, /must be a number, not "much"/],
    ['a weight that is NaN', { gpt2: { time_to_first_token_p99: Number.NaN } }, /must be a number, not NaN/],
    ['a weight that is null', { gpt2: { time_to_first_token_p99: null } }, /must be a number, not null/],
    ['a negative weight', { gpt2: { time_to_first_token_p99: -1 } }, /must not be negative, and is -1/],
    [
      'a neutral metric without direction',
      { gpt2: { request_count_avg: 1 } },
      /neither better nor worse: give a direction/,
    ],
    [
      'a direction that is none',
      { gpt2: { request_count_avg: { weight: 1, direction: 'up' } } },
      /neither "lower" nor/,
    ],
    ['a GPU metric', { gpt2: { gpu_power_usage_p99: 1 } }, /is measured per GPU: set it as a GPU objective/],
  ])('%s', (_, objectives, message) => {
    const before = results();
    expect(messageOf(() => before.setPerfMetricObjectives(untyped(objectives)))).toMatch(message);
    expect(before.runConfigs.map(({ name }) => name)).toEqual(['gpt2_run_config_0', 'gpt2_run_config_1']);
  });

  test('a performance metric as GPU objective', () => {
    const message = messageOf(() => results().setGpuMetricObjectives(untyped({ gpt2: { request_latency_p99: 1 } })));
    expect(message).toMatch(/is measured per model: set it as a performance objective/);
  });

  test('model weights', () => {
    expect(messageOf(() => results().setModelWeighting({ other: 1 }))).toMatch(/no results for model "other"/);
    expect(messageOf(() => results().setModelWeighting({ gpt2: -1 }))).toMatch(/must not be negative/);
    expect(messageOf(() => results().setModelWeighting({ gpt2: 0 }))).toMatch(/every model weighs 0/);
    expect(messageOf(() => results().setErrorRateLimit(5))).toMatch(/between 0 and 1, and is 5/);
  });

  test.each<[string, RegExp]>([
    ['time_to_first_token_p99:much', /weight in objective ".*" must be a number/],
    ['time_to_first_token_p99:', /must be a number/],
    ['time_to_first_token_p99:-2', /must not be negative/],
    ['time_to_first_token_p99:Infinity', /must be a number, not Infinity/],
    ['output_sequence_length_avg:1', /add a direction, output_sequence_length_avg:1:lower or/],
    ['output_sequence_length_avg:1:up', /must be lower or higher/],
    ['time_to_first_token_p99:1:higher:2', /not of the form/],
    ['', /unknown metric ""/],
  ])('typed: %s', (text, message) => {
    expect(messageOf(() => parseObjective(text))).toMatch(message);
  });

  test('typed: good ones', () => {
    expect(parseObjective('time_to_first_token_p99')).toMatchObject({ weight: { weight: 1 } });
    expect(parseObjective('output_sequence_length_avg:2:higher')).toMatchObject({
      tag: 'output_sequence_length_avg',
      weight: { weight: 2, direction: 'higher' },
    });
    expect(parseObjective('a=b/c:d=request_latency_p99:.5')).toMatchObject({
      model: 'a=b/c:d',
      weight: { weight: 0.5 },
    });
  });
});

describe('constraints that make no sense', () => {
  test.each<[string, unknown, RegExp]>([
    ['an unknown tag', { request_latncy_p99: 1 }, /did you mean request_latency_p99/],
    ['no number', { request_latency_p99: 'fast' }, /must be a number \(ms\)/],
    ['null', { request_latency_p99: null }, /must be a number \(ms\)/],
    ['NaN', { request_latency_p99: { operator: '<', value: Number.NaN } }, /must be a number \(ms\)/],
    ['a strange operator', { request_latency_p99: { operator: '=', value: 1 } }, /is none of < <= > >=/],
    ['a neutral metric without operator', { input_sequence_length_avg: 5 }, /either way: give an operator/],
  ])('%s', (_, limits, message) => {
    expect(messageOf(() => new ModelConstraints(untyped(limits)))).toMatch(message);
  });

  test('a model that is not there', () => {
    const constraints = new RunConstraints({ other: new ModelConstraints({ request_latency_p99: 5 }) });
    expect(messageOf(() => results().setConstraints(constraints))).toMatch(/no results for model "other"/);
  });

  test.each<[string, RegExp]>([
    ['request_latency_p99', /not of the form tag<number/],
    ['request_latency_p99<', /has no number/],
    ['request_latency_p99<fast', /has no number/],
    ['request_latency_p99<8s', /is measured in ms, not "s"/],
    ['request_latency_p99=800', /not of the form/],
    ['request_latency_p99<5<6', /unknown metric|not of the form/],
    ['output_sequence_length_avg:5', /either way: write output_sequence_length_avg<5 or/],
    ['latency<5', /unknown metric "latency": did you mean/],
  ])('typed: %s', (text, message) => {
    expect(messageOf(() => parseConstraint(text))).toMatch(message);
  });
});

describe('results without run configs', () => {
  test('take any objective and constraint, for a sweep may be about to fill them', () => {
    const empty = new Results();
    empty.setPerfMetricObjectives({ gpt2: { time_to_first_token_p99: 1 } });
    empty.setConstraints(new RunConstraints({ gpt2: new ModelConstraints({ time_to_first_token_p99: 1.5 }) }));
    expect(empty.runConfigs).toEqual([]);
    expect(empty.getResultsPassingConstraints().runConfigs).toEqual([]);
    expect(messageOf(() => empty.explain('gpt2_run_config_0'))).toBe(
      'no run config "gpt2_run_config_0": there are none',
    );
    for (const entry of results().entries) empty.add(entry);
    expect(empty.getResultsPassingConstraints().runConfigs.map(({ name }) => name)).toEqual(['gpt2_run_config_1']);
  });
});
