import type { AudioClip } from './datasetEntry.js';

/** A line of an input file: what one request says, and when. */
export interface InputRow {
  /** Empty where the text is to be made, or where there are only images. */
  readonly texts: readonly string[];
  /** Paths, links or data URLs. */
  readonly images: readonly string[];
  /** Paths or data URLs. */
  readonly audios: readonly string[];
  /** Tokens of the prompt that is to be made. */
  readonly inputTokens?: number;
  /** Limit of the answer's length. */
  readonly outputTokens?: number;
  /** Blocks of the prompt that is to be made: equal numbers are equal texts. */
  readonly hashIds?: readonly number[];
  readonly timestampMs?: number;
  /** Between the answer and the next turn of the session. */
  readonly delayMs?: number;
  readonly sessionId?: string;
  /** Further fields of the body. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** A row whose images and sounds have been read. */
export type LoadedRow = Omit<InputRow, 'audios'> & { readonly audios: readonly AudioClip[] };

/** An input file that cannot be used; the message names file, line and remedy. */
export class InputFileError extends Error {
  override readonly name = 'InputFileError';
}

/** Tokens of a block that a hash id stands for, as in the traces of Mooncake. */
export const blockTokens = 512;

/** What a line may hold, for messages. */
export const rowForm = 'write one JSON object per line, such as {"text": "Who was Ada Lovelace?"}';

type Reader = (value: unknown) => Partial<InputRow> | undefined;

const isWhole = (value: unknown, least: number): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= least;
const textsOf = (value: unknown): readonly string[] | undefined => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isGood = (text: unknown): text is string => typeof text === 'string' && text !== '';
  return list.length > 0 && list.every(isGood) ? list : undefined;
};
const wholeNumber =
  (name: 'inputTokens' | 'outputTokens' | 'timestampMs' | 'delayMs', least: number): Reader =>
  (value) =>
    isWhole(value, least) ? { [name]: value } : undefined;
const texts =
  (name: 'texts' | 'images' | 'audios'): Reader =>
  (value) => {
    const list = textsOf(value);
    return list && { [name]: list };
  };

interface Field {
  readonly read: Reader;
  readonly form: string;
}

const textForm = 'must be a text with something in it';
const textsForm = 'must be a text or a list of texts';
const imageForm = 'must be a path, a link or a data URL, or a list of them';
const timeForm = 'must be a whole number of milliseconds';
const countForm = 'must be a whole number of at least 1';

/** Fields that mean something; those of genai-perf, and the plural where a request can hold several. */
const fields: Readonly<Record<string, Field>> = {
  text: { read: texts('texts'), form: textForm },
  text_input: { read: texts('texts'), form: textForm },
  texts: { read: texts('texts'), form: textsForm },
  image: { read: texts('images'), form: imageForm },
  images: { read: texts('images'), form: imageForm },
  audio: { read: texts('audios'), form: 'must be a path or a data URL, or a list of them' },
  audios: { read: texts('audios'), form: 'must be a path or a data URL, or a list of them' },
  input_length: { read: wholeNumber('inputTokens', 1), form: countForm },
  output_length: { read: wholeNumber('outputTokens', 1), form: countForm },
  hash_ids: {
    read: (value) =>
      Array.isArray(value) && value.length > 0 && value.every((id) => isWhole(id, 0)) ? { hashIds: value } : undefined,
    form: 'must be a list of whole numbers',
  },
  timestamp: { read: wholeNumber('timestampMs', 0), form: timeForm },
  delay: { read: wholeNumber('delayMs', 0), form: timeForm },
  session_id: {
    read: (value) =>
      (typeof value === 'string' && value !== '') || typeof value === 'number' ? { sessionId: `${value}` } : undefined,
    form: textForm,
  },
};

/** Fields that only a trace holds: they say how a prompt is to be made. */
const traceOnly = ['input_length', 'hash_ids'];
/** Set for every request by the options; a line with another value would be counted wrongly. */
const optionFields = ['model', 'stream', 'messages', 'prompt', 'input'];

/** How a line is read. */
export interface RowSource {
  /** `prompts.jsonl, line 3`. */
  readonly where: string;
  readonly kind: 'prompts' | 'trace';
}

/**
 * Reads a line.
 * @throws {InputFileError} for what is no such object, or a field that nothing would send
 */
export function parseInputRow(line: string, { where, kind }: RowSource): InputRow {
  const value = parseJson(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputFileError(`${where} is no JSON object: ${rowForm}`);
  const row: { -readonly [Key in keyof InputRow]: InputRow[Key] } = { texts: [], images: [], audios: [], body: {} };
  const seen = new Map<string, string>();
  for (const [name, content] of Object.entries(value)) {
    // A line may hold any name, "constructor" too.
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) {
      refuseField(name, { where, kind });
      row.body = { ...row.body, [name]: content };
      continue;
    }
    if (kind === 'prompts' && traceOnly.includes(name))
      throw new InputFileError(`${where} has the field "${name}" of a trace: read it with --input-file payload:<file>`);
    const read = field.read(content);
    if (read === undefined)
      throw new InputFileError(
        `${where} has ${emptyText(name, content) ? 'no text' : `a "${name}" that ${field.form}`}: ${rowForm}`,
      );
    const [key = ''] = Object.keys(read);
    const twin = seen.get(key);
    if (twin !== undefined) throw new InputFileError(`${where} has both "${twin}" and "${name}": keep one`);
    seen.set(key, name);
    Object.assign(row, read);
  }
  checkRow(row, { where, kind });
  return row;
}

const emptyText = (name: string, content: unknown) => name.startsWith('text') && content === '';

function refuseField(name: string, { where, kind }: RowSource): void {
  if (optionFields.includes(name))
    throw new InputFileError(`${where} has the field "${name}", which the options decide: leave it out`);
  if (kind === 'prompts')
    throw new InputFileError(
      `${where} has the field "${name}", which is not supported: leave it out, or send it with every line as it is by --input-file payload:<file>`,
    );
}

function checkRow(row: InputRow, { where, kind }: RowSource): void {
  const { texts: rowTexts, images, audios, hashIds, inputTokens } = row;
  if (kind === 'prompts' && rowTexts.length + images.length + audios.length === 0)
    throw new InputFileError(`${where} has no text: ${rowForm}`);
  if (hashIds === undefined || rowTexts.length > 0) return;
  if (inputTokens === undefined) throw new InputFileError(`${where} has "hash_ids" without "input_length"`);
  const last = inputTokens - (hashIds.length - 1) * blockTokens;
  if (last < 1 || last > blockTokens)
    throw new InputFileError(
      `${where}: an "input_length" of ${inputTokens} does not fit ${hashIds.length} "hash_ids" of ${blockTokens} tokens each; the last block would have ${last}`,
    );
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
