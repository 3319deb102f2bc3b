import type { AnswerFormat } from './answerFormat.js';
import { answerPlaces, noOutput } from './answerPlaces.js';
import { goodputOf } from './goodput.js';
import type { SweepOptions } from './options.js';
import { rankingsApi } from './rankingsApi.js';
import type { Endpoint, SweepType } from './scenario.js';
import { type EndpointType, type EndpointTypeName, endpointTypes } from './support.js';

/** Whether the endpoint answers with text, which has a length and tokens that follow each other. */
export function generatesText({ endpointType, template }: Pick<Endpoint, 'endpointType' | 'template'>): boolean {
  if (template !== undefined) return template.answer.output !== undefined;
  return endpointTypes[endpointType].generates;
}

/** Shape of the endpoint's answers over HTTP. */
export function answerFormatOf({ endpointType }: Pick<Endpoint, 'endpointType'>): AnswerFormat {
  return endpointTypes[endpointType].answer ?? 'chat';
}

interface Given {
  readonly options: SweepOptions;
  readonly name: EndpointTypeName;
  readonly type: EndpointType;
  readonly generates: boolean;
}

/** A sentence for options that cannot be, or could only be ignored; undefined where there is nothing to say. */
type Rule = (given: Given) => string | false | undefined;

const isSwept = ({ sweepType, sweep }: SweepOptions, name: SweepType) =>
  sweepType === name || sweep?.[name] !== undefined;

const asksForImages = ({ imageWidthMean = 0, imageHeightMean = 0 }: SweepOptions) =>
  imageWidthMean > 0 || imageHeightMean > 0;

/** Answers of the APIs whose servers differ in the name of that limit. */
const limitFieldAnswers: readonly EndpointType['answer'][] = ['chat', 'completions'];

const templateFlags = {
  templateFile: '--template-file',
  templateOutput: '--template-output',
  templateInputTokens: '--template-input-tokens',
  templateOutputTokens: '--template-output-tokens',
} as const satisfies Partial<Record<keyof SweepOptions, string>>;

const templateRules: readonly Rule[] = [
  ({ name, options }) => {
    const given = Object.entries(templateFlags).find(
      ([key]) => options[key as keyof typeof templateFlags] !== undefined,
    );
    return name !== 'template' && given !== undefined && `${given[1]} needs --endpoint-type template`;
  },
  ({ name, options }) =>
    name === 'template' &&
    options.extraInputs?.['payload_template'] !== undefined &&
    "--extra-inputs payload_template names genai-perf's template in Jinja, which it never sent: name a body with --template-file",
  ({ name, options }) =>
    name === 'template' &&
    options.templateFile === undefined &&
    '--endpoint-type template needs --template-file: a JSON file with the request body, such as {"prompt": "{{text}}"}',
  ({ name, options }) =>
    name === 'template' &&
    options.endpoint === undefined &&
    '--endpoint-type template needs --endpoint: the path that takes the requests',
  ({ name, options }) =>
    name === 'template' &&
    options.templateOutput === undefined &&
    '--endpoint-type template needs --template-output: where the answer holds its text, such as choices.text, or none',
  ({ name, options }) => void (name === 'template' && answerPlaces(options)),
];

/** Fields of bodies that the measurement itself fills; Triton's models may have inputs of any other name. */
function measuredFields(name: EndpointTypeName): readonly string[] {
  if (name === 'template') return [];
  if (name === 'generate' || name === 'kserve' || name === 'tensorrtllm_engine') return ['text_input'];
  return ['model', 'messages', 'prompt', 'input', 'inputs'];
}

