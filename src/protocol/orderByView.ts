import { metricOf } from '../core/metrics/tags.js';
import { runConfigsOfResults } from '../core/results/genaiPerf/fromResults.js';
import { GenaiPerfResults } from '../core/results/genaiPerf/genaiPerfResults.js';
import type { ResultsView } from '../core/results/resultsView.js';
import type { RunConfig } from '../core/results/runConfig.js';
import { byModel, isDirected, rankByView } from './rankByView.js';
import type { ViewState } from './viewState.js';

/** The run configs of results in the order of a view. */
export interface ViewOrder {
  /** Best first, those that break a constraint among them. */
  readonly order: readonly RunConfig[];
  /** Why the order is not what was asked for; null when it is. */
  readonly problem: string | null;
}

/** Ranks in the mode of the view, the same in the page, the trees and the exported CSV; sets what `rankByView` sets. */
export function orderByView(results: ResultsView, view: ViewState): ViewOrder {
  rankByView(results, view);
  return view.mode === 'balanced' ? { order: results.runConfigs, problem: null } : genaiPerfOrder(results, view);
}

/** What genai-perf 0.0.16 itself would do: read the checkpoint, then set these objectives. */
function genaiPerfOrder(results: ResultsView, view: ViewState): ViewOrder {
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
  return new Map(byModel(usable, models, (own) => new Map(own.map(({ tag, weight }) => [tag, weight] as const))));
}
