import { metricTitleWithoutUnit } from '../metrics/format.js';
import { metricOf } from '../metrics/tags.js';
import type { ObjectiveDirection } from './objectives.js';
import { ResultsError } from './resultsError.js';
import type { MetricChoice, RunConfig } from './runConfig.js';

/** A metric of a trade-off; neutral metrics need a direction. */
export interface ParetoAxis extends MetricChoice {
  readonly direction?: ObjectiveDirection | undefined;
}

/** Which run configs are worth choosing from. */
export interface ParetoFront {
  /** Those that no other run config beats: better in one metric and worse in none. Equal ones are all here. */
  readonly front: readonly RunConfig[];
  /** Those that another one beats. */
  readonly dominated: readonly RunConfig[];
  /** Those that lack a metric, with what they lack. */
  readonly leftOut: readonly { readonly runConfig: RunConfig; readonly reason: string }[];
}

interface Point {
  readonly runConfig: RunConfig;
  /** Smaller is better. */
  readonly costs: readonly number[];
}

/**
 * The Pareto front over two or more metrics, front and rest in the order given.
 * @throws {UnknownTagError | ResultsError} for fewer than two metrics or a neutral one without direction
 */
export function paretoFront(runConfigs: readonly RunConfig[], axes: readonly ParetoAxis[]): ParetoFront {
  if (axes.length < 2) throw new ResultsError('a Pareto front needs at least two metrics');
  const signs = axes.map(signOf);
  const points: Point[] = [];
  const leftOut: ParetoFront['leftOut'][number][] = [];
  for (const runConfig of runConfigs) {
    const values = axes.map((axis) => runConfig.getMetricValue(axis));
    const missing = axes.filter((_, index) => values[index] === undefined);
    if (missing.length === 0) points.push({ runConfig, costs: values.map((value, index) => value! * signs[index]!) });
    else leftOut.push({ runConfig, reason: `${missing.map(titleOf).join(' and ')} not measured` });
  }
  const front = new Set<RunConfig>(undominated(points).map(({ runConfig }) => runConfig));
  return {
    front: points.map(({ runConfig }) => runConfig).filter((runConfig) => front.has(runConfig)),
    dominated: points.map(({ runConfig }) => runConfig).filter((runConfig) => !front.has(runConfig)),
    leftOut,
  };
}

/** In lexicographic order whatever dominates a point stands before it, so comparing with the front so far is enough. */
function undominated(points: readonly Point[]): Point[] {
  const byCosts = [...points].sort((a, b) => firstDifference(a.costs, b.costs));
  const front: Point[] = [];
  for (const point of byCosts) if (!front.some((other) => dominates(other.costs, point.costs))) front.push(point);
  return front;
}

function dominates(a: readonly number[], b: readonly number[]): boolean {
  return a.every((cost, index) => cost <= b[index]!) && a.some((cost, index) => cost < b[index]!);
}

function firstDifference(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((cost, at) => cost !== b[at]);
  return index === -1 ? 0 : a[index]! - b[index]!;
}

function signOf({ tag, direction }: ParetoAxis): 1 | -1 {
  const wanted = direction ?? metricOf(tag).family.direction;
  if (wanted === 'neutral')
    throw new ResultsError(`more of ${tag} is neither better nor worse: give a direction, "lower" or "higher"`);
  return wanted === 'lower' ? 1 : -1;
}

const titleOf = ({ tag }: ParetoAxis) => metricTitleWithoutUnit(metricOf(tag));
