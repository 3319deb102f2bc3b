import type { InferTensor } from '../../core/workload/inferTensors.js';
import { kserveType } from './kserveProtocol.js';

/** What a request is made of. */
export interface InferRequest {
  readonly model: string;
  /** Comes back with each response. */
  readonly id: string;
  readonly tensors: readonly InferTensor[];
}

/**
 * A ModelInferRequest as bytes, with its tensors raw as perf_analyzer sends them. Triton is asked to mark the end of an
 * answer even when nothing is left to say, for otherwise nobody would know that it has ended.
 */
export function encodeInferRequest({ model, id, tensors }: InferRequest): Uint8Array {
  const type = kserveType('ModelInferRequest');
  const message = type.create({
    model_name: model,
    id,
    parameters: { triton_enable_empty_final_response: { bool_param: true } },
    inputs: tensors.map(({ name, datatype, shape }) => ({ name, datatype, shape })),
    raw_input_contents: tensors.map(rawTensor),
  });
  return type.encode(message).finish();
}

type WriteNumber = (bytes: Buffer, value: number, at: number) => void;

/** Bytes per element, and how one is written, in little endian. */
const numberTypes: Readonly<Record<string, readonly [size: number, write: WriteNumber]>> = {
  BOOL: [1, (bytes, value, at) => bytes.writeUInt8(value, at)],
  UINT8: [1, (bytes, value, at) => bytes.writeUInt8(value, at)],
  UINT16: [2, (bytes, value, at) => bytes.writeUInt16LE(value, at)],
  UINT32: [4, (bytes, value, at) => bytes.writeUInt32LE(value, at)],
  UINT64: [8, (bytes, value, at) => bytes.writeBigUInt64LE(BigInt(value), at)],
  INT8: [1, (bytes, value, at) => bytes.writeInt8(value, at)],
  INT16: [2, (bytes, value, at) => bytes.writeInt16LE(value, at)],
  INT32: [4, (bytes, value, at) => bytes.writeInt32LE(value, at)],
  INT64: [8, (bytes, value, at) => bytes.writeBigInt64LE(BigInt(value), at)],
  FP32: [4, (bytes, value, at) => bytes.writeFloatLE(value, at)],
  FP64: [8, (bytes, value, at) => bytes.writeDoubleLE(value, at)],
};

function rawTensor({ datatype, values }: InferTensor): Buffer {
  const type = numberTypes[datatype];
  if (type === undefined) return Buffer.concat(values.map((value) => lengthAndText(String(value))));
  const [size, write] = type;
  const bytes = Buffer.alloc(size * values.length);
  for (const [place, value] of values.entries()) write(bytes, Number(value), place * size);
  return bytes;
}

function lengthAndText(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}
