import { metricOf } from '../../src/core/metrics/tags.js';
import { runConfigsOfResults } from '../../src/core/results/genaiPerf/fromResults.js';
import { GenaiPerfResults } from '../../src/core/results/genaiPerf/genaiPerfResults.js';
import type { RunConfig } from '../../src/core/results/runConfig.js';
import { isDirected, rankByView } from '../../src/protocol/rankByView.js';
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
  rankByView(results, view);
  const { order, problem } =
    view.mode === 'balanced' ? { order: results.runConfigs, problem: null } : genaiPerfOrder(sweep, view);
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

/** What genai-perf 0.0.16 itself would do: read the checkpoint, then set these objectives. */
function genaiPerfOrder({ results }: Sweep, view: ViewState): { order: readonly RunConfig[]; problem: string | null } {
  try {
    const original = GenaiPerfResults.fromRunConfigs(runConfigsOfResults(results));
    const weights = view.modelWeights.filter(({ model }) => results.models.includes(model));
    if (weights.length > 0)
      original.setModelWeighting(
        new Map(results.models.map((model) => [model, weights.find((each) => each.model === model)?.weight ?? 1])),
      );
    for (const kind of ['perf', 'gpu'] as const) {
      const objectives = weightsByModel(view, results.models, kind);
      if (objectives.size === 0) continue;
      if (kind === 'perf') original.setPerfMetricObjectives(objectives);
      else original.setGpuMetricObjectives(objectives);
    }
    return { order: original.order.map((name) => results.get(name)!), problem: null };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      order: results.runConfigs,
      problem: `genai-perf cannot rank these results${reason === '' ? '' : ` (${reason})`}: shown in balanced order.`,
    };
  }
}

function weightsByModel(view: ViewState, models: readonly string[], kind: 'perf' | 'gpu') {
  const usable = view.objectives.filter(
    (each) => isDirected(each) && metricOf(each.tag).family.kind === kind && each.weight > 0,
  );
  return new Map(
    models.flatMap((model) => {
      const own = usable.filter((each) => each.model === null || each.model === model);
      return own.length === 0 ? [] : [[model, new Map(own.map(({ tag, weight }) => [tag, weight] as const))] as const];
    }),
  );
}
