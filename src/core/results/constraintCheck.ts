import { formatNumber, metricTitleWithoutUnit } from '../metrics/format.js';
import type { MetricTag } from '../metrics/tags.js';
import type { Constraint, ConstraintOperator, RunConstraints } from './constraints.js';
import { metricValue, valuesBySubject } from './metricValue.js';
import { type Row, type RunConfigTable, subjectsOf } from './runConfigTable.js';

/** How a run config stands to one limit. All numbers are in display units. */
export interface ConstraintCheck {
  readonly model: string;
  readonly tag: MetricTag;
  /** The GPU that is nearest to its limit or furthest over it; for GPU metrics only. */
  readonly gpu?: string | undefined;
  /** The same of servers; for server metrics only. */
  readonly server?: string | undefined;
  readonly operator: ConstraintOperator;
  readonly limit: number;
  readonly unit: string;
  /** Undefined when not measured, which does not pass. */
  readonly value: number | undefined;
  readonly passes: boolean;
  /** How far the value is on the good side of the limit, negative on the bad side; undefined when not measured. */
  readonly margin: number | undefined;
  /** The margin in percent of the limit; undefined when not measured or when the limit is 0. */
  readonly marginPercent: number | undefined;
  /** One sentence: `p99 Request Latency is 912.30 ms, 112.30 ms (14 %) over the limit of 800`. */
  readonly reason: string;
}

/** Checks a run config against the limits of each of its own models. */
export function checkConstraints(table: RunConfigTable, row: Row, constraints: RunConstraints): ConstraintCheck[] {
  return applicable(row, constraints).map(({ model, constraint }) =>
    checkConstraint(table, row, { model, constraint }),
  );
}

/** Whether a run config keeps all limits of its own models. */
export function passesConstraints(table: RunConfigTable, row: Row, constraints: RunConstraints): boolean {
  return applicable(row, constraints).every((each) => isKept(each.constraint, nearestValue(table, row, each).value));
}

interface ModelConstraint {
  readonly model: string;
  readonly constraint: Constraint;
}

function applicable({ models }: Row, { byModel }: RunConstraints): ModelConstraint[] {
  return models.flatMap((model) =>
    (byModel.get(model)?.constraints ?? []).map((constraint) => ({ model, constraint })),
  );
}

function checkConstraint(table: RunConfigTable, row: Row, { model, constraint }: ModelConstraint): ConstraintCheck {
  const { metric, operator, limit } = constraint;
  const { value, subject } = nearestValue(table, row, { model, constraint });
  const isMeasured = !Number.isNaN(value);
  const margin = isMeasured ? marginOf(constraint, value) : undefined;
  const facts = {
    model,
    tag: metric.tag,
    ...(metric.family.kind === 'server' ? { server: subject } : { gpu: subject }),
    operator,
    limit,
    unit: metric.family.unit,
    value: isMeasured ? value : undefined,
    passes: isKept(constraint, value),
    margin,
    marginPercent: margin === undefined || limit === 0 ? undefined : (margin / Math.abs(limit)) * 100,
  };
  const of = subject ?? (row.models.length > 1 ? model : undefined);
  const title = metricTitleWithoutUnit(metric);
  return {
    ...facts,
    // Thousands of run configs are checked for their margins, few are told about.
    get reason() {
      return reasonOf(of === undefined ? title : `${title} of ${of}`, facts);
    },
  };
}

interface DecidingValue {
  /** NaN when not measured. */
  readonly value: number;
  /** The GPU or server that has it. */
  readonly subject?: string | undefined;
}

/** The value that decides: of several GPUs or servers the one with the smallest margin. */
function nearestValue(table: RunConfigTable, row: Row, { model, constraint }: ModelConstraint): DecidingValue {
  const { metric } = constraint;
  if (metric.family.kind === 'perf') return { value: metricValue(table, row, { model, metric }) };
  const values = valuesBySubject(table, row, metric);
  // A GPU or a server without the metric could be over the limit unseen.
  const unseen = subjectsOf(row, metric).find((one) => !values.some(({ subject }) => subject === one));
  if (unseen !== undefined || values.length === 0) return { value: Number.NaN, subject: unseen };
  return values.reduce((nearest, other) =>
    marginOf(constraint, other.value) < marginOf(constraint, nearest.value) ? other : nearest,
  );
}

const marginOf = ({ operator, limit }: Constraint, value: number) =>
  operator.startsWith('<') ? limit - value : value - limit;

function isKept(constraint: Constraint, value: number): boolean {
  const margin = marginOf(constraint, value);
  return constraint.operator.endsWith('=') ? margin >= 0 : margin > 0;
}

function reasonOf(subject: string, check: Omit<ConstraintCheck, 'reason'>): string {
  const { value, margin, marginPercent, unit, operator, limit, passes } = check;
  if (value === undefined || margin === undefined) return `${subject} was not measured`;
  const percent = marginPercent === undefined ? '' : ` (${percentText(Math.abs(marginPercent))} %)`;
  const missedBy = operator.startsWith('<') ? 'over' : 'under';
  const distance = `${formatNumber(Math.abs(margin))} ${unit}${percent}`;
  const what = `${subject} is ${formatNumber(value)} ${unit}`;
  if (passes) return `${what}, ${distance} to spare of the limit of ${limit}`;
  return margin === 0 ? `${what}, exactly the limit` : `${what}, ${distance} ${missedBy} the limit of ${limit}`;
}

/** Two digits are enough to choose by, and whole numbers have all of theirs. */
function percentText(percent: number): string {
  return percent < 10 ? String(Number(percent.toPrecision(2))) : percent.toFixed(0);
}
