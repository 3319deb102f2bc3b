import type { MetricTag } from '../../core/metrics/tags.js';
import { metricOf } from '../../core/metrics/tags.js';
import type { ConstraintSetting, ViewState } from '../../protocol/viewState.js';

/** The view with this metric among its objectives; one that is there already stays as it is. */
export function withObjective(view: ViewState, tag: MetricTag, direction: 'lower' | 'higher' | null): ViewState {
  if (view.objectives.some((objective) => objective.tag === tag)) return view;
  return { ...view, objectives: [...view.objectives, { model: null, tag, weight: 1, direction }] };
}

/** The view with this limit, in place of an earlier one of the same metric and operator. */
export function withConstraint(view: ViewState, constraint: ConstraintSetting): ViewState {
  const isSame = ({ model, tag, operator }: ConstraintSetting) =>
    model === constraint.model && tag === constraint.tag && operator === constraint.operator;
  return { ...view, constraints: [...view.constraints.filter((each) => !isSame(each)), constraint] };
}

/** Whether a metric says by itself which values are better. */
export function hasDirection(tag: MetricTag): boolean {
  return metricOf(tag).family.direction !== 'neutral';
}
