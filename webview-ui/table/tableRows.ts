import type { RunConfig } from '../../src/core/results/runConfig.js';
import type { UnmeasuredScenario } from '../../src/protocol/pageContent.js';
import type { TableSort } from '../../src/protocol/viewState.js';
import type { RankedSweep } from '../store/rankedSweep.js';
import type { TableColumn } from './tableColumn.js';
import type { MeasuredItem, TableItem } from './tableItem.js';

/** Rows of a table: measured ones, then scenarios without numbers. An item is made when its row is looked at, not before. */
export class TableRows {
  readonly #ranked: RankedSweep;
  /** By row, best first. */
  readonly #runConfigs: readonly RunConfig[];
  /** By row: the model, GPU or server. */
  readonly #subjects: readonly string[];
  readonly #unmeasured: readonly UnmeasuredScenario[];
  /** Positions in the lists above by row of the table; undefined while they are the same. */
  #order: readonly number[] | undefined;

  private constructor(
    ranked: RankedSweep,
    rows: { runConfigs: readonly RunConfig[]; subjects: readonly string[]; unmeasured: readonly UnmeasuredScenario[] },
  ) {
    this.#ranked = ranked;
    this.#runConfigs = rows.runConfigs;
    this.#subjects = rows.subjects;
    this.#unmeasured = rows.unmeasured;
  }

  /** Of the performance table in rank order: passing, failing, then what has no numbers. */
  static ofModels(ranked: RankedSweep): TableRows {
    const runConfigs: RunConfig[] = [];
    const subjects: string[] = [];
    for (const runConfig of shownRunConfigs(ranked)) {
      for (const model of runConfig.models) {
        runConfigs.push(runConfig);
        subjects.push(model);
      }
    }
    return new TableRows(ranked, { runConfigs, subjects, unmeasured: ranked.sweep.content.unmeasured });
  }

  /** Of the GPU or the server table: one after another, each in rank order, so that its scenarios can be compared. */
  static ofDevices(ranked: RankedSweep, kind: 'gpus' | 'servers'): TableRows {
    const shown = shownRunConfigs(ranked);
    const byNumber = new Intl.Collator('en', { numeric: true }).compare;
    const runConfigs: RunConfig[] = [];
    const subjects: string[] = [];
    for (const device of [...ranked.sweep.results[kind]].sort(byNumber)) {
      for (const runConfig of shown) {
        if (!runConfig[kind].includes(device)) continue;
        runConfigs.push(runConfig);
        subjects.push(device);
      }
    }
    return new TableRows(ranked, { runConfigs, subjects, unmeasured: [] });
  }

  /** All of them. */
  get length(): number {
    return this.measured + this.#unmeasured.length;
  }

  /** Number of those with numbers; they come first. */
  get measured(): number {
    return this.#runConfigs.length;
  }

  /** The item of a row, made anew at each call; undefined beyond the ends. */
  at(index: number): TableItem | undefined {
    if (index >= this.measured) {
      const scenario = this.#unmeasured[index - this.measured];
      return scenario && { kind: 'unmeasured', key: `? ${scenario.id}`, scenario };
    }
    return this.#measuredAt(index);
  }

  /** Row of a key; -1 without. */
  indexOf(key: string): number {
    for (let index = 0; index < this.measured; index++) {
      const position = this.#order?.[index] ?? index;
      const runConfig = this.#runConfigs[position]!;
      // Most names differ from the key's beginning, so that few keys are made.
      if (key.startsWith(runConfig.name) && keyOf(runConfig, this.#subjects[position]!) === key) return index;
    }
    return -1;
  }

  /** Key of the first row of a run config; undefined when it has none. */
  keyOf(name: string): string | undefined {
    for (let index = 0; index < this.measured; index++) {
      const position = this.#order?.[index] ?? index;
      if (this.#runConfigs[position]?.name === name)
        return keyOf(this.#runConfigs[position]!, this.#subjects[position]!);
    }
    return undefined;
  }

  /** Those with numbers, from the first row on. */
  *measuredItems(): Iterable<MeasuredItem> {
    for (let index = 0; index < this.measured; index++) yield this.#measuredAt(index)!;
  }

  /** Sorted by a column; what has no value stays last in either direction, and equal ones stay in rank order. */
  sorted(columns: readonly TableColumn[], sort: TableSort): TableRows {
    const column = columns.find(({ id }) => id === sort.column);
    if (column === undefined || (sort.column === 'rank' && !sort.descending)) return this;
    const sign = sort.descending ? -1 : 1;
    const values = Array.from(this.measuredItems(), column.sortValue);
    const collator = new Intl.Collator('en', { numeric: true });
    const sorted = new TableRows(this.#ranked, {
      runConfigs: this.#runConfigs,
      subjects: this.#subjects,
      unmeasured: this.#unmeasured,
    });
    sorted.#order = Array.from(values.keys()).sort((left, right) => {
      const [a, b] = [values[left], values[right]];
      if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
      return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b)));
    });
    return sorted;
  }

  #measuredAt(index: number): MeasuredItem | undefined {
    const position = this.#order?.[index] ?? index;
    const runConfig = this.#runConfigs[position];
    const subject = this.#subjects[position];
    if (runConfig === undefined || subject === undefined) return undefined;
    const rank = this.#ranked.rankOf.get(runConfig) ?? null;
    return { kind: 'measured', key: keyOf(runConfig, subject), runConfig, subject, rank };
  }
}

/** Unique in its table. */
const keyOf = ({ name }: RunConfig, subject: string) => `${name} ${subject}`;

function shownRunConfigs({ passing, failing, view }: RankedSweep): readonly RunConfig[] {
  return view.failing === 'hide' ? passing : [...passing, ...failing];
}

/** The sort after a click on a column's head: the same column turns round, another one begins with its better end. */
export function nextSort(sort: TableSort, { id, startsDescending }: TableColumn): TableSort {
  return { column: id, descending: sort.column === id ? !sort.descending : startsDescending };
}
