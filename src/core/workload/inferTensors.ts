import { WorkloadError } from './requestBody.js';

/** An input of a Triton model. */
export interface ModelInput {
  readonly name: string;
  /** `BYTES`, `BOOL`, `INT32`, `FP32` … */
  readonly datatype: string;
  /** -1 for a dimension of any length; the batch first, for a model that batches. */
  readonly shape: readonly number[];
  /** Whether a request may leave it out. */
  readonly isOptional: boolean;
}

/** What a Triton model takes and gives. */
export interface ModelContract {
  readonly name: string;
  readonly inputs: readonly ModelInput[];
  readonly outputs: readonly string[];
  /** Whether it may answer a request by several responses. */
  readonly isDecoupled: boolean;
}

/** A tensor of a request. */
export interface InferTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly values: readonly (string | number | boolean)[];
}

/** Fields that genai-perf sends to every model, and that perf_analyzer leaves out where a model has no such input. */
const customaryFields = new Set(['exclude_input_in_output', 'stream']);

/**
 * The tensors of a request: its fields in the order of the model's inputs, in their data types.
 * @param body as `kserveBody` makes it
 * @throws {WorkloadError} for a field that the model does not take, an input that it wants, or a value of another type
 */
export function inferTensors(body: Readonly<Record<string, unknown>>, contract: ModelContract): InferTensor[] {
  const { model: _, ...fields } = body;
  const inputs = new Map(contract.inputs.map((input) => [input.name, input]));
  const unknown = Object.keys(fields).find((name) => !inputs.has(name) && !customaryFields.has(name));
  if (unknown !== undefined)
    throw new WorkloadError(
      `the model "${contract.name}" has no input "${unknown}"; it takes: ${[...inputs.keys()].join(', ')}${hintFor(unknown, inputs)}`,
    );
  requireInputs(fields, contract);
  return contract.inputs.flatMap((input) => {
    const given = fields[input.name];
    if (given === undefined) return [];
    const values = (Array.isArray(given) ? given : [given]).map((value) => tensorValue(value, input));
    // One text, flag or number per request: all dimensions but the last, the batch among them, are 1.
    const shape = input.shape.length === 0 ? [values.length] : input.shape.map(() => 1).with(-1, values.length);
    return [{ name: input.name, datatype: input.datatype, shape, values }];
  });
}

/**
 * Makes sure that a request has what the model cannot do without.
 * @throws {WorkloadError}
 */
export function requireInputs(fields: Readonly<Record<string, unknown>>, { name: model, inputs }: ModelContract): void {
  const missing = inputs.find(({ name, isOptional }) => !isOptional && fields[name] === undefined);
  if (missing === undefined) return;
  const option = missing.name === 'max_tokens' ? '--output-tokens-mean' : `--extra-inputs ${missing.name}:value`;
  throw new WorkloadError(
    `the model "${model}" wants the input "${missing.name}" (${missing.datatype}): give it with ${option}`,
  );
}

function hintFor(field: string, inputs: ReadonlyMap<string, ModelInput>): string {
  if (field === 'max_tokens' && inputs.has('sampling_parameters')) return '; it is one of vLLM: name --backend vllm';
  if (field === 'sampling_parameters' && inputs.has('max_tokens'))
    return '; it is one of TensorRT-LLM: name --backend tensorrtllm';
  if (!inputs.has('sampling_parameters')) return '';
  return `; sampling parameters go into one of these: {"sampling_parameters": {"${field}": …}}`;
}

function tensorValue(value: unknown, { name, datatype }: ModelInput): string | number | boolean {
  if (datatype === 'BYTES' && value !== null && value !== undefined)
    return typeof value === 'string' ? value : JSON.stringify(value);
  if (datatype === 'BOOL' && typeof value === 'boolean') return value;
  if (typeof value === 'number' && isNumberOf(datatype, value)) return value;
  throw new WorkloadError(`the model's input "${name}" is of type ${datatype}, and ${JSON.stringify(value)} is none`);
}

function isNumberOf(datatype: string, value: number): boolean {
  if (datatype === 'FP32' || datatype === 'FP64') return true;
  const whole = /^(?<unsigned>U?)INT(?<bits>8|16|32|64)$/.exec(datatype)?.groups;
  if (whole === undefined || !Number.isSafeInteger(value)) return false;
  const isUnsigned = whole['unsigned'] !== '';
  const limit = 2 ** (Number(whole['bits']) - (isUnsigned ? 0 : 1));
  return value < limit && value >= (isUnsigned ? 0 : -limit);
}
