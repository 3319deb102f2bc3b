import { increases } from '../measure/increases.js';
import type { ServerFigure, ServerSample } from '../measure/serverSamples.js';
import { formatNumber } from '../metrics/format.js';
import { csvTable } from './reportTable.js';

interface SeriesColumn {
  readonly title: string;
  readonly figure: ServerFigure;
  /** Counts from the first sample on. */
  readonly counter?: true;
  /** How many of the figure's unit one of the column's has. */
  readonly per?: number;
}

const columns: readonly SeriesColumn[] = [
  { title: 'Running Requests', figure: 'runningRequests' },
  { title: 'Queued Requests', figure: 'queuedRequests' },
  { title: 'KV Cache Usage (%)', figure: 'kvCacheUsage', per: 0.01 },
  { title: 'Preemptions', figure: 'preemptions', counter: true },
  { title: 'Prefix Cache Queries', figure: 'prefixCacheQueries', counter: true },
  { title: 'Prefix Cache Hits', figure: 'prefixCacheHits', counter: true },
  { title: 'Queue Time Of All (ms)', figure: 'queueTimeNs', counter: true, per: 1e6 },
  { title: 'Requests Out Of The Queue', figure: 'dequeuedRequests', counter: true },
];

/**
 * `server_metrics.csv`: every sample of every server, a server after the other, with the seconds since the load began.
 * Counters begin at 0. What no server tells has no column.
 * @param samples in the order of time
 * @param startMs when the load began, in milliseconds since the Unix epoch
 */
export function serverSeriesCsv(samples: readonly ServerSample[], startMs: number): string {
  const told = columns.filter(({ figure }) => samples.some(({ values }) => values[figure] !== undefined));
  const servers = [...new Set(samples.map(({ server }) => server))].sort();
  const rows = servers.flatMap((server) => {
    const own = samples.filter((sample) => sample.server === server);
    const cells = told.map((column) => cellsOf(own, column));
    return own.map(({ atMs }, place) => [
      ((atMs - startMs) / 1000).toFixed(3),
      new Date(atMs).toISOString(),
      server,
      ...cells.map((column) => column[place]!),
    ]);
  });
  const titles = ['Seconds', 'Time (UTC)', 'Server', ...told.map(({ title }) => title)];
  return csvTable({ columns: titles.map((title) => ({ title, align: 'left' })), rows });
}

/** One cell per sample, empty where the server did not tell. */
function cellsOf(samples: readonly ServerSample[], { figure, counter, per = 1 }: SeriesColumn): string[] {
  const given = samples.map(({ values }) => values[figure]);
  const present = given.filter((value) => value !== undefined);
  const shown = counter ? increases(present) : present;
  let place = 0;
  return given.map((value) => {
    if (value === undefined) return '';
    const number = shown[place++];
    return formatNumber(number === undefined ? undefined : number / per);
  });
}
