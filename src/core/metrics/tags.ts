import { distance } from 'fastest-levenshtein';
import {
  type FamilyName,
  familyNames,
  type MetricFamily,
  metricFamilies,
  type Statistic,
  statistics,
} from './families.js';

type Families = typeof metricFamilies;

type TagOf<Name extends FamilyName> = Families[Name]['statistics'] extends 'all'
  ? `${Name}_${Statistic}`
  : `${Name}_avg`;

/** Any tag: the 448 that genai-perf knows, such as `time_to_first_token_p99`, and ours; a misspelt one does not compile. */
export type MetricTag = { [Name in FamilyName]: TagOf<Name> }[FamilyName];

type TagOfKind<Kind extends MetricFamily['kind']> = {
  [Name in FamilyName]: Families[Name]['kind'] extends Kind ? TagOf<Name> : never;
}[FamilyName];

/** Tags measured per model. */
export type PerfTag = TagOfKind<'perf'>;

/** Tags measured per GPU. */
export type GpuTag = TagOfKind<'gpu'>;

/** Tags measured per server, which only checkpoints of this program hold. */
export type ServerTag = TagOfKind<'server'>;

/** A tag taken apart, with the family's row of the metric table. */
export interface Metric {
  readonly tag: MetricTag;
  readonly familyName: FamilyName;
  readonly family: MetricFamily;
  readonly statistic: Statistic;
}

const metricByTag = new Map<string, Metric>();
for (const familyName of familyNames) {
  const family: MetricFamily = metricFamilies[familyName];
  for (const statistic of family.statistics === 'all' ? statistics : (['avg'] as const)) {
    const tag = `${familyName}_${statistic}` as MetricTag;
    metricByTag.set(tag, { tag, familyName, family, statistic });
  }
}

/** All metrics, in table order. */
export const metrics: readonly Metric[] = [...metricByTag.values()];

/** Whether the text is a tag of the metric table. */
export function isMetricTag(text: string): text is MetricTag {
  return metricByTag.has(text);
}

/** A tag that is in no table; the message names the nearest ones. */
export class UnknownTagError extends Error {
  override readonly name = 'UnknownTagError';
  /** @param tag what was asked for */
  constructor(readonly tag: string) {
    super(`unknown metric "${tag}": did you mean ${nearestTags(tag).join(', ')}?`);
  }
}

/** @throws {UnknownTagError} */
export function metricOf(tag: string): Metric {
  const metric = metricByTag.get(tag);
  if (metric === undefined) throw new UnknownTagError(tag);
  return metric;
}

/** @throws {UnknownTagError} */
export function parseTag(text: string): MetricTag {
  return metricOf(text).tag;
}

/** The three tags whose spelling is nearest, nearest first. */
export function nearestTags(text: string): MetricTag[] {
  const wanted = text.toLowerCase().replace(/[\s-]+/g, '_');
  const isPart = (tag: string) => wanted.length > 3 && tag.includes(wanted);
  return metrics
    .map(({ tag }) => ({ tag, edits: isPart(tag) ? 0 : distance(wanted, tag) }))
    .sort((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ tag }) => tag);
}
