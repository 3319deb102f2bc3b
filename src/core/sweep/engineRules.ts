import type { EngineName } from './engineNames.js';
import type { InputFileFacts } from './inputFileFacts.js';
import { fileKind } from './inputSource.js';
import { OptionError } from './optionError.js';
import type { SweepOptions } from './options.js';
import type { EndpointTypeName } from './support.js';

/** An engine that is another program: it takes only some of the options. */
export type ToolName = Exclude<EngineName, 'builtin'>;

/** Why a tool cannot send the requests of an endpoint type; half a sentence. */
type Refusals = Readonly<Partial<Record<EndpointTypeName, string>>>;

const unread = 'what it records of gRPC methods of your own is not read';
const later = 'its version 0.0.16 is older than that API';

const refusedTypes: Readonly<Record<ToolName, Refusals>> = {
  'genai-perf': {
    responses: later,
    messages: later,
    template: 'it sends the body of a Triton server under that name',
    dynamic_grpc: unread,
  },
  aiperf: {
    nvclip: 'it writes a text and an image as one string, where that API wants each by itself',
    generate: "it has no requests of Triton's generate extension",
    template: 'a template of its own has other placeholders',
    kserve: 'it does not speak gRPC',
    dynamic_grpc: 'it does not speak gRPC',
  },
};

/** Endpoint types whose requests name their model, so that each is counted for its own. */
const namingModel: readonly string[] = [
  'chat',
  'completions',
  'responses',
  'messages',
  'embeddings',
  'multimodal',
  'vision',
];

/** Endpoint types whose requests a tool takes from a file. */
const fileTypes: Readonly<Record<ToolName, readonly string[]>> = {
  'genai-perf': ['chat', 'completions', 'embeddings', 'multimodal', 'vision'],
  aiperf: namingModel,
};

interface Given {
  readonly options: SweepOptions;
  readonly engine: ToolName;
  readonly endpointType: EndpointTypeName;
}

/** A sentence for what the tool would do otherwise than asked for; undefined where there is nothing to say. */
type Rule = (given: Given) => string | false | undefined;

const rules: readonly Rule[] = [
  ({ options, engine }) =>
    options.exportLevel === 'raw' &&
    `--export-level raw cannot be used with --engine ${engine}: it keeps what this program itself has received`,
  ({ engine, endpointType }) => {
    const reason = refusedTypes[engine][endpointType];
    return reason !== undefined && `--endpoint-type ${endpointType} cannot be used with --engine ${engine}: ${reason}`;
  },
  ({ options, engine, endpointType }) =>
    new Set(options.model).size > 1 &&
    !namingModel.includes(endpointType) &&
    `--model: what --engine ${engine} sends to ${endpointType} may not name its model, so only one can be measured at a time`,
  ({ options, engine, endpointType }) =>
    endpointType === 'huggingface_generate' &&
    options.streaming === true &&
    !options.endpoint?.endsWith('generate_stream') &&
    `--streaming with --engine ${engine} needs --endpoint generate_stream: its requests do not ask for a stream, the path does`,
  ({ options, engine, endpointType }) =>
    engine === 'genai-perf' &&
    endpointType === 'rankings' &&
    options.extraInputs?.['rankings'] === 'cohere' &&
    '--extra-inputs rankings:cohere cannot be used with --engine genai-perf: it knows nim and tei only',
  ({ options, engine, endpointType }) =>
    fileKind(options.inputFile) !== undefined &&
    !fileTypes[engine].includes(endpointType) &&
    `--input-file cannot be used with --engine ${engine} and ${endpointType}: files are handed to it for ${fileTypes[engine].join(', ')}`,
  ({ options, engine }) => engine === 'genai-perf' && (options.numSessions ?? 0) > 0 && streamedSessions(options),
  ({ options, engine }) =>
    engine === 'genai-perf' &&
    (options.audioLengthMean ?? 0) > 0 &&
    (options.audioLengthMean ?? 0) < shortestSoundSeconds &&
    `--audio-length-mean ${options.audioLengthMean} cannot be used with --engine genai-perf: it makes no sound shorter than ${shortestSoundSeconds} s`,
  ({ options, engine }) =>
    engine === 'genai-perf' &&
    options.audioDepths?.includes(8) &&
    '--audio-depths 8 cannot be used with --engine genai-perf: it cannot write such a WAV file',
  ({ options, endpointType }) =>
    endpointType === 'kserve' &&
    options.extraInputs?.['sampling_parameters'] !== undefined &&
    '--extra-inputs sampling_parameters cannot be used with --engine genai-perf: it would replace the limit of output tokens',
  ({ options, endpointType }) =>
    endpointType === 'kserve' &&
    options.url?.origin.startsWith('https:') === true &&
    '--url https://… cannot be used with --engine genai-perf and Triton: it is not told to use TLS',
];

/** Shorter ones genai-perf refuses to make. */
const shortestSoundSeconds = 0.1;

/** perf_analyzer puts each answer into the next turn, and can only do so with one in one piece. */
function streamedSessions({ streaming }: SweepOptions): string | undefined {
  if (streaming !== true) return undefined;
  return '--streaming cannot be used with --engine genai-perf and sessions: perf_analyzer reads the answers of a session as whole JSON documents; leave it out, or use --engine builtin or aiperf';
}

/** What the sweep turned out to send. */
interface ToolPlan {
  readonly endpointType: EndpointTypeName;
  readonly inputFile: InputFileFacts | undefined;
}

/** The first thing that another program would do otherwise than asked for, as one line; undefined when all is well. */
export function toolRuleError(
  options: SweepOptions,
  { engine, endpointType }: Pick<Given, 'engine' | 'endpointType'>,
): string | undefined {
  for (const rule of rules) {
    const sentence = rule({ options, engine, endpointType });
    if (sentence) return sentence;
  }
  return undefined;
}

/**
 * Refuses what only a look at the server and at the input file shows that another program would do otherwise.
 * @throws {OptionError}
 */
export function checkToolPlan(options: SweepOptions, { endpointType, inputFile }: ToolPlan): void {
  const { engine = 'builtin' } = options;
  if (engine === 'builtin') return;
  const conflict = toolRuleError(options, { engine, endpointType });
  if (conflict !== undefined) throw new OptionError(conflict);
  const streamed = engine === 'genai-perf' && (inputFile?.sessions ?? 0) > 0 ? streamedSessions(options) : undefined;
  if (streamed !== undefined) throw new OptionError(streamed);
}
