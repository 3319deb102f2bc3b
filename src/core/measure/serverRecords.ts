import { type FamilyName, statistics } from '../metrics/families.js';
import type { ServerTag } from '../metrics/tags.js';
import { increases } from './increases.js';
import type { Span } from './measuredSpan.js';
import type { ServerFigure, ServerSample } from './serverSamples.js';
import { describe } from './statistics.js';

/** Records of one server in raw units; a tag that was not measured is absent. */
export type ServerRecords = Readonly<Partial<Record<ServerTag, number>>>;

/** Families that are figures of the instant. */
const gauges: readonly (readonly [FamilyName, ServerFigure])[] = [
  ['running_requests', 'runningRequests'],
  ['queued_requests', 'queuedRequests'],
  ['kv_cache_usage', 'kvCacheUsage'],
];

/** The samples inside the window, in the order of time; both ends of the window, in milliseconds since the epoch, belong to it. */
export function samplesInWindow(samples: readonly ServerSample[], window: Span): ServerSample[] {
  return samples.filter(({ atMs }) => atMs >= window.startMs && atMs <= window.endMs).sort((a, b) => a.atMs - b.atMs);
}

/**
 * Statistics per server: of running and queued requests and of cache use over the samples under load; preemptions, hit
 * rate and mean time in the queue from what the counters have grown by between the first sample and the last.
 * @param samples in the order of time, with one behind the load, which sees what the last requests counted
 * @param load when requests were sent and answered: after it the server is idle
 * @returns server → records; servers without any are absent
 */
export function serverRecords(samples: readonly ServerSample[], load: Span): Record<string, ServerRecords> {
  const servers = [...new Set(samples.map(({ server }) => server))].sort();
  const recordsBy = (server: string) =>
    recordsOf(
      samples.filter((sample) => sample.server === server),
      load,
    );
  const all = servers.map((server) => [server, recordsBy(server)] as const);
  return Object.fromEntries(all.filter(([, records]) => Object.keys(records).length > 0));
}

function recordsOf(samples: readonly ServerSample[], load: Span): ServerRecords {
  const records: Partial<Record<string, number>> = {};
  const underLoad = samplesInWindow(samples, load);
  for (const [family, figure] of gauges) {
    const values = Float64Array.from(valuesOf(underLoad, figure));
    if (values.length === 0) continue;
    const described = describe(values);
    for (const statistic of statistics) records[`${family}_${statistic}`] = described[statistic];
  }
  const grown = (figure: ServerFigure) => increases(valuesOf(samples, figure)).at(-1);
  const singles = {
    preemptions_avg: grown('preemptions'),
    prefix_cache_hit_rate_avg: ratio(grown('prefixCacheHits'), grown('prefixCacheQueries')),
    queue_time_avg: ratio(grown('queueTimeNs'), grown('dequeuedRequests')),
  };
  for (const [tag, value] of Object.entries(singles)) if (value !== undefined) records[tag] = value;
  return records as ServerRecords;
}

function valuesOf(samples: readonly ServerSample[], figure: ServerFigure): number[] {
  return samples.flatMap(({ values }) => values[figure] ?? []);
}

/** Undefined where nothing was counted: 0 of 0 is no rate. */
function ratio(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole === 0 ? undefined : part / whole;
}
