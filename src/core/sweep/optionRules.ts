import { flagOf, type OptionKey, type SweepOptions } from './options.js';
import type { SweepType } from './scenario.js';

/** Options that cannot be given together. */
export const exclusiveOptions: readonly (readonly OptionKey[])[] = [
  ['concurrency', 'requestRate', 'fixedSchedule'],
  ['requestCount', 'measurementInterval', 'maxScenarioTime'],
  ['sweepRange', 'sweepList', 'sweep'],
  ['sweepType', 'sweep'],
];

/** What a sweep of each type takes the place of. */
export const sweptInPlaceOf: Readonly<Record<SweepType, readonly OptionKey[]>> = {
  concurrency: ['concurrency', 'requestRate'],
  request_rate: ['concurrency', 'requestRate'],
  input_sequence_length: ['syntheticInputTokensMean', 'inputFile'],
  num_dataset_entries: ['numDatasetEntries'],
  batch_size: ['batchSizeText'],
};

interface Rule {
  /** The rule has something to say only about these. */
  readonly when: (options: SweepOptions) => boolean;
  readonly says: string;
}

const rules: readonly Rule[] = [
  { when: ({ model }) => model === undefined, says: 'no model is named: add --model' },
  {
    when: ({ outputTokensStddev = 0, outputTokensMean }) => outputTokensStddev > 0 && outputTokensMean === undefined,
    says: '--output-tokens-stddev needs --output-tokens-mean',
  },
  {
    when: ({ outputTokensMeanDeterministic, outputTokensMean }) =>
      outputTokensMeanDeterministic === true && outputTokensMean === undefined,
    says: '--output-tokens-mean-deterministic needs --output-tokens-mean',
  },
  {
    when: ({ inputFile, syntheticInputTokensMean: mean, syntheticInputTokensStddev: stddev = 0 }) =>
      inputFile !== undefined && (mean !== undefined || stddev > 0),
    says: '--input-file brings its own prompts: leave the synthetic input tokens (--isl) out',
  },
  {
    when: ({ insecure, caFile }) => insecure === true && caFile !== undefined,
    says: '--insecure and --ca-file cannot be given together; keep one',
  },
  {
    when: ({ apiKeyEnv, header = [] }) =>
      apiKeyEnv !== undefined && header.some(({ name }) => name.toLowerCase() === 'authorization'),
    says: '--api-key-env and a header Authorization cannot be given together; keep one',
  },
];

/** The first rule that the options break, as one line; undefined when they keep all. */
export function optionRuleError(options: SweepOptions): string | undefined {
  for (const group of exclusiveOptions) {
    const given = group.filter((key) => options[key] !== undefined && options[key] !== false);
    if (given.length > 1) return `${given.slice(0, 2).map(flagOf).join(' and ')} cannot be given together; keep one`;
  }
  return rules.find(({ when }) => when(options))?.says;
}
