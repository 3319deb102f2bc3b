import type { MetricFamily } from '../metrics/families.js';
import { type GpuTag, type Metric, type MetricTag, metricOf, type PerfTag, type ServerTag } from '../metrics/tags.js';
import { ObjectiveError, UnknownModelError } from './resultsError.js';

/** Which values an objective wants. */
export type ObjectiveDirection = 'lower' | 'higher';

/** How much an objective counts, 0 for not at all; neutral metrics say which values are better. */
export type ObjectiveWeight = number | { readonly weight: number; readonly direction?: ObjectiveDirection | undefined };

/** Weights by tag. */
export type TagObjectives<Tag extends MetricTag> = Readonly<Partial<Record<Tag, ObjectiveWeight>>>;

/** Model → weights of its performance metrics: `{ gpt2: { time_to_first_token_p99: 1 } }`. */
export type PerfMetricObjectives = Readonly<Record<string, TagObjectives<PerfTag>>>;

/** Model → weights of GPU metrics, which are averaged over a run config's GPUs. */
export type GpuMetricObjectives = Readonly<Record<string, TagObjectives<GpuTag>>>;

/** Model → weights of server metrics, which are averaged over a run config's servers. */
export type ServerMetricObjectives = Readonly<Record<string, TagObjectives<ServerTag>>>;

/** Model → how much its objectives count; models that are not named count 1. */
export type ModelWeights = Readonly<Record<string, number>>;

/** An objective that passed every check. */
export interface Objective {
  readonly model: string;
  readonly metric: Metric;
  readonly direction: ObjectiveDirection;
  /** As given; above 0. */
  readonly weight: number;
}

/** The tag that ranks when nobody asked for anything else. */
export const defaultObjectiveTag = 'request_throughput_avg' satisfies PerfTag;

const howToDirect = 'give a direction, { weight: 1, direction: "lower" } or "higher"';

const whereToSet: Readonly<Record<MetricFamily['kind'], string>> = {
  perf: 'per model: set it as a performance objective',
  gpu: 'per GPU: set it as a GPU objective',
  server: 'per server: set it as a server objective',
};

/**
 * Checks objectives and drops those of weight 0.
 * @throws {UnknownTagError | ObjectiveError}
 */
export function checkObjectives(
  objectives: PerfMetricObjectives | GpuMetricObjectives | ServerMetricObjectives,
  kind: MetricFamily['kind'],
): Objective[] {
  return Object.entries(objectives).flatMap(([model, tags]) =>
    Object.entries<ObjectiveWeight | undefined>(tags).flatMap(([tag, given]) => {
      if (given === undefined) return [];
      const objective = checkObjective(model, tag, given);
      const measured = objective.metric.family.kind;
      if (measured !== kind) throw new ObjectiveError(`${tag} is measured ${whereToSet[measured]}`);
      return objective.weight > 0 ? [objective] : [];
    }),
  );
}

function checkObjective(model: string, tag: string, given: ObjectiveWeight): Objective {
  const metric = metricOf(tag);
  const { weight, direction = undefined } = typeof given === 'object' && given !== null ? given : { weight: given };
  checkWeight(weight, `weight of ${tag}`);
  const wanted = direction ?? metric.family.direction;
  if (wanted === 'lower' || wanted === 'higher') return { model, metric, direction: wanted, weight };
  if (direction !== undefined)
    throw new ObjectiveError(`direction "${direction}" of ${tag} is neither "lower" nor "higher"`);
  throw new ObjectiveError(`more of ${tag} is neither better nor worse: ${howToDirect}`);
}

/**
 * Checks model weights.
 * @throws {ObjectiveError}
 */
export function checkModelWeights(weights: ModelWeights): ReadonlyMap<string, number> {
  for (const [model, weight] of Object.entries(weights)) checkWeight(weight, `weight of model "${model}"`);
  return new Map(Object.entries(weights));
}

function checkWeight(weight: unknown, whose: string): void {
  if (typeof weight !== 'number' || !Number.isFinite(weight))
    throw new ObjectiveError(
      `the ${whose} must be a number, not ${typeof weight === 'string' ? `"${weight}"` : weight}`,
    );
  if (weight < 0) throw new ObjectiveError(`the ${whose} must not be negative, and is ${weight}`);
}

/**
 * Nothing is checked against results that are still empty: a sweep may be about to fill them.
 * @throws {UnknownModelError} when a named model is in no run config
 */
export function checkModels(named: Iterable<string>, measured: readonly string[]): void {
  if (measured.length === 0) return;
  for (const model of named) if (!measured.includes(model)) throw new UnknownModelError(model, measured);
}

/** An objective as people type it. */
export interface TypedObjective {
  /** Absent: every model. */
  readonly model?: string | undefined;
  readonly tag: MetricTag;
  readonly weight: { readonly weight: number; readonly direction?: ObjectiveDirection | undefined };
}

/**
 * Reads `time_to_first_token_p99:3`, `output_sequence_length_avg:1:higher`, or `gpt2=request_latency_p99:1` for one model
 * only; without weight it counts 1.
 * @throws {UnknownTagError | ObjectiveError}
 */
export function parseObjective(text: string): TypedObjective {
  const parts = /^(?:(?<model>.*)=)?(?<tag>[^:=]*)(?::(?<weight>[^:]*))?(?::(?<direction>[^:]*))?$/s.exec(text)?.groups;
  if (parts === undefined)
    throw new ObjectiveError(`objective "${text}" is not of the form tag:weight or tag:weight:direction`);
  const { model, tag = '', weight: weightText = '1', direction } = parts;
  const metric = metricOf(tag.trim());
  const weight = weightText.trim() === '' ? Number.NaN : Number(weightText);
  if (Number.isNaN(weight)) throw new ObjectiveError(`the weight in objective "${text}" must be a number`);
  if (direction !== undefined && direction !== 'lower' && direction !== 'higher')
    throw new ObjectiveError(`the direction in objective "${text}" must be lower or higher`);
  if (direction === undefined && metric.family.direction === 'neutral') {
    const hint = `add a direction, ${metric.tag}:${weight}:lower or ${metric.tag}:${weight}:higher`;
    throw new ObjectiveError(`more of ${metric.tag} is neither better nor worse: ${hint}`);
  }
  checkObjective(model ?? '', metric.tag, { weight, direction });
  return { model, tag: metric.tag, weight: { weight, direction } };
}
