import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyRankingFlags } from '../../../src/cli/commands/rankingOptions.js';
import { Checkpoint } from '../../../src/core/checkpoint/checkpoint.js';
import { type MetricTag, metricOf } from '../../../src/core/metrics/tags.js';
import { runConfigsOfResults } from '../../../src/core/results/genaiPerf/fromResults.js';
import { GenaiPerfResults } from '../../../src/core/results/genaiPerf/genaiPerfResults.js';
import type { Results } from '../../../src/core/results/results.js';
import { columnsOf, contentOfCheckpoint } from '../../../src/protocol/contentOfCheckpoint.js';
import { initialView, type ViewState } from '../../../src/protocol/viewState.js';
import { rankSweep } from '../../../webview-ui/store/rankedSweep.js';
import { Sweep } from '../../../webview-ui/store/sweep.js';
import { rankingOptions } from '../../../webview-ui/words/commandLine.js';
import { sampleEntries } from '../results/sampleEntries.js';

const perfTags = [
  'time_to_first_token_p99',
  'inter_token_latency_p90',
  'request_throughput_avg',
  'output_token_throughput_avg',
  'output_sequence_length_avg',
] as const;
const gpuTags = ['gpu_power_usage_avg', 'gpu_utilization_p99'] as const;
const tags: readonly MetricTag[] = [...perfTags, ...gpuTags];
const models = ['gpt2', 'llama'] as const;

/** Coarse values make ties, 0 and huge ones try the edges. */
const value = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ min: 0, max: 1e9, noNaN: true }));
const recordsOf = (of: readonly string[]) =>
  fc.record(Object.fromEntries(of.map((tag) => [tag, value])), { requiredKeys: [] });
const complete = (of: readonly string[]) => fc.record(Object.fromEntries(of.map((tag) => [tag, value])));
const sample = fc.record({
  models: fc.oneof(
    fc.record({ gpt2: complete(perfTags) }),
    fc.record({ gpt2: recordsOf(perfTags), llama: recordsOf(perfTags) }),
    fc.record({ llama: complete(perfTags) }),
  ),
  gpus: fc.record({ gpu0: recordsOf(gpuTags), gpu1: recordsOf(gpuTags) }, { requiredKeys: [] }),
  failed: fc.constantFrom(0, 0, 0, 1, 40),
});
const model = fc.option(fc.constantFrom(...models));
const weight = fc.double({ min: 0, max: 10, noNaN: true });
const objective = fc
  .record({ model, tag: fc.constantFrom(...tags), weight, direction: fc.constantFrom(null, 'lower', 'higher') })
  // More of a neutral metric is neither better nor worse.
  .filter(({ tag, direction }) => direction !== null || metricOf(tag).family.direction !== 'neutral');
const constraint = fc.record({
  model,
  tag: fc.constantFrom(...tags),
  operator: fc.constantFrom('<', '<=', '>', '>='),
  limit: fc.option(fc.integer({ min: 0, max: 6 })),
});
const view: fc.Arbitrary<ViewState> = fc.record({
  ...Object.fromEntries(Object.entries(initialView).map(([key, each]) => [key, fc.constant(each)])),
  objectives: fc.uniqueArray(objective, { maxLength: 4, selector: (each) => `${each.model} ${each.tag}` }),
  constraints: fc.array(constraint, { maxLength: 3 }),
  modelWeights: fc.uniqueArray(
    fc.record({ model: fc.constantFrom(...models), weight: fc.constantFrom(0, 0.5, 1, 3) }),
    {
      maxLength: 2,
      selector: (each) => each.model,
    },
  ),
}) as fc.Arbitrary<ViewState>;

const checkpoint = fc.array(sample, { minLength: 1, maxLength: 25 }).map((samples) => {
  const made = Checkpoint.empty();
  for (const entry of sampleEntries(samples)) made.results.add(entry);
  return made;
});

