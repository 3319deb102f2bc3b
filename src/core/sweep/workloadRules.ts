import { optionDefaults } from './optionDefaults.js';
import type { SweepOptions } from './options.js';
import { defaultRequests } from './requestRules.js';
import type { Load, SweepType, Workload } from './scenario.js';

/** What is known of an input file once it has been read. */
export interface InputFileFacts {
  readonly path: string;
  /** Hex, of its content. */
  readonly sha256: string;
  /** Prompts in it. */
  readonly entries: number;
}

/** Default data sets stay below this many prompt tokens: about 100 MB of request bodies. */
const mostDatasetTokens = 20_000_000;

interface WorkloadFacts {
  readonly swept: { readonly [Name in SweepType]?: number };
  readonly load: Load;
  /** Undefined where only time will tell. */
  readonly requests: number | undefined;
  readonly inputFile?: InputFileFacts | undefined;
}

/** What a scenario's requests say; swept values take the place of the options' own. */
export function resolveWorkload(options: SweepOptions, { swept, load, requests, inputFile }: WorkloadFacts): Workload {
  const inputTokens = {
    mean: swept.input_sequence_length ?? options.syntheticInputTokensMean ?? optionDefaults.syntheticInputTokensMean,
    stddev: options.syntheticInputTokensStddev ?? optionDefaults.syntheticInputTokensStddev,
  };
  const batchSize = swept.batch_size ?? options.batchSizeText ?? optionDefaults.batchSizeText;
  const { outputTokensMean } = options;
  return {
    inputTokens,
    ...(outputTokensMean !== undefined && {
      outputTokens: { mean: outputTokensMean, stddev: options.outputTokensStddev ?? optionDefaults.outputTokensStddev },
    }),
    datasetEntries:
      swept.num_dataset_entries ??
      options.numDatasetEntries ??
      inputFile?.entries ??
      affordableEntries(requests ?? defaultRequests(load), batchSize * inputTokens.mean),
    batchSize,
    prefixPrompts: {
      count: options.numPrefixPrompts ?? optionDefaults.numPrefixPrompts,
      tokens: options.prefixPromptLength ?? optionDefaults.prefixPromptLength,
    },
    ...(inputFile !== undefined && { inputFile: { path: inputFile.path, sha256: inputFile.sha256 } }),
    repeatPrompts: options.repeatPrompts ?? optionDefaults.repeatPrompts,
  };
}

/** As many entries as requests, so that none is sent twice, unless they would fill the memory. */
function affordableEntries(requests: number, tokensPerEntry: number): number {
  return Math.max(1, Math.min(requests, Math.floor(mostDatasetTokens / tokensPerEntry)));
}
