import type { RunConfig } from '../../src/core/results/runConfig.js';
import { orderByView } from '../../src/protocol/orderByView.js';
import type { ViewState } from '../../src/protocol/viewState.js';
import type { Sweep } from './sweep.js';

/** A sweep ranked and filtered by a view. */
export interface RankedSweep {
  readonly sweep: Sweep;
  readonly view: ViewState;
  /** Best first. */
  readonly passing: readonly RunConfig[];
  /** Those that break a constraint, in the order of the ranking. */
  readonly failing: readonly RunConfig[];
  /** 1 is the best of those that pass; run configs that fail have no rank. */
  readonly rankOf: ReadonlyMap<RunConfig, number>;
  /** Lowest and highest score; undefined when nothing has one. */
  readonly scores: { readonly lowest: number; readonly highest: number } | undefined;
  /** Why the order is not what was asked for; null when it is. */
  readonly problem: string | null;
}

/** Ranks with the library, in the mode of the view. */
export function rankSweep(sweep: Sweep, view: ViewState): RankedSweep {
  const { results } = sweep;
  const { order, problem } = orderByView(results, view);
  const passing: RunConfig[] = [];
  const failing: RunConfig[] = [];
  for (const runConfig of order) (runConfig.isPassingConstraints() ? passing : failing).push(runConfig);
  const rankOf = new Map<RunConfig, number>();
  for (const runConfig of passing) rankOf.set(runConfig, rankOf.size + 1);
  return { sweep, view, passing, failing, rankOf, scores: scoreRange(results.runConfigs), problem };
}

/** Those without a score are last, so the lowest one is found without looking at all of them. */
function scoreRange(ranked: readonly RunConfig[]): RankedSweep['scores'] {
  let [first, end] = [0, ranked.length];
  while (first < end) {
    const middle = (first + end) >> 1;
    if (ranked[middle]!.score === undefined) end = middle;
    else first = middle + 1;
  }
  const highest = ranked[0]?.score;
  const lowest = ranked[end - 1]?.score;
  return highest === undefined || lowest === undefined ? undefined : { lowest: Math.min(lowest, highest), highest };
}
