import * as z from 'zod/mini';
import { metricOf, type PerfTag } from '../core/metrics/tags.js';
import { gpuColumns, imageColumns, performanceColumns } from '../core/report/summaryColumns.js';

/** An objective as people set it. */
export const objectiveSetting = z.object({
  /** Null: every model. */
  model: z.nullable(z.string()),
  /** Any metric tag, of a model or of a GPU. */
  tag: z.string(),
  /** 0 or more; only the proportions count. */
  weight: z.number().check(z.gte(0)),
  /** Null: the metric's own direction. */
  direction: z.nullable(z.enum(['lower', 'higher'])),
});

/** A limit as people set it. */
export const constraintSetting = z.object({
  /** Null: every model. */
  model: z.nullable(z.string()),
  tag: z.string(),
  operator: z.enum(['<', '<=', '>', '>=']),
  /** In the metric's display unit; null while nothing is entered yet, which limits nothing. */
  limit: z.nullable(z.number()),
});

/** How a table is sorted: `rank`, `scenario`, `score`, a parameter's name or a metric tag. */
export const tableSort = z.object({ column: z.string(), descending: z.boolean() });

const usualServerColumns = [
  'running_requests_avg',
  'queued_requests_avg',
  'queued_requests_max',
  'kv_cache_usage_max',
  'queue_time_avg',
  'preemptions_avg',
  'prefix_cache_hit_rate_avg',
];
/** The summary's, but lengths, which are rather settings than results, stand last. */
const usualPerformanceTags = [...performanceColumns, ...imageColumns].map(({ tag }) => tag);
const isLength = (tag: PerfTag) => metricOf(tag).family.unit === 'tokens';
const lengthsLast: readonly PerfTag[] = ['input_sequence_length_p99', ...usualPerformanceTags.filter(isLength)];
const byRank = { column: 'rank', descending: false };

/**
 * What a person looks for in results, and how the page shows it. It is a view, never part of a checkpoint: the editor keeps
 * it per workspace. Tags and models that some checkpoint does not have are kept and ignored there.
 */
export const viewState = z.object({
  objectives: z.array(objectiveSetting),
  /** Models that are not named count 1. */
  modelWeights: z.array(z.object({ model: z.string(), weight: z.number().check(z.gte(0)) })),
  constraints: z.array(constraintSetting),
  /** `genai-perf`: the order that genai-perf 0.0.16 itself would give. */
  mode: z.enum(['balanced', 'genai-perf']),
  /** What happens to rows that break a constraint. */
  failing: z.enum(['show', 'dim', 'hide']),
  /** Metric columns by tag, in their order. */
  performanceColumns: z.array(z.string()),
  gpuColumns: z.array(z.string()),
  /** Views that were saved before there were servers have none. */
  serverColumns: z._default(z.array(z.string()), [...usualServerColumns]),
  performanceSort: tableSort,
  gpuSort: tableSort,
  serverSort: z._default(tableSort, byRank),
});

export type ObjectiveSetting = z.infer<typeof objectiveSetting>;
export type ConstraintSetting = z.infer<typeof constraintSetting>;
export type TableSort = z.infer<typeof tableSort>;
export type ViewState = z.infer<typeof viewState>;

/** What a person sees first: the columns of the summary CSV, ranked by request throughput. */
export const initialView: ViewState = {
  objectives: [],
  modelWeights: [],
  constraints: [],
  mode: 'balanced',
  failing: 'show',
  performanceColumns: [...usualPerformanceTags.filter((tag) => !isLength(tag)), ...lengthsLast],
  gpuColumns: gpuColumns.map(({ tag }) => tag),
  serverColumns: usualServerColumns,
  performanceSort: byRank,
  gpuSort: byRank,
  serverSort: byRank,
};
