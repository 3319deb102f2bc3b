import type { ResponseOutput } from '../answer/responseOutput.js';
import type { AnsweringModel } from '../loadJob.js';
import { MalformedMessageError } from './messageReader.js';
import type { TakeResponse } from './responseForm.js';
import { WireReader } from './wireReader.js';

/** Field numbers of ModelStreamInferResponse and what is in it, of KServe's open inference protocol. */
const streamResponse = { errorMessage: 1, response: 2 };
const inferResponse = { modelName: 1, parameters: 4, outputs: 5, rawContents: 6 };
const mapEntry = { key: 1, value: 2 };
const parameter = { bool: 1 };
const outputTensor = { name: 1, contents: 5 };
const tensorContents = { uint32: 4, bytes: 8 };

const finalParameter = 'triton_final_response';
/** Outputs that matter, by place in `Places`; all others are skipped. */
const outputNames = ['text_output', 'num_input_tokens', 'num_output_tokens'] as const;
const textOutput = 0;
const inputTokens = 1;
const outputTokens = 2;

/**
 * Makes the reader of ModelStreamInfer's responses. Each response with text is an output event; one without, such as
 * Triton's empty final one, is none. Token counts are taken where the model tells them: vLLM's backend does when asked
 * by `return_num_input_tokens` and `return_num_output_tokens`.
 * @param models a response that does not say whether it is the last one is the last one of a model that is not decoupled
 */
export function makeTakeInferResponse(models: readonly AnsweringModel[]): TakeResponse {
  const singles = models.filter(({ isDecoupled }) => !isDecoupled).map(({ name }) => Buffer.from(name));
  const outer = new WireReader();
  const inner = new WireReader();
  const places = new Int32Array(outputNames.length);
  const scratch = new Escaper();
  return (output, bytes, from, to) => {
    let errorFrom = -1;
    let errorTo = -1;
    let responseFrom = to;
    let responseTo = to;
    for (outer.start(bytes, from, to); outer.next(); ) {
      if (outer.isBytes(streamResponse.errorMessage)) [errorFrom, errorTo] = [outer.from, outer.to];
      else if (outer.isBytes(streamResponse.response)) [responseFrom, responseTo] = [outer.from, outer.to];
    }
    places.fill(-1);
    let outputs = 0;
    let rawContents = 0;
    let isFinal: boolean | undefined;
    let nameFrom = 0;
    let nameTo = 0;
    for (outer.start(bytes, responseFrom, responseTo); outer.next(); ) {
      if (outer.isBytes(inferResponse.modelName)) [nameFrom, nameTo] = [outer.from, outer.to];
      else if (outer.isBytes(inferResponse.parameters)) isFinal = finalIn(inner, bytes, outer) ?? isFinal;
      else if (outer.isBytes(inferResponse.outputs)) takeOutput(outputs++);
      else if (outer.isBytes(inferResponse.rawContents)) takeRaw(places.indexOf(rawContents++));
    }
    if (errorTo > errorFrom) output.fail('error in stream', bytes.toString('utf8', errorFrom, errorTo));
    // An unknown model's error has no parameters at all.
    const isOver = isFinal ?? (output.failure !== undefined || isSingle());
    if (isOver && output.count === 0) output.fail('empty response', 'The model ended its answer without any text.');
    return isOver;

    function isSingle(): boolean {
      if (singles.length === models.length) return true;
      return singles.some((name) => name.compare(bytes, nameFrom, nameTo) === 0);
    }

    /** Notes the place of an output that matters; servers other than Triton may put its contents right there. */
    function takeOutput(place: number): void {
      const [tensorFrom, tensorTo] = [outer.from, outer.to];
      let known = -1;
      for (inner.start(bytes, tensorFrom, tensorTo); inner.next(); ) {
        if (inner.isBytes(outputTensor.name)) {
          known = outputNames.indexOf(bytes.toString('latin1', inner.from, inner.to) as (typeof outputNames)[number]);
          if (known >= 0) places[known] = place;
        } else if (inner.isBytes(outputTensor.contents) && known >= 0) takeContents(known, inner.from, inner.to);
      }
    }

    function takeContents(known: number, contentsFrom: number, contentsTo: number): void {
      const contents = new WireReader().start(bytes, contentsFrom, contentsTo);
      let isBegun = false;
      while (contents.next()) {
        if (known === textOutput && contents.isBytes(tensorContents.bytes)) {
          isBegun = addText(output, isBegun, scratch.escaped(bytes, contents.from, contents.to));
        } else if (known !== textOutput && contents.field === tensorContents.uint32) {
          // One number alone; several are packed.
          const count = contents.isBytes(tensorContents.uint32) ? bytes[contents.from]! : contents.value;
          addTokens(output, known, count);
        }
      }
    }

    /** Triton's way: texts as length and bytes, one after the other; numbers in little endian. */
    function takeRaw(known: number): void {
      const rawTo = outer.to;
      if (known === textOutput) {
        let isBegun = false;
        for (let at = outer.from; at < rawTo; ) {
          const textFrom = at + 4;
          const textTo = textFrom <= rawTo ? textFrom + bytes.readUInt32LE(at) : Number.POSITIVE_INFINITY;
          if (textTo > rawTo) throw new MalformedMessageError('A text ends behind its tensor.');
          isBegun = addText(output, isBegun, scratch.escaped(bytes, textFrom, textTo));
          at = textTo;
        }
      } else if (known >= 0 && rawTo - outer.from === 4) addTokens(output, known, bytes.readUInt32LE(outer.from));
    }
  };
}

