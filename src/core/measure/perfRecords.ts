import { statistics } from '../metrics/families.js';
import type { PerfTag } from '../metrics/tags.js';
import { type GoodputLimits, goodputCheck } from './goodput.js';
import { type RequestColumns, requestFamilies } from './requestColumns.js';
import { describe } from './statistics.js';

/** Records of one model in raw units; a tag that was not measured is absent. */
export type PerfRecords = Readonly<Partial<Record<PerfTag, number>>>;

/** What records are made from. */
export interface RecordSource {
  readonly columns: RequestColumns;
  /** Time that rates are per; the same for all models, so that their rates add up. */
  readonly seconds: number;
  readonly goodput: GoodputLimits;
}

/** The records of the given requests, all of which completed, in the order of the metric table. */
export function perfRecords(requests: readonly number[], { columns, seconds, goodput }: RecordSource): PerfRecords {
  const records: Partial<Record<PerfTag, number>> = {};
  for (const family of requestFamilies) {
    const values = presentValues(columns[family], requests);
    // Only zeros: the answers came in one read each, and there were no gaps to measure.
    if (values.every((value) => value === 0)) continue;
    const described = describe(values);
    for (const statistic of statistics) records[`${family}_${statistic}`] = described[statistic];
  }

  const outputTokens = presentValues(columns.output_sequence_length, requests);
  const perSecond = (amount: number) => (seconds > 0 ? amount / seconds : undefined);
  const isGood = goodputCheck(goodput, columns);
  const rates: Partial<Record<PerfTag, number | undefined>> = {
    ...(outputTokens.length > 0 && {
      output_token_throughput_avg: perSecond(outputTokens.reduce((sum, tokens) => sum + tokens, 0)),
    }),
    request_throughput_avg: perSecond(requests.length),
    ...(Object.keys(goodput).length > 0 && { request_goodput_avg: perSecond(requests.filter(isGood).length) }),
    request_count_avg: requests.length,
  };
  for (const [tag, rate] of Object.entries(rates)) if (rate !== undefined) records[tag as PerfTag] = rate;
  return records;
}

function presentValues(column: Float64Array, requests: readonly number[]): Float64Array {
  const values = new Float64Array(requests.length);
  let present = 0;
  for (const request of requests) {
    const value = column[request]!;
    if (!Number.isNaN(value)) values[present++] = value;
  }
  return values.slice(0, present);
}
