/** What of `genai-perf analyze`'s arguments shows in its summary CSV. */
export interface SummaryOptions {
  /** The first model: only its records are reported. Empty when none was named. */
  readonly model: string;
  /** Title of the second column: "Request Rate" or "Concurrency". */
  readonly isRequestRate: boolean;
  /** Whether the number of dataset entries was swept; then it stands among the swept parameters. */
  readonly isSweptDatasetEntries: boolean;
}

/**
 * Reads them from an argument list, with or without the word `analyze` in front. Long options may be written
 * `--option=value`; the last use of an option counts; nothing else is checked.
 */
export function summaryOptionsOf(argv: readonly string[]): SummaryOptions {
  const end = argv.indexOf('--');
  const values = optionValues(end === -1 ? argv : argv.slice(0, end));
  const sweepType = values.get('--sweep-type') ?? 'concurrency';
  const isRateGiven = isNonZero(values.get('--request-rate')) && !isNonZero(values.get('--session-concurrency'));
  return {
    model: values.get('--model') ?? '',
    isRequestRate: sweepType === 'request_rate' || (sweepType !== 'concurrency' && isRateGiven),
    isSweptDatasetEntries: sweepType === 'num_dataset_entries',
  };
}

/** Option → the first of its values. */
function optionValues(argv: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  argv.forEach((token, index) => {
    const [, long, inline] = /^(--[^=]+)(?:=(.*))?$/s.exec(token) ?? [];
    const short = /^-m(.*)$/s.exec(token)?.[1];
    const value = inline ?? (short === '' ? undefined : short) ?? argv[index + 1];
    const option = long ?? (short === undefined ? undefined : '--model');
    if (option !== undefined && value !== undefined) values.set(option, value);
  });
  return values;
}

/** 0 and a missing value are the same to the original. */
function isNonZero(text: string | undefined): boolean {
  return text !== undefined && Number(text) !== 0;
}