/** Adds to the event of this response, which the first text that is not empty begins. */
function addText(output: ResponseOutput, isBegun: boolean, text: Buffer): boolean {
  if (text.length === 0) return isBegun;
  if (!isBegun) output.addEvent();
  output.addText(text, 0, text.length);
  return true;
}

function addTokens(output: ResponseOutput, known: number, count: number): void {
  // Each response tells the tokens that are new in it; of the prompt's each tells all.
  if (known === outputTokens) output.completionTokens = Math.max(0, output.completionTokens) + count;
  else if (known === inputTokens) output.promptTokens = count;
}

/** What a map entry says of the end; undefined when it is another parameter. */
function finalIn(reader: WireReader, bytes: Buffer, { from, to }: WireReader): boolean | undefined {
  let isFinalKey = false;
  let isFinal = false;
  for (reader.start(bytes, from, to); reader.next(); ) {
    if (reader.isBytes(mapEntry.key)) isFinalKey = bytes.toString('latin1', reader.from, reader.to) === finalParameter;
    else if (reader.isBytes(mapEntry.value)) {
      const value = new WireReader().start(bytes, reader.from, reader.to);
      while (value.next()) if (value.field === parameter.bool) isFinal = value.value !== 0;
    }
  }
  return isFinalKey ? isFinal : undefined;
}

const quote = 34;
const backslash = 92;
const firstPrintable = 32;

/** Texts as content of JSON strings, byte by byte: all that has to be escaped is ASCII. */
class Escaper {
  private buffer = Buffer.alloc(1024);

  /** Valid until the next call. */
  escaped(bytes: Buffer, from: number, to: number): Buffer {
    let special = 0;
    for (let at = from; at < to; at++) if (isSpecial(bytes[at]!)) special++;
    if (special === 0) return bytes.subarray(from, to);
    const length = to - from + 5 * special;
    if (length > this.buffer.length) this.buffer = Buffer.alloc(2 * length);
    let written = 0;
    for (let at = from; at < to; at++) {
      const byte = bytes[at]!;
      if (!isSpecial(byte)) this.buffer[written++] = byte;
      else written += this.buffer.write(escapeOf(byte), written, 'latin1');
    }
    return this.buffer.subarray(0, written);
  }
}

const isSpecial = (byte: number) => byte === quote || byte === backslash || byte < firstPrintable;

function escapeOf(byte: number): string {
  return byte < firstPrintable ? `\\u${byte.toString(16).padStart(4, '0')}` : `\\${String.fromCharCode(byte)}`;
}