const rules: readonly Rule[] = [
  ...templateRules,
  ({ options, name }) => {
    const own = measuredFields(name).find((field) => options.extraInputs?.[field] !== undefined);
    const option = own === 'model' ? 'name it with --model' : 'give prompts with --input-file';
    return own !== undefined && `--extra-inputs ${own}: the measurement fills this field; ${option}`;
  },
  ({ options, name }) =>
    measuredFields(name).includes('model') &&
    options.extraInputs?.['stream'] === true &&
    !options.streaming &&
    '--extra-inputs stream: ask for answers that are streamed with --streaming',
  ({ options, name, type, generates }) =>
    options.streaming &&
    !(type.streaming && (generates || name === 'dynamic_grpc')) &&
    `--streaming: the answers of ${name} cannot be streamed; leave it out`,
  ({ options, name, type }) =>
    !type.textBatch &&
    (options.batchSizeText ?? 1) > 1 &&
    `--batch-size-text ${options.batchSizeText}: ${noBatch(name)}`,
  ({ options, name, type }) =>
    !type.textBatch && isSwept(options, 'batch_size') && `batch_size cannot be swept: ${noBatch(name)}`,
  ({ options, name, generates }) =>
    !generates &&
    options.outputTokensMean !== undefined &&
    `--output-tokens-mean: ${name} has no output tokens; leave it out`,
  ({ options, name, type }) =>
    options.outputTokensField !== undefined &&
    !limitFieldAnswers.includes(type.answer) &&
    `--output-tokens-field: ${name} has one name for the limit of an answer's length; leave it out`,
  ({ options, name, type, generates }) => {
    const measured: readonly string[] = goodputOf({ generates, streaming: options.streaming, perImage: type.perImage });
    const limited = Object.keys(options.goodput ?? {}).find((metric) => !measured.includes(metric));
    const isStreamed: readonly string[] = goodputOf({ generates: true, streaming: true });
    const why =
      generates && limited !== undefined && isStreamed.includes(limited) ? 'without --streaming' : `on ${name}`;
    return limited !== undefined && `--goodput ${limited}: it is not measured ${why}`;
  },
  ({ options, name, type }) =>
    type.media === undefined &&
    asksForImages(options) &&
    `images (--image-width-mean): a request of ${name} holds none; use multimodal`,
  ({ options, name, type }) =>
    type.media !== 'images and audio' &&
    (options.audioLengthMean ?? 0) > 0 &&
    `audio (--audio-length-mean): a request of ${name} holds none; use multimodal`,
  ({ options, name, type }) =>
    type.perImage &&
    !asksForImages(options) &&
    options.inputFile === undefined &&
    `${name} sends images: add --image-width-mean and --image-height-mean, or an --input-file with images`,
  ({ options, name, type }) =>
    type.perImage &&
    (options.syntheticInputTokensMean !== undefined || isSwept(options, 'input_sequence_length')) &&
    `--synthetic-input-tokens-mean: requests of ${name} hold no text; leave it out`,
  ({ options, name, type }) =>
    type.needsLimit &&
    options.outputTokensMean === undefined &&
    options.inputFile === undefined &&
    typeof options.extraInputs?.['max_tokens'] !== 'number' &&
    `--endpoint-type ${name} needs --output-tokens-mean: its API takes no request without max_tokens`,
  ({ name, options }) => void (name === 'rankings' && rankingsApi(options.extraInputs)),
  ({ options, name, type }) =>
    (options.endpoint ?? type.path ?? '').includes('{model}') &&
    new Set(options.model).size > 1 &&
    `--model: the path of ${name} names the model, so only one can be measured at a time`,
];

/**
 * The first thing that does not go with the endpoint type, as one line; undefined when all does.
 * @throws {OptionError} for a value that cannot be read
 */
export function endpointRuleError(options: SweepOptions, name: EndpointTypeName): string | undefined {
  const type: EndpointType = endpointTypes[name];
  const generates = name === 'template' ? options.templateOutput !== noOutput : type.generates;
  for (const rule of rules) {
    const sentence = rule({ options, name, type, generates });
    if (sentence) return sentence;
  }
  return undefined;
}

function noBatch(endpointType: string): string {
  return `a request of ${endpointType} holds one prompt; use completions or embeddings`;
}
