import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PerfTag } from '../../../src/core/metrics/tags.js';
import type { PerfMetricObjectives } from '../../../src/core/results/objectives.js';
import { Results } from '../../../src/core/results/results.js';
import { type Sample, sampleEntries, sampleEntry } from './sampleEntries.js';

/** Lower-is-better and higher-is-better ones. */
const tags = [
  'time_to_first_token_p99',
  'inter_token_latency_p90',
  'request_throughput_avg',
  'output_token_throughput_avg',
] as const satisfies readonly PerfTag[];
const isLowerBetter = (tag: PerfTag) => tag.includes('token_p99') || tag.includes('latency');

/** Coarse values make ties; 0 and huge ones try the edges. */
const value = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ min: 0, max: 1e12, noNaN: true }));
const complete = fc.record(Object.fromEntries(tags.map((tag) => [tag, value])) as Record<PerfTag, typeof value>);
const weights = fc.record(Object.fromEntries(tags.map((tag) => [tag, fc.double({ min: 0, max: 10, noNaN: true })])));
const someWeights = weights.filter((byTag) => Object.values(byTag).some((weight) => weight > 0.01));
const sample: fc.Arbitrary<Sample> = fc.record({
  perf: fc.record(Object.fromEntries(tags.map((tag) => [tag, value])), { requiredKeys: [] }),
  failed: fc.constantFrom(0, 0, 0, 40),
});

function ranked(samples: readonly Sample[], byTag: Partial<Record<string, number>>): Results {
  const results = Results.from(sampleEntries(samples));
  results.setPerfMetricObjectives({ gpt2: byTag } as PerfMetricObjectives);
  return results;
}

/** True when the first of two is ranked before the second when nothing else is there. */
const isBefore = (a: Sample, b: Sample, byTag: Partial<Record<string, number>>) => {
  const [first] = ranked(
    [
      { ...b, name: 'b' },
      { ...a, name: 'a' },
    ],
    byTag,
  ).runConfigs;
  return first?.name === 'a';
};

test('the order is transitive', () => {
  fc.assert(
    fc.property(sample, sample, sample, someWeights, (a, b, c, byTag) => {
      if (isBefore(a, b, byTag) && isBefore(b, c, byTag)) expect(isBefore(a, c, byTag)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('two run configs stand to each other as they would alone, whatever else is there', () => {
  fc.assert(
    fc.property(fc.array(sample, { minLength: 2, maxLength: 12 }), someWeights, (samples, byTag) => {
      const order = ranked(samples, byTag).runConfigs.map(({ name }) => Number(name.split('_').at(-1)));
      for (let at = 1; at < order.length; at++) {
        expect(isBefore(samples[order[at]!]!, samples[order[at - 1]!]!, byTag)).toBe(false);
      }
    }),
  );
});

test('permuting the input changes nothing but ties', () => {
  const shuffledPair = fc.array(sample, { minLength: 1, maxLength: 12 }).chain((samples) => {
    const named = samples.map((each, index) => ({ ...each, name: `run_${index}` }));
    return fc.tuple(fc.constant(named), fc.shuffledSubarray(named, { minLength: named.length }));
  });
  fc.assert(
    fc.property(shuffledPair, someWeights, ([samples, shuffled], byTag) => {
      const before = ranked(samples, byTag).runConfigs;
      const after = ranked(shuffled, byTag).runConfigs;
      before.forEach(({ name }, rank) => {
        const other = after[rank]!.name;
        if (name === other) return;
        const [one, two] = [name, other].map((wanted) => samples.find((each) => each.name === wanted)!);
        expect([isBefore(one!, two!, byTag), isBefore(two!, one!, byTag)]).toEqual([false, false]);
      });
    }),
  );
});

test('adding a run config that another one dominates never changes the winner', () => {
  const worse = (perf: Readonly<Partial<Record<PerfTag, number>>>, factor: number) =>
    Object.fromEntries(
      tags.map((tag) => [tag, isLowerBetter(tag) ? perf[tag]! * (1 + factor) + 1 : perf[tag]! / (1 + factor)]),
    );
  fc.assert(
    fc.property(
      fc.array(complete, { minLength: 1, maxLength: 8 }),
      fc.double({ min: 0, max: 3, noNaN: true }),
      fc.nat(),
      someWeights,
      (perfs, factor, which, byTag) => {
        const results = ranked(
          perfs.map((perf) => ({ perf })),
          byTag,
        );
        const winner = results.runConfigs[0]!.name;
        results.add(sampleEntry({ name: 'dominated', perf: worse(perfs[which % perfs.length]!, factor) }));
        expect(results.runConfigs[0]!.name).toBe(winner);
      },
    ),
  );
});

test('contributions add up to the score, differences to the lead, and all of them are finite', () => {
  fc.assert(
    fc.property(fc.array(complete, { minLength: 1, maxLength: 8 }), someWeights, (perfs, byTag) => {
      const results = ranked(
        perfs.map((perf) => ({ perf })),
        byTag,
      );
      for (const { name } of results.runConfigs) {
        const { score, contributions, next } = results.explain(name);
        expect(Number.isFinite(score)).toBe(true);
        expect(contributions.reduce((sum, { contribution }) => sum + contribution!, 0)).toBeCloseTo(score!, 9);
        if (next === undefined) continue;
        expect(next.lead).toBeGreaterThanOrEqual(-1e-9);
        expect(next.differences.reduce((sum, { difference }) => sum + difference, 0)).toBeCloseTo(next.lead!, 9);
      }
    }),
  );
});

test('weights count by their proportions only', () => {
  fc.assert(
    fc.property(fc.array(complete, { minLength: 2, maxLength: 8 }), someWeights, (perfs, byTag) => {
      const doubled = Object.fromEntries(Object.entries(byTag).map(([tag, weight]) => [tag, weight * 4]));
      const samples = perfs.map((perf) => ({ perf }));
      const names = (results: Results) => results.runConfigs.map(({ name }) => name);
      expect(names(ranked(samples, doubled))).toEqual(names(ranked(samples, byTag)));
    }),
  );
});
