import type { InputFileFacts } from '../core/sweep/inputFileFacts.js';
import type { InputSource } from '../core/sweep/inputSource.js';
import { optionDefaults } from '../core/sweep/optionDefaults.js';
import { OptionError } from '../core/sweep/optionError.js';
import type { SweepOptions } from '../core/sweep/options.js';
import { namedServiceKind, resolveEndpoint } from '../core/sweep/resolveEndpoint.js';
import { sweepAxes } from '../core/sweep/sweepAxes.js';
import { type CheckedRequests, checkModels, lineCheck } from '../core/workload/modelCheck.js';
import { WorkloadError } from '../core/workload/requestBody.js';
import { inputFileFacts } from '../engines/builtin/input/inputFile.js';
import { messageFileFacts } from '../engines/builtin/input/messageFile.js';
import type { ServerInspection } from '../engines/inspectServer.js';
import { exists } from '../storage/readFile.js';

/** Where an input file is, and what it is read for. */
export interface InputLookup {
  readonly options: SweepOptions;
  /** Makes a path absolute. */
  readonly path: (file: string) => string;
  /** What tells which requests the server takes; undefined where nobody knows. */
  readonly server: ServerInspection | undefined;
}

/** Whether the server tells what it takes, so that the lines of a file can only be checked when it was looked at. */
export function isCheckedByServer(options: SweepOptions): boolean {
  return namedServiceKind(options) !== 'openai' || options.endpointType === 'generate';
}

/**
 * Reads an input file from end to end, once, and keeps none of it.
 * @returns undefined where the source is no file
 * @throws {OptionError | InputFileError | FileError}
 */
export async function readInputFile(source: InputSource, lookup: InputLookup): Promise<InputFileFacts | undefined> {
  const { options, server } = lookup;
  const isRanking = options.endpointType === 'rankings';
  if (source.kind === 'synthetic') {
    const missing = isRanking && ['queries', 'passages'].find((name) => !source.names.includes(name));
    if (missing) throw new OptionError(`--input-file synthetic: lacks ${missing}: rankings need queries,passages`);
    return undefined;
  }
  const path = lookup.path(source.path);
  if (!(await exists(path))) throw new OptionError(`--input-file: there is no file ${path}`);
  const file = { path, name: source.path };
  if (namedServiceKind(options) === 'dynamic_grpc') return messageFileFacts(file, await messageCheck(server));
  const { batchSizeText = optionDefaults.batchSizeText } = options;
  const batchSizes = [batchSizeText, ...sweptBatchSizes(options)];
  const rankings = isRanking && { passagesPerQuery: batchSizeText, leastPassages: Math.max(...batchSizes) };
  const { contracts } = server ?? {};
  const check = contracts && lineCheck(checkedRequests(options, server), contracts);
  return inputFileFacts({ ...file, kind: source.kind, ...rankings }, check);
}

/** Empty where they are not swept. */
export function sweptBatchSizes(options: SweepOptions): readonly number[] {
  return sweepAxes(options).flatMap(({ name, values }) => (name === 'batch_size' ? values : []));
}

/** Every line has to be a message of the method's type. */
async function messageCheck(server: ServerInspection | undefined) {
  const requestType = server?.method?.requestType;
  if (requestType === undefined) return undefined;
  const { encodeJson } = await import('../engines/grpc/messageFromJson.js');
  return (message: Readonly<Record<string, unknown>>, where: string) => void encodeJson(requestType, message, where);
}

/**
 * A model that does not take the requests is found here, not once per scenario.
 * @throws {OptionError}
 */
export function checkServedModels(
  options: SweepOptions,
  server: ServerInspection,
  source: InputSource | undefined,
): void {
  if (server.contracts === undefined) return;
  const areMade = source === undefined || source.kind === 'synthetic';
  try {
    checkModels(checkedRequests(options, server), server.contracts, { areMade });
  } catch (error) {
    if (error instanceof WorkloadError) throw new OptionError(error.message);
    throw error;
  }
}

function checkedRequests(options: SweepOptions, server: ServerInspection | undefined): CheckedRequests {
  return {
    endpoint: resolveEndpoint(options, server?.serviceKind),
    maxTokens: options.outputTokensMean,
    exactOutput: options.outputTokensMeanDeterministic ?? false,
    seed: options.randomSeed ?? optionDefaults.randomSeed,
  };
}
