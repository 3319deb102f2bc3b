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
  const { media, textBatch, generates, perImage }: EndpointType = endpointTypes[name];
  const takesImages = media !== undefined;
  const takesAudio = media === 'images and audio';
  const refuse = (what: string, problem: string) => {
    throw new OptionError(`${what}: a request of ${name} ${problem}`);
  };
  if (options.outputTokensMeanDeterministic && !(generates && knowsExactLength.includes(name)))
    refuse('--output-tokens-mean-deterministic', 'has no known way to ask for it; leave it out');
  if (inputFile === undefined) return;
  const { imagesAt, audiosAt, textlessAt, severalTextsAt, imagelessAt, promptTokens } = inputFile;
  if (perImage && imagelessAt !== undefined) refuse(`${imagelessAt} has no image`, 'is made of images');
  if (perImage && inputFile.hasTexts) refuse(`${inputFile.path} has texts`, 'holds none; leave them out');
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
 * Refuses a file that is too short for a scenario: one without a whole request, or with fewer than are swept.
 * @throws {OptionError}
 */
export function checkLength(
  { inputFile, batchSize, datasetEntries }: Workload,
  facts: InputFileFacts,
  swept: number | undefined,
): void {
  const holds = `${facts.path} holds ${facts.rows} ${facts.rows === 1 ? 'line' : 'lines'}`;
  if (datasetEntries < 1)
    throw new OptionError(
      `${holds}, fewer than one batch of ${inputFile?.rowsPerRequest ?? batchSize}: add some, or take a smaller batch`,
    );
  if (swept !== undefined && swept > datasetEntries)
    throw new OptionError(`${holds}, too few for ${swept} dataset entries: sweep fewer, or add lines`);
}

const noMedia = (what: string) => `holds no ${what}; use --endpoint-type multimodal`;

/** Endpoint types whose servers know `ignore_eos` and `min_tokens`, and Triton, whose tensors can ask for it. */
const knowsExactLength: readonly string[] = ['chat', 'completions', 'multimodal', 'vision', 'kserve'];
