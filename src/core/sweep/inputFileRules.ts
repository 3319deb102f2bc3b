import type { InputFileFacts } from './inputFileFacts.js';
import { OptionError } from './optionError.js';
import type { SweepOptions } from './options.js';
import type { Endpoint, Workload } from './scenario.js';
import { type EndpointType, endpointTypes } from './support.js';

/** Prompts that are made for a trace are kept in memory: about 600 MB of request bodies. */
const mostPromptTokens = 100_000_000;

/**
 * Refuses what the endpoint cannot take of the file, before anything is sent.
 * @throws {OptionError}
 */
export function checkInputs(options: SweepOptions, endpoint: Endpoint, inputFile: InputFileFacts | undefined): void {
  const name = endpoint.endpointType;
  const { media, textBatch, generates }: EndpointType = endpointTypes[name];
  const takesImages = media !== undefined;
  const takesAudio = media === 'images and audio';
  const refuse = (what: string, problem: string) => {
    throw new OptionError(`${what}: a request of ${name} ${problem}`);
  };
  if (options.outputTokensMeanDeterministic && !(generates && knowsExactLength.includes(name)))
    refuse('--output-tokens-mean-deterministic', 'has no known way to ask for it; leave it out');
  if (inputFile === undefined) return;
  const { imagesAt, audiosAt, textlessAt, severalTextsAt, promptTokens } = inputFile;
  if (imagesAt !== undefined && !takesImages) refuse(`${imagesAt} names an image`, noMedia('images'));
  if (audiosAt !== undefined && !takesAudio) refuse(`${audiosAt} names a sound`, noMedia('sounds'));
  if (textlessAt !== undefined && !takesImages) refuse(`${textlessAt} has no text`, 'needs one');
  if (severalTextsAt !== undefined && !textBatch)
    refuse(`${severalTextsAt} has several texts`, 'holds one; write a line for each');
  if (promptTokens > mostPromptTokens && options.numDatasetEntries === undefined)
    throw new OptionError(
      `the trace asks for prompts of ${promptTokens} tokens, more than fit in memory (${mostPromptTokens}): take its first lines with --num-dataset-entries`,
    );
}

/**
 * Refuses a file that does not fill one request.
 * @throws {OptionError}
 */
export function checkBatch({ inputFile, batchSize }: Workload, facts: InputFileFacts | undefined): void {
  if (facts === undefined) return;
  const rowsPerRequest = inputFile?.rowsPerRequest ?? batchSize;
  if (facts.rows < rowsPerRequest)
    throw new OptionError(
      `${facts.path} holds ${facts.rows} ${facts.rows === 1 ? 'line' : 'lines'}, fewer than one batch of ${rowsPerRequest}: add some, or take a smaller batch`,
    );
}

const noMedia = (what: string) => `holds no ${what}; use --endpoint-type multimodal`;

/** Endpoint types whose servers know `ignore_eos` and `min_tokens`, and Triton, whose tensors can ask for it. */
const knowsExactLength: readonly string[] = ['chat', 'completions', 'multimodal', 'vision', 'kserve'];
