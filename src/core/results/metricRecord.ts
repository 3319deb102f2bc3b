import type { Direction, Statistic } from '../metrics/families.js';
import { displayValue, formatNumber, metricTitle, metricTitleWithoutUnit } from '../metrics/format.js';
import { type Metric, type MetricTag, metricOf } from '../metrics/tags.js';

/** One measured metric statistic of a run config, such as its p99 time to first token. */
export class MetricRecord<Tag extends MetricTag = MetricTag> {
  /** What was measured: `time_to_first_token_p99`. */
  readonly tag: Tag;
  /** As checkpoints hold it: ns, MiB, mJ, ratio, bytes/s. */
  readonly rawValue: number;
  readonly #metric: Metric;

  /**
   * @param rawValue a finite number in the family's raw unit
   * @throws {UnknownTagError}
   */
  constructor(tag: Tag, rawValue: number) {
    this.tag = tag;
    this.rawValue = rawValue;
    this.#metric = metricOf(tag);
  }

  /** In display units: ms, GB, W, %, MJ, tokens/sec. */
  get value(): number {
    return displayValue(this.#metric, this.rawValue);
  }

  /** The value as tables show it: `182.10`. */
  get text(): string {
    return formatNumber(this.value);
  }

  /** Display unit. */
  get unit(): string {
    return this.#metric.family.unit;
  }

  /** Without unit: `p99 Time To First Token`. */
  get title(): string {
    return metricTitleWithoutUnit(this.#metric);
  }

  /** With unit: `p99 Time To First Token (ms)`. */
  get header(): string {
    return metricTitle(this.#metric);
  }

  /** Which values are better. */
  get direction(): Direction {
    return this.#metric.family.direction;
  }

  /** `avg`, `p99` … */
  get statistic(): Statistic {
    return this.#metric.statistic;
  }

  /** For JSON and for people who print it. */
  toJSON(): { readonly tag: Tag; readonly value: number; readonly unit: string } {
    return { tag: this.tag, value: this.value, unit: this.unit };
  }
}
