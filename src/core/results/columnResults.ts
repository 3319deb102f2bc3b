import { type MetricTag, metricOf, metrics } from '../metrics/tags.js';
import { Columns } from './columns.js';
import { ResultsError } from './resultsError.js';
import { ResultsView } from './resultsView.js';
import type { RunConfigEntry } from './runConfigEntry.js';
import { columnOf, type Row, RunConfigTable } from './runConfigTable.js';

/** What a run config is, beside its numbers. */
export interface ColumnRow {
  /** Unique. */
  readonly name: string;
  /** Equal sets should be the same array. */
  readonly models: readonly string[];
  readonly gpus: readonly string[];
  /** Absent for none. */
  readonly servers?: readonly string[] | undefined;
  /** Share of failed requests, 0 to 1. */
  readonly errorRate: number;
}

/** Raw values of one metric by row, NaN where not measured. */
export interface ColumnValues {
  /** A model, a GPU for GPU metrics, or a server for its own. */
  readonly subject: string;
  readonly tag: MetricTag;
  readonly values: Float64Array;
}

/**
 * Results made of columns that were taken from other results, for a process that has no checkpoint: they rank, filter and
 * explain, but know no parameters and no details. Metrics whose column was not added count as not measured.
 */
export class ColumnResults extends ResultsView {
  readonly #table: ColumnTable;

  /** @param rows in insertion order */
  constructor(rows: readonly ColumnRow[]) {
    const table = new ColumnTable(rows);
    super(table);
    this.#table = table;
  }

  /** Adds columns, which are shared, not copied; one that is there already is replaced. */
  addColumns(columns: readonly ColumnValues[]): void {
    this.#table.addColumns(columns);
  }

  /** Whether this column was added. */
  hasColumn(subject: string, tag: MetricTag): boolean {
    return columnOf(this.#table, subject, metricOf(tag)) !== undefined;
  }
}

class ColumnTable extends RunConfigTable {
  override readonly perf = new AddedColumns();
  override readonly gpu = new AddedColumns();
  override readonly server = new AddedColumns();
  readonly #columnRows: readonly Row[];
  readonly #rowByName: ReadonlyMap<string, Row>;
  #columnVersion = 0;

  constructor(rows: readonly ColumnRow[]) {
    super();
    const noText = { details: undefined, genaiPerfText: '{}', perfAnalyzerText: '{}', leftoverText: undefined };
    this.#columnRows = rows.map((row, index) => ({ index, ...noText, ...row, servers: row.servers ?? [] }));
    this.#rowByName = new Map(this.#columnRows.map((row) => [row.name, row]));
    for (const model of new Set(rows.flatMap(({ models }) => models))) this.perf.addSubject(model);
    for (const gpu of new Set(rows.flatMap(({ gpus }) => gpus))) this.gpu.addSubject(gpu);
    for (const server of new Set(rows.flatMap(({ servers }) => servers ?? []))) this.server.addSubject(server);
  }

  override get rows(): readonly Row[] {
    return this.#columnRows;
  }

  override get version(): number {
    return this.#columnVersion;
  }

  override row(name: string): Row | undefined {
    return this.#rowByName.get(name);
  }

  override entry({ name }: Row): RunConfigEntry {
    throw new ResultsError(`${name} is known by its columns only: its entry is where the checkpoint was read`);
  }

  addColumns(columns: readonly ColumnValues[]): void {
    for (const column of columns) this[metricOf(column.tag).family.kind].add(column);
    this.#columnVersion++;
  }
}

class AddedColumns extends Columns {
  readonly #added = new Map<string, Map<MetricTag, Float64Array>>();

  add({ subject, tag, values }: ColumnValues): void {
    this.addSubject(subject);
    const columns = this.#added.get(subject) ?? new Map<MetricTag, Float64Array>();
    this.#added.set(subject, columns.set(tag, values));
  }

  override tags(subject: string): readonly MetricTag[] {
    const columns = this.#added.get(subject);
    return metrics.map(({ tag }) => tag).filter((tag) => columns?.has(tag) === true);
  }

  override column(subject: string, tag: MetricTag): Float64Array | undefined {
    return this.#added.get(subject)?.get(tag);
  }
}
