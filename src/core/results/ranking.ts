import type { Objective } from './objectives.js';
import type { Row, RunConfigTable } from './runConfigTable.js';
import { type SignedLogs, signOf } from './signedLogs.js';

/** What a ranking asks for. */
export interface RankingRules {
  /** Of any model; weights above 0, not yet normalised. */
  readonly objectives: readonly Objective[];
  /** Models that are not named count 1. */
  readonly modelWeights: ReadonlyMap<string, number>;
  /** Share of failed requests (0 to 1) above which a run config ranks below all others. */
  readonly errorRateLimit: number;
}

/** An objective as it counts for the run configs of one set of models. */
export interface Term {
  /** Position in `RankingRules.objectives`. */
  readonly objective: number;
  /** Normalised over the objectives of the model, times the model's normalised weight. */
  readonly weight: number;
}

const standings = ['ranked', 'errors', 'incomplete'] as const;

/** Ranked by score, or below all others: first those with too many errors, then those that lack a metric. */
export type Standing = (typeof standings)[number];

/** Run configs in order, with what put them there. */
export interface Ranking {
  /** Rows, best first. */
  readonly order: readonly Row[];
  /** By `Row.index`: NaN for incomplete ones. */
  readonly scores: Float64Array;
  /** Geometric mean of each objective over the run configs that have its metric, in display units; NaN without any. */
  readonly references: readonly number[];
  readonly standing: (row: Row) => Standing;
  /** What counts for run configs with these models. */
  readonly terms: (row: Row) => readonly Term[];
}

/** What a ranking is made from. */
export interface RankingInput {
  readonly table: RunConfigTable;
  readonly rules: RankingRules;
  readonly logs: SignedLogs;
  /** All rows in any order; an order close to the result is sorted faster. */
  readonly start: readonly Row[];
}

/**
 * Ranks by score = Σ weight × ln(reference / value) for lower-is-better and Σ weight × ln(value / reference) for
 * higher-is-better. The reference cancels out of every difference, so run configs are compared without it: their order
 * is transitive and owes nothing, not even a rounding error, to the other run configs. Only run configs of different
 * models, which have no metric in common, are compared by their distance to the references. Ties keep insertion order.
 */
export function rank({ table, rules, logs, start }: RankingInput): Ranking {
  const { rows } = table;
  const columns = rules.objectives.map((objective) => logs.of(objective));
  const termsBySet = new Map<readonly string[], readonly Term[]>();
  for (const { models } of rows) if (!termsBySet.has(models)) termsBySet.set(models, termsOf(models, rules));

  const keys = new Float64Array(rows.length);
  const scores = new Float64Array(rows.length);
  const levels = new Uint8Array(rows.length);
  for (const [models, terms] of termsBySet) {
    const offset = terms.reduce((sum, { objective, weight }) => sum + weight * columns[objective]!.mean, 0);
    const empty = terms.length > 0 || rules.objectives.length === 0 ? 0 : Number.NaN;
    for (const row of rows) {
      if (row.models !== models) continue;
      let key = empty;
      for (const { objective, weight } of terms) key += weight * columns[objective]!.values[row.index]!;
      scores[row.index] = key - offset;
      keys[row.index] = Number.isNaN(key) ? 0 : termsBySet.size === 1 ? key : key - offset;
      levels[row.index] = Number.isNaN(key) ? 2 : row.errorRate > rules.errorRateLimit ? 1 : 0;
    }
  }
  return {
    order: [...start].sort(
      (a, b) => levels[a.index]! - levels[b.index]! || keys[b.index]! - keys[a.index]! || a.index - b.index,
    ),
    scores,
    references: columns.map(({ mean }, index) => Math.exp(signOf(rules.objectives[index]!) * mean)),
    standing: ({ index }) => standings[levels[index]!]!,
    terms: ({ models }) => termsBySet.get(models)!,
  };
}

/** The objectives that a run config with these models has to meet: those of its own models. */
function termsOf(models: readonly string[], { objectives, modelWeights }: RankingRules): Term[] {
  const weightOf = (model: string) => modelWeights.get(model) ?? 1;
  const allModels = models.reduce((sum, model) => sum + weightOf(model), 0);
  return objectives.flatMap(({ model, weight }, objective) => {
    if (!models.includes(model) || weightOf(model) === 0) return [];
    const ofModel = objectives.reduce((sum, other) => sum + (other.model === model ? other.weight : 0), 0);
    return [{ objective, weight: (weight / ofModel) * (weightOf(model) / allModels) }];
  });
}
