import { isMetricTag, metricOf } from '../core/metrics/tags.js';
import { type ConstraintLimit, ModelConstraints, RunConstraints } from '../core/results/constraints.js';
import type {
  GpuMetricObjectives,
  ObjectiveWeight,
  PerfMetricObjectives,
  ServerMetricObjectives,
} from '../core/results/objectives.js';
import type { ResultsView } from '../core/results/resultsView.js';
import type { ConstraintSetting, ObjectiveSetting, ViewState } from './viewState.js';

/** The part of a view that ranks and filters. */
export type RankingSettings = Pick<ViewState, 'objectives' | 'modelWeights' | 'constraints'>;

/**
 * Ranks and filters results by a view, the same in the page, the trees and the exported CSV. What names a model or a metric
 * that is not there, or a metric without a direction, is left out: one view serves all checkpoints of a workspace.
 */
export function rankByView(results: ResultsView, view: RankingSettings): void {
  results.setPerfMetricObjectives(objectivesOf('perf', view, results.models) as PerfMetricObjectives);
  results.setGpuMetricObjectives(objectivesOf('gpu', view, results.models) as GpuMetricObjectives);
  results.setServerMetricObjectives(objectivesOf('server', view, results.models) as ServerMetricObjectives);
  results.setModelWeighting(modelWeightsOf(view, results.models));
  results.setConstraints(constraintsOf(view, results.models));
}

/** Whether an objective says what it wants; one on a neutral metric needs a direction. */
export function isDirected({ tag, direction }: ObjectiveSetting): boolean {
  return isMetricTag(tag) && (direction !== null || metricOf(tag).family.direction !== 'neutral');
}

function objectivesOf(kind: 'perf' | 'gpu' | 'server', view: RankingSettings, models: readonly string[]) {
  const usable = view.objectives.filter((each) => isDirected(each) && metricOf(each.tag).family.kind === kind);
  const weight = ({ weight: number, direction }: ObjectiveSetting): ObjectiveWeight =>
    direction === null ? number : { weight: number, direction };
  const groups = byModel(usable, models, (own) => Object.fromEntries(own.map((each) => [each.tag, weight(each)])));
  return Object.fromEntries(groups);
}

function modelWeightsOf(view: RankingSettings, models: readonly string[]): Record<string, number> {
  const known = view.modelWeights.filter(({ model }) => models.includes(model));
  const weights = Object.fromEntries(known.map(({ model, weight }) => [model, weight]));
  // Nothing could be ranked if every model weighed 0.
  return models.every((model) => weights[model] === 0) ? {} : weights;
}

function constraintsOf(view: RankingSettings, models: readonly string[]): RunConstraints | undefined {
  const usable = view.constraints.filter(({ tag, limit }) => isMetricTag(tag) && limit !== null);
  const limits = byModel(usable, models, (own) => {
    const byTag: Record<string, ConstraintLimit[]> = {};
    for (const each of own) byTag[each.tag] = [...(byTag[each.tag] ?? []), limitOf(each)];
    return new ModelConstraints(byTag);
  });
  return limits.length === 0 ? undefined : new RunConstraints(Object.fromEntries(limits));
}

const limitOf = ({ operator, limit }: ConstraintSetting): ConstraintLimit => ({ operator, value: limit ?? Number.NaN });

/** Groups by model; what names none goes to each of them, and stands before what names it. */
export function byModel<Setting extends { readonly model: string | null }, Group>(
  settings: readonly Setting[],
  models: readonly string[],
  combine: (own: readonly Setting[]) => Group,
): [model: string, Group][] {
  const groups = models.map((model) => {
    const own = settings.filter((each) => each.model === null || each.model === model);
    return { model, own: [...own].sort((a, b) => Number(a.model !== null) - Number(b.model !== null)) };
  });
  return groups.flatMap(({ model, own }) => (own.length === 0 ? [] : [[model, combine(own)]]));
}
