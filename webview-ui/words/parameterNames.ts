import { type Sentence, t } from './l10n.js';
/** How a parameter of a sweep is named to people. */
export interface ParameterName {
  /** In a sentence: `concurrency`. */
  readonly word: string;
  /** In a column's head: `Conc.` */
  readonly short: string;
  readonly unit?: string;
}

const names: Readonly<Record<string, { readonly word: Sentence; readonly short: Sentence; readonly unit?: string }>> = {
  concurrency: { word: 'concurrency', short: 'Conc.' },
  request_rate: { word: 'request rate', short: 'Rate', unit: 'requests/sec' },
  input_sequence_length: { word: 'ISL', short: 'Set ISL', unit: 'tokens' },
  num_dataset_entries: { word: 'dataset entries', short: 'Entries' },
  batch_size: { word: 'batch size', short: 'Batch' },
};

/** Names of a parameter by its name in options: `request_rate`. */
export function parameterName(name: string): ParameterName {
  const known = names[name];
  if (known !== undefined) return { ...known, word: t(known.word), short: t(known.short) };
  return { word: name.replaceAll('_', ' '), short: name.replaceAll('_', ' ') };
}
