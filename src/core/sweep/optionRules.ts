import { fileKind } from './inputSource.js';
import { flagOf, type OptionKey, type SweepOptions } from './options.js';
import type { SweepType } from './scenario.js';

/** Options that cannot be given together. */
export const exclusiveOptions: readonly (readonly OptionKey[])[] = [
  ['concurrency', 'requestRate', 'fixedSchedule', 'sessionConcurrency'],
  ['requestCount', 'measurementInterval', 'maxScenarioTime'],
  ['sweepRange', 'sweepList', 'sweep'],
  ['sweepType', 'sweep'],
];

/** What a sweep of each type takes the place of. */
export const sweptInPlaceOf: Readonly<Record<SweepType, readonly OptionKey[]>> = {
  concurrency: ['concurrency', 'requestRate', 'sessionConcurrency', 'fixedSchedule'],
  request_rate: ['concurrency', 'requestRate', 'sessionConcurrency', 'fixedSchedule'],
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
    when: ({ inputFile, syntheticInputTokensMean: mean, syntheticInputTokensStddev: stddev = 0 }) =>
      fileKind(inputFile) === 'prompts' && (mean !== undefined || stddev > 0),
    says: '--input-file brings its own prompts: leave the synthetic input tokens (--isl) out',
  },
  {
    when: ({ inputFile, numPrefixPrompts = 0 }) => fileKind(inputFile) === 'trace' && numPrefixPrompts > 0,
    says: '--input-file payload: brings its own prefixes: leave --num-prefix-prompts out',
  },
  {
    when: ({ inputFile, numSessions = 0 }) => fileKind(inputFile) !== undefined && numSessions > 0,
    says: '--num-sessions makes its own prompts: leave --input-file out, or write session_id into its lines',
  },
  {
    when: ({ inputFile, fixedSchedule }) => fixedSchedule === true && fileKind(inputFile) === undefined,
    says: '--fixed-schedule needs an --input-file whose lines hold "timestamp", in ms',
  },
  {
    when: ({ outputTokensMeanDeterministic, outputTokensMean, inputFile }) =>
      outputTokensMeanDeterministic === true && outputTokensMean === undefined && fileKind(inputFile) === undefined,
    says: '--output-tokens-mean-deterministic needs --output-tokens-mean',
  },
  {
    when: ({ outputTokensField, outputTokensMean, inputFile }) =>
      outputTokensField !== undefined && outputTokensMean === undefined && fileKind(inputFile) === undefined,
    says: '--output-tokens-field needs --output-tokens-mean',
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
