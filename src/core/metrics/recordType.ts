import type { FamilyName, metricFamilies, Statistic } from './families.js';
import { metricTitle } from './format.js';
import { type MetricTag, metrics } from './tags.js';

/** A kind of record of the library: what genai-perf has a class for. */
export interface RecordType<Tag extends MetricTag = MetricTag> {
  /** The key of this record in objectives, constraints and run configs. */
  readonly tag: Tag;
  /** Column title with unit, such as `p99 Time To First Token (ms)`. */
  readonly header: string;
}

type Families = typeof metricFamilies;
type StatisticOf<Name extends FamilyName> = Families[Name]['statistics'] extends 'all' ? Statistic : 'avg';

/** Every record type by its name: `TimeToFirstTokenP99` has the tag `time_to_first_token_p99`. */
export type RecordTypes = UnionToIntersection<
  {
    [Name in FamilyName]: {
      readonly [Stat in StatisticOf<Name> as `${Families[Name]['recordName']}${Capitalize<Stat>}`]: RecordType<
        Extract<`${Name}_${Stat}`, MetricTag>
      >;
    };
  }[FamilyName]
>;
type UnionToIntersection<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void
  ? I
  : never;

/** All record types, by name. */
export const recordTypes = Object.fromEntries(
  metrics.map((metric) => {
    const { family, statistic, tag } = metric;
    const name = `${family.recordName}${statistic.charAt(0).toUpperCase()}${statistic.slice(1)}`;
    return [name, { tag, header: metricTitle(metric) }];
  }),
) as unknown as RecordTypes;
