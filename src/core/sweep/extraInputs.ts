import { OptionError, shown } from './optionError.js';
import { asTexts, splitAtColon, type TextsOrMapping } from './optionValue.js';

/** Further fields of every request body, by name. */
export type ExtraInputs = Readonly<Record<string, unknown>>;

const form = 'write name, name:value, or a JSON object such as \'{"stop": ["."]}\'';

/**
 * `--extra-inputs`: each text is `name` (null), `name:value` or a JSON object.
 * @throws {OptionError}
 */
export function parseExtraInputs(given: TextsOrMapping): ExtraInputs {
  if (typeof given === 'object' && !Array.isArray(given)) return given;
  const inputs = new Map<string, unknown>();
  for (const text of asTexts(given))
    for (const [name, value] of entriesOf(text)) {
      if (inputs.has(name)) throw new OptionError(`"${name}" is given twice; keep one`);
      inputs.set(name, value);
    }
  return Object.fromEntries(inputs);
}

function entriesOf(text: string): [name: string, value: unknown][] {
  if (/^[{[]/.test(text)) return jsonEntries(text);
  const pair = splitAtColon(text);
  if (pair === undefined && text !== '') return [[text, null]];
  if (pair === undefined || pair.name === '' || pair.value === '')
    throw new OptionError(`${shown(text)} lacks a name or a value; ${form}`);
  if (pair.value.includes(':')) throw new OptionError(`${shown(text)} has two colons; ${form}`);
  return [[pair.name, typedValue(pair.value)]];
}

function jsonEntries(text: string): [string, unknown][] {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new OptionError(`${shown(text)} is not a JSON object; ${form}`);
  return Object.entries(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** genai-perf's typing of values, with negative numbers too. */
function typedValue(text: string): unknown {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return /^-?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : text;
}
