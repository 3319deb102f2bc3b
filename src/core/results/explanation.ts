import { metricTitleWithoutUnit } from '../metrics/format.js';
import type { MetricTag } from '../metrics/tags.js';
import { metricValue } from './metricValue.js';
import type { Objective, ObjectiveDirection } from './objectives.js';
import type { Ranking, RankingRules } from './ranking.js';
import type { Row, RunConfigTable } from './runConfigTable.js';
import { signedLog } from './signedLogs.js';

/** What one objective gave a run config. */
export interface Contribution {
  readonly model: string;
  readonly tag: MetricTag;
  /** Without unit: `p99 Time To First Token`. */
  readonly title: string;
  /** In display units; undefined when not measured. GPU and server metrics: mean over the run config's GPUs or servers. */
  readonly value: number | undefined;
  /** Geometric mean over all run configs that have the metric, in display units; undefined without any. */
  readonly reference: number | undefined;
  readonly unit: string;
  readonly direction: ObjectiveDirection;
  /** Share of the whole score, 0 to 1: normalised weights of objective and model multiplied. */
  readonly weight: number;
  /** What it adds to the score; undefined when not measured. The contributions of a run config add up to its score. */
  readonly contribution: number | undefined;
}

/** Why a run config stands where it stands. */
export interface Explanation {
  readonly name: string;
  /** 1 is the best. */
  readonly rank: number;
  /** Undefined when a metric that counts was not measured. */
  readonly score: number | undefined;
  readonly contributions: readonly Contribution[];
  /** Why it ranks below all others, one sentence each; empty when it does not. */
  readonly demotions: readonly string[];
  /** The run config that follows, or the one that was named; undefined for the last one. */
  readonly next?: NextRunConfig | undefined;
}

/** What puts a run config before the one that follows. */
export interface NextRunConfig {
  readonly name: string;
  /** How much more score; undefined when one of the two has none. */
  readonly lead: number | undefined;
  /** Per objective, this contribution minus that of the next one, largest first. */
  readonly differences: readonly { readonly model: string; readonly tag: MetricTag; readonly difference: number }[];
  /** The same in words: `ahead of gpt2_run_config_5: p99 Time To First Token +0.41, Request Throughput -0.12`. */
  readonly reason: string;
}

/** Everything an explanation is made from. */
export interface Ranked {
  readonly table: RunConfigTable;
  readonly rules: RankingRules;
  readonly ranking: Ranking;
}

/** Explains the run config at a position (0 is the best) of the ranking, and what puts it before the one at another. */
export function explain(ranked: Ranked, position: number, other = position + 1): Explanation {
  const { order, scores } = ranked.ranking;
  const row = order[position]!;
  const score = scores[row.index]!;
  const next = order[other];
  return {
    name: row.name,
    rank: position + 1,
    score: Number.isNaN(score) ? undefined : score,
    contributions: contributionsOf(ranked, row),
    demotions: demotionsOf(ranked, row),
    ...(next && { next: compareWithNext(ranked, row, next) }),
  };
}

/** Why a run config ranks below all others, one sentence each; empty when it does not. */
export function demotionsOf(ranked: Ranked, row: Row): string[] {
  const { ranking, rules } = ranked;
  const reasons: string[] = [];
  if (row.errorRate > rules.errorRateLimit) {
    const limit = `more than ${percent(rules.errorRateLimit)} rank below all others`;
    reasons.push(`${percent(row.errorRate)} of its requests failed: ${limit}`);
  }
  if (ranking.standing(row) !== 'incomplete') return reasons;
  const missing = contributionsOf(ranked, row).filter(({ value }) => value === undefined);
  const severalModels = row.models.length > 1;
  for (const { title, model } of missing)
    reasons.push(`${title}${severalModels ? ` of ${model}` : ''} was not measured`);
  if (missing.length === 0) reasons.push(`no objective counts for ${row.models.join(', ') || 'it'}`);
  return reasons;
}

function contributionsOf({ table, rules, ranking }: Ranked, row: Row): Contribution[] {
  return ranking.terms(row).map(({ objective: index, weight }) => {
    const objective = rules.objectives[index]!;
    const value = metricValue(table, row, objective);
    const reference = ranking.references[index]!;
    return {
      ...description(objective),
      value: measured(value),
      reference: measured(reference),
      weight,
      contribution: measured(weight * (signedLog(value, objective) - signedLog(reference, objective))),
    };
  });
}

function description({ model, metric, direction }: Objective) {
  return { model, tag: metric.tag, title: metricTitleWithoutUnit(metric), unit: metric.family.unit, direction };
}

function compareWithNext(ranked: Ranked, row: Row, next: Row): NextRunConfig {
  const { ranking } = ranked;
  const lead = measured(ranking.scores[row.index]! - ranking.scores[next.index]!);
  const nextContributions = contributionsOf(ranked, next);
  const differences = contributionsOf(ranked, row)
    .flatMap(({ model, tag, title, contribution }) => {
      const other = nextContributions.find((candidate) => candidate.model === model && candidate.tag === tag);
      if (contribution === undefined || other?.contribution === undefined) return [];
      return [{ model, tag, title, difference: contribution - other.contribution }];
    })
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
  const [demotion] = ranking.standing(next) === ranking.standing(row) ? [] : demotionsOf(ranked, next).slice(-1);
  return {
    name: next.name,
    lead,
    differences: differences.map(({ model, tag, difference }) => ({ model, tag, difference })),
    reason: reasonOf({ name: next.name, lead, differences, demotion, severalModels: row.models.length > 1 }),
  };
}

interface Comparison {
  readonly name: string;
  readonly lead: number | undefined;
  readonly differences: readonly { readonly model: string; readonly title: string; readonly difference: number }[];
  readonly demotion: string | undefined;
  readonly severalModels: boolean;
}

function reasonOf({ name, lead, differences, demotion, severalModels }: Comparison): string {
  if (demotion !== undefined) return `ahead of ${name}, which ranks below all others: ${demotion}`;
  if (lead === undefined) return `ahead of ${name} because it came first: neither has a score`;
  const telling = differences.filter(({ difference }) => difference !== 0);
  if (telling.length === 0) return `equal to ${name}, and came first`;
  const parts = telling.map(
    ({ title, model, difference }) => `${title}${severalModels ? ` of ${model}` : ''} ${signed(difference)}`,
  );
  return `ahead of ${name}: ${parts.join(', ')}`;
}

const measured = (value: number) => (Number.isNaN(value) ? undefined : value);
const percent = (share: number) => `${Number((share * 100).toFixed(1))} %`;
const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toPrecision(2)}`;
