import { type Metric, metricOf } from '../../core/metrics/tags.js';
import {
  type ConstraintLimit,
  ModelConstraints,
  parseConstraint,
  RunConstraints,
} from '../../core/results/constraints.js';
import {
  type GpuMetricObjectives,
  type ObjectiveWeight,
  type PerfMetricObjectives,
  parseObjective,
  type ServerMetricObjectives,
} from '../../core/results/objectives.js';
import type { Results } from '../../core/results/results.js';
import { UsageError } from '../cliIo.js';

/** Objectives and constraints as the user typed them. */
export interface RankingFlags {
  readonly objective: readonly string[];
  readonly gpuObjective: readonly string[];
  readonly constraint: readonly string[];
  readonly modelWeight: readonly string[];
  /** Percent. */
  readonly maxErrors: number;
}

/**
 * Sets what the user asked for; what names no model counts for all.
 * @throws {UsageError | ResultsError | UnknownTagError}
 */
export function applyRankingFlags(results: Results, flags: RankingFlags): void {
  const objectives = [...flags.objective, ...flags.gpuObjective].map(parseObjective);
  const ofKind = (kind: Metric['family']['kind']) =>
    byModel(
      objectives.filter(({ tag }) => metricOf(tag).family.kind === kind),
      results.models,
      (all): Record<string, ObjectiveWeight> => Object.fromEntries(all.map(({ tag, weight }) => [tag, weight])),
    );
  results.setPerfMetricObjectives(ofKind('perf') as PerfMetricObjectives);
  results.setGpuMetricObjectives(ofKind('gpu') as GpuMetricObjectives);
  results.setServerMetricObjectives(ofKind('server') as ServerMetricObjectives);
  results.setModelWeighting(Object.fromEntries(flags.modelWeight.map(parseModelWeight)));
  results.setErrorRateLimit(flags.maxErrors / 100);
  const constraints = flags.constraint.map(parseConstraint);
  const limits = byModel(constraints, results.models, (all) => {
    const byTag: Record<string, ConstraintLimit[]> = {};
    for (const { tag, limit } of all) byTag[tag] = [...(byTag[tag] ?? []), limit];
    return new ModelConstraints(byTag);
  });
  results.setConstraints(constraints.length === 0 ? undefined : new RunConstraints(limits));
}

/** Groups by model; what names none goes to each model, and stands before what names it. */
function byModel<Typed extends { readonly model?: string | undefined }, Group>(
  typed: readonly Typed[],
  models: readonly string[],
  combine: (group: readonly Typed[]) => Group,
): Record<string, Group> {
  const forAll = typed.filter(({ model }) => model === undefined);
  const named = new Set(typed.flatMap(({ model }) => model ?? []));
  // In the order of the results, as in the editor: sums of the same terms then round alike.
  const concerned = new Set([...models.filter((model) => forAll.length > 0 || named.has(model)), ...named]);
  return Object.fromEntries(
    Array.from(concerned, (name) => [name, combine([...forAll, ...typed.filter(({ model }) => model === name)])]),
  );
}

/** `org/model:2`; the name itself may hold colons. */
function parseModelWeight(text: string): [model: string, weight: number] {
  const { model, weight } = /^(?<model>.+):(?<weight>[^:]*)$/s.exec(text)?.groups ?? {};
  const number = weight === undefined || weight.trim() === '' ? Number.NaN : Number(weight);
  if (model === undefined || Number.isNaN(number))
    throw new UsageError(`model weight "${text}" is not of the form model:weight, such as gpt2:2`);
  return [model, number];
}
