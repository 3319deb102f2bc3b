/** One measured figure. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What it should stay below. */
  readonly limit?: number | undefined;
  /** The true figure is larger: the measurement was ended there. */
  readonly isMore?: boolean;
}

/** Prints the figures under each other, with their limits. */
export function printTable(rows: readonly Row[]): void {
  const width = Math.max(...rows.map(({ what }) => what.length));
  for (const { what, value, unit, limit, isMore = false } of rows) {
    const figure = `${what.padEnd(width)}  ${`${isMore ? '> ' : ''}${value.toFixed(2)}`.padStart(9)} ${unit.padEnd(6)}`;
    const verdict = limit === undefined ? '' : `  ${value < limit ? '✓' : '✗'} limit ${limit}`;
    process.stdout.write(`${figure}${verdict}\n`);
  }
}
