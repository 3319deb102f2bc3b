import { type MetricTag, metrics } from '../metrics/tags.js';

const initialCapacity = 16;

/**
 * Raw values of many run configs, one `Float64Array` per (model or GPU, tag); NaN where nothing was measured.
 * Columns are longer than the number of rows: what lies behind the last row is NaN.
 */
export class Columns {
  readonly #bySubject = new Map<string, Map<MetricTag, Float64Array>>();
  #capacity = initialCapacity;

  /** Models or GPUs that have a column, in the order they came in. */
  get subjects(): readonly string[] {
    return [...this.#bySubject.keys()];
  }

  /** Tags with a column for this model or GPU, in table order. */
  tags(subject: string): readonly MetricTag[] {
    const columns = this.#bySubject.get(subject);
    return columns === undefined ? [] : metrics.map(({ tag }) => tag).filter((tag) => columns.has(tag));
  }

  /** The column itself, by row; undefined when no row has a value. */
  column(subject: string, tag: MetricTag): Float64Array | undefined {
    return this.#bySubject.get(subject)?.get(tag);
  }

  /** NaN when not measured. */
  value(subject: string, tag: MetricTag, row: number): number {
    return this.column(subject, tag)?.[row] ?? Number.NaN;
  }

  /** Makes the subject known even when it has no values. */
  addSubject(subject: string): void {
    if (!this.#bySubject.has(subject)) this.#bySubject.set(subject, new Map());
  }

  /** Sets all values of one subject in one row; a value that is not finite counts as not measured. */
  setRow(subject: string, row: number, records: Readonly<Partial<Record<MetricTag, number>>>): void {
    this.addSubject(subject);
    if (row >= this.#capacity) this.#grow(row + 1);
    const columns = this.#bySubject.get(subject)!;
    for (const key in records) {
      const tag = key as MetricTag;
      const value = records[tag];
      if (value === undefined || !Number.isFinite(value)) continue;
      let column = columns.get(tag);
      if (column === undefined) {
        column = new Float64Array(this.#capacity).fill(Number.NaN);
        columns.set(tag, column);
      }
      column[row] = value;
    }
  }

  /** Empties a row. */
  clearRow(row: number): void {
    for (const column of this.#all()) column[row] = Number.NaN;
  }

  /** Takes a row out; the rows behind it move up. */
  removeRow(row: number): void {
    for (const column of this.#all()) {
      column.copyWithin(row, row + 1);
      column[column.length - 1] = Number.NaN;
    }
  }

  /** Forgets all subjects but these. */
  keepOnly(keep: ReadonlySet<string>): void {
    for (const subject of this.#bySubject.keys()) if (!keep.has(subject)) this.#bySubject.delete(subject);
  }

  *#all(): Iterable<Float64Array> {
    for (const columns of this.#bySubject.values()) yield* columns.values();
  }

  #grow(rows: number): void {
    this.#capacity = Math.max(rows, this.#capacity * 2);
    for (const columns of this.#bySubject.values()) {
      for (const [tag, column] of columns) {
        const larger = new Float64Array(this.#capacity).fill(Number.NaN);
        larger.set(column);
        columns.set(tag, larger);
      }
    }
  }
}
