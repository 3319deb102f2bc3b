import type { InputFileFacts } from './inputFileFacts.js';
import { mediaBytes, resolveMedia } from './mediaRules.js';
import { optionDefaults } from './optionDefaults.js';
import type { SweepOptions } from './options.js';
import { defaultRequests, isSchedule } from './requestRules.js';
import type { InputFile, Load, SweepType, Workload } from './scenario.js';
import { resolveSessions } from './sessionRules.js';
import { withDefaults } from './withDefaults.js';

/** Default data sets stay below this. */
const mostDatasetBytes = 100_000_000;
const bytesPerToken = 5;

interface WorkloadFacts {
  readonly swept: { readonly [Name in SweepType]?: number };
  readonly load: Load;
  /** Undefined where only time will tell. */
  readonly requests: number | undefined;
  readonly inputFile?: InputFileFacts | undefined;
}

/** What a scenario's requests say; swept values take the place of the options' own. */
export function resolveWorkload(options: SweepOptions, { swept, load, requests, inputFile }: WorkloadFacts): Workload {
  const given = withDefaults(options);
  const inputTokens = {
    mean: swept.input_sequence_length ?? given.syntheticInputTokensMean,
    stddev: given.syntheticInputTokensStddev,
  };
  const batchSize = swept.batch_size ?? given.batchSizeText;
  const { outputTokensMean, outputTokensStddev, sessionDelayRatio } = given;
  const media = resolveMedia(options);
  const sessions = resolveSessions(options);
  const file = inputFile && inputFileOf(inputFile, options);
  const batches = inputFile && Math.floor(inputFile.rows / (file?.rowsPerRequest ?? batchSize));
  const entryBytes = batchSize * inputTokens.mean * bytesPerToken + mediaBytes(media);
  const chosen = swept.num_dataset_entries ?? options.numDatasetEntries;
  // All of a session, and all of a schedule, or it would be another one.
  const isAll = sessions === undefined && isWhole(inputFile, load);
  const entries = isAll ? Number.POSITIVE_INFINITY : affordableEntries(requests ?? defaultRequests(load), entryBytes);
  return {
    inputTokens,
    ...(outputTokensMean !== undefined && { outputTokens: { mean: outputTokensMean, stddev: outputTokensStddev } }),
    datasetEntries: Math.min(chosen ?? entries, batches ?? Number.POSITIVE_INFINITY),
    batchSize,
    prefixPrompts: { count: given.numPrefixPrompts, tokens: given.prefixPromptLength },
    ...(file !== undefined && { inputFile: file }),
    ...(given.outputTokensMeanDeterministic && { exactOutput: true }),
    ...(sessions !== undefined && { sessions }),
    ...(sessionDelayRatio !== 1 && { delayRatio: sessionDelayRatio }),
    ...media,
    repeatPrompts: given.repeatPrompts,
  };
}

function isWhole(inputFile: InputFileFacts | undefined, load: Load): boolean {
  if (inputFile === undefined) return false;
  return inputFile.sessions > 0 || isSchedule(load);
}

function inputFileOf({ path, sha256, kind, sessions, hasTexts }: InputFileFacts, options: SweepOptions): InputFile {
  const { endpointType, batchSizeImage = optionDefaults.batchSizeImage } = options;
  // A ranking's lines hold all its passages already.
  const rowsPerRequest = endpointType === 'rankings' ? 1 : hasTexts ? undefined : Math.max(1, batchSizeImage);
  return {
    path,
    sha256,
    kind,
    ...(sessions > 0 && { sessions: true }),
    ...(rowsPerRequest !== undefined && { rowsPerRequest }),
  };
}

/** As many entries as requests, so that none is sent twice, unless they would fill the memory. */
function affordableEntries(requests: number, bytesPerEntry: number): number {
  return Math.max(1, Math.min(requests, Math.floor(mostDatasetBytes / bytesPerEntry)));
}