test('a page ranks and filters any checkpoint by any view as the library does when it is told the same', {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(checkpoint, view, fc.boolean(), (made, wanted, isSaved) => {
      const shown = pageRanking(made, wanted, isSaved);
      tellLibrary(made.results, wanted);
      const passing = made.results.getResultsPassingConstraints();
      const failing = made.results.getResultsFailingConstraints();
      expect(namesOf(shown.passing)).toEqual(namesOf(passing.runConfigs));
      expect(namesOf(shown.failing)).toEqual(namesOf(failing.runConfigs));
      for (const runConfig of made.results.runConfigs) {
        const { name } = runConfig;
        const inPage = shown.sweep.results.get(name)!;
        expect(inPage.score).toBe(runConfig.score);
        expect(shown.sweep.results.explain(name)).toEqual(made.results.explain(name));
        expect(inPage.checkConstraints()).toEqual(runConfig.checkConstraints());
      }
    }),
    { numRuns: 300 },
  );
});

test('in mode genai-perf, the order is that of the checkpoint itself', { timeout: 60_000 }, () => {
  const directed = view.map((each) => ({
    ...each,
    objectives: each.objectives.map((setting) => ({ ...setting, weight: setting.weight + 0.1 })),
    modelWeights: [],
  }));
  fc.assert(
    fc.property(checkpoint, directed, (made, wanted) => {
      const shown = pageRanking(made, { ...wanted, constraints: [], mode: 'genai-perf' }, false);
      fc.pre(shown.problem === null);
      const original = GenaiPerfResults.fromRunConfigs(runConfigsOfResults(made.results));
      for (const kind of ['perf', 'gpu'] as const) {
        const byModel = new Map<string, Map<string, number>>();
        for (const each of made.results.models) {
          const own = wanted.objectives.filter(
            ({ tag, model: of }) => metricOf(tag).family.kind === kind && (of === null || of === each),
          );
          if (own.length > 0) byModel.set(each, new Map(own.map(({ tag, weight: number }) => [tag, number])));
        }
        if (byModel.size > 0 && kind === 'perf') original.setPerfMetricObjectives(byModel);
        if (byModel.size > 0 && kind === 'gpu') original.setGpuMetricObjectives(byModel);
      }
      expect(namesOf(shown.passing)).toEqual(original.order);
    }),
    { numRuns: 100 },
  );
});

const namesOf = (runConfigs: readonly { readonly name: string }[]) => runConfigs.map(({ name }) => name);

/** As the page does it: content and columns come as clones, those that the host did not expect on demand. */
function pageRanking(made: Checkpoint, wanted: ViewState, isSaved: boolean) {
  const options = { view: isSaved ? wanted : null, errorRateLimit: 0.01, runnable: { allowed: true, reason: null } };
  const sweep = new Sweep(structuredClone(contentOfCheckpoint(made, options)));
  const ranking = [...wanted.objectives, ...wanted.constraints].map(({ tag }) => tag);
  const missing = sweep.missingColumns(['request_throughput_avg', ...ranking]);
  sweep.addColumns(structuredClone(columnsOf(made.results, missing)));
  return rankSweep(sweep, wanted);
}

/** What the page copies as options, given to the command line; models that are not there it would refuse. */
function tellLibrary(results: Results, { objectives, constraints, modelWeights }: ViewState): void {
  const isKnown = (each: { readonly model: string | null }) =>
    each.model === null || results.models.includes(each.model);
  const known = modelWeights.filter(isKnown);
  const isNothing = results.models.every((each) =>
    known.some(({ model: of, weight: number }) => of === each && number === 0),
  );
  const text = rankingOptions({
    ...initialView,
    objectives: objectives.filter(isKnown),
    constraints: constraints.filter(isKnown),
    modelWeights: isNothing ? [] : known,
  });
  const words = (text.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'(.*)'$/, '$1'));
  const given = (option: string) => words.filter((_, at) => words[at - 1] === option);
  applyRankingFlags(results, {
    objective: given('--objective'),
    gpuObjective: [],
    constraint: given('--constraint'),
    modelWeight: given('--model-weight'),
    maxErrors: 1,
  });
}
