import { metricValue } from './metricValue.js';
import type { Objective } from './objectives.js';
import type { RunConfigTable } from './runConfigTable.js';

/** The logarithms of one objective's values. */
export interface SignedLogColumn {
  /** By row: `ln` of the value in display units, negative where lower is better, so that larger is better; NaN where not measured. */
  readonly values: Float64Array;
  /** Mean over the measured ones: the logarithm of their geometric mean. NaN without any. */
  readonly mean: number;
}

/** 1 where higher is better, else -1. */
export function signOf({ direction }: Pick<Objective, 'direction'>): 1 | -1 {
  return direction === 'higher' ? 1 : -1;
}

/** `ln` of a value in display units. Nothing is looked at below the metric's resolution, so 0 stays finite. */
export function signedLog(value: number, objective: Objective): number {
  return signOf(objective) * Math.log(Math.max(value, objective.metric.family.resolution));
}

/** Keeps the logarithms of a table until it changes: a slider changes weights many times a second, but no values. */
export class SignedLogs {
  readonly #table: RunConfigTable;
  readonly #columns = new Map<string, SignedLogColumn>();
  #version = -1;

  constructor(table: RunConfigTable) {
    this.#table = table;
  }

  /** The logarithms of an objective, whatever its weight. */
  of(objective: Objective): SignedLogColumn {
    if (this.#version !== this.#table.version) this.#columns.clear();
    this.#version = this.#table.version;
    const key = JSON.stringify([objective.model, objective.metric.tag, objective.direction]);
    const column = this.#columns.get(key) ?? this.#compute(objective);
    this.#columns.set(key, column);
    return column;
  }

  #compute(objective: Objective): SignedLogColumn {
    const { rows } = this.#table;
    const values = new Float64Array(rows.length);
    let sum = 0;
    let measured = 0;
    for (const row of rows) {
      const value = signedLog(metricValue(this.#table, row, objective), objective);
      values[row.index] = value;
      if (Number.isNaN(value)) continue;
      sum += value;
      measured++;
    }
    return { values, mean: sum / measured };
  }
}
