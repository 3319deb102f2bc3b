/** How a parameter of a sweep is named to people. */
export interface ParameterName {
  /** In a sentence: `concurrency`. */
  readonly word: string;
  /** In a column's head: `Conc.` */
  readonly short: string;
  readonly unit?: string;
}

const names: Readonly<Record<string, ParameterName>> = {
  concurrency: { word: 'concurrency', short: 'Conc.' },
  request_rate: { word: 'request rate', short: 'Rate', unit: 'requests/sec' },
  input_sequence_length: { word: 'ISL', short: 'Set ISL', unit: 'tokens' },
  num_dataset_entries: { word: 'dataset entries', short: 'Entries' },
  batch_size: { word: 'batch size', short: 'Batch' },
};

/** Names of a parameter by its name in options: `request_rate`. */
export function parameterName(name: string): ParameterName {
  return names[name] ?? { word: name.replaceAll('_', ' '), short: name.replaceAll('_', ' ') };
}
