import { type Metric, type MetricTag, metricOf } from '../metrics/tags.js';
import { ConstraintError } from './resultsError.js';

/** `<` and `>` are strict. */
export type ConstraintOperator = '<' | '<=' | '>' | '>=';

/** A limit in display units; a bare number means `<` where lower is better and `>` where higher is better. */
export type ConstraintLimit = number | { readonly operator: ConstraintOperator; readonly value: number };

/** Limits by tag; a list of limits must all be kept. */
export type ConstraintLimits = Readonly<Partial<Record<MetricTag, ConstraintLimit | readonly ConstraintLimit[]>>>;

/** One limit that passed every check. */
export interface Constraint {
  readonly metric: Metric;
  readonly operator: ConstraintOperator;
  /** In display units. */
  readonly limit: number;
}

const operators: readonly string[] = ['<', '<=', '>', '>='] satisfies ConstraintOperator[];
const isOperator = (text: string): text is ConstraintOperator => operators.includes(text);

/** The limits that one model has to keep: `new ModelConstraints({ time_to_first_token_p99: 10 })` is under 10 ms. */
export class ModelConstraints {
  readonly constraints: readonly Constraint[];

  /**
   * GPU metrics are kept when each GPU keeps them.
   * @throws {UnknownTagError | ConstraintError}
   */
  constructor(limits: ConstraintLimits) {
    this.constraints = Object.entries(limits).flatMap(([tag, given]) =>
      given === undefined ? [] : [given].flat().map((limit) => checkLimit(tag, limit)),
    );
  }
}

/** The limits of a run config's models: `new RunConstraints({ gpt2: modelConstraints })`. */
export class RunConstraints {
  readonly byModel: ReadonlyMap<string, ModelConstraints>;

  /** Each model has to keep its own limits only. */
  constructor(byModel: Readonly<Record<string, ModelConstraints>>) {
    this.byModel = new Map(Object.entries(byModel));
  }
}

function checkLimit(tag: string, limit: ConstraintLimit): Constraint {
  const metric = metricOf(tag);
  const { operator, value } =
    typeof limit === 'object' && limit !== null ? limit : { operator: defaultOperator(metric, limit), value: limit };
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new ConstraintError(`the limit of ${tag} must be a number (${metric.family.unit})`);
  if (!isOperator(operator))
    throw new ConstraintError(`"${operator}" in the constraint on ${tag} is none of ${operators.join(' ')}`);
  return { metric, operator, limit: value };
}

function defaultOperator({ tag, family }: Metric, limit: number): ConstraintOperator {
  if (family.direction === 'neutral')
    throw new ConstraintError(
      `a limit of ${tag} can be meant either way: give an operator, { operator: "<", value: ${limit} }`,
    );
  return family.direction === 'lower' ? '<' : '>';
}

/** A constraint as people type it. */
export interface TypedConstraint {
  /** Absent: every model. */
  readonly model?: string | undefined;
  readonly tag: MetricTag;
  readonly limit: { readonly operator: ConstraintOperator; readonly value: number };
}

/**
 * Reads `request_latency_p99<800`, with the unit if it is the metric's own (`<800ms`), `request_latency_p99:800` for the
 * usual operator, and `gpt2=request_latency_p99<800` for one model only.
 * @throws {UnknownTagError | ConstraintError}
 */
export function parseConstraint(text: string): TypedConstraint {
  const parts = /^(?:(?<model>.*)=)?(?<tag>[^=<>:]*?)\s*(?<operator><=|>=|<|>|:)(?<limit>[^<>:=]*)$/s.exec(
    text,
  )?.groups;
  if (parts === undefined)
    throw new ConstraintError(`constraint "${text}" is not of the form tag<number, such as request_latency_p99<800`);
  const { model, tag = '', operator = '', limit = '' } = parts;
  const metric = metricOf(tag.trim());
  const { value, unit } = /^\s*(?<value>[-+.\deE]+)\s*(?<unit>.*?)\s*$/.exec(limit)?.groups ?? {};
  const number = value === undefined ? Number.NaN : Number(value);
  if (Number.isNaN(number))
    throw new ConstraintError(`constraint "${text}" has no number: write ${metric.tag}<800 for example`);
  if (unit !== '' && unit !== metric.family.unit)
    throw new ConstraintError(
      `constraint "${text}": ${metric.tag} is measured in ${metric.family.unit}, not "${unit}"`,
    );
  if (operator === ':' && metric.family.direction === 'neutral')
    throw new ConstraintError(
      `constraint "${text}" can be meant either way: write ${metric.tag}<${number} or ${metric.tag}>${number}`,
    );
  return {
    model,
    tag: metric.tag,
    limit: { operator: isOperator(operator) ? operator : defaultOperator(metric, number), value: number },
  };
}
