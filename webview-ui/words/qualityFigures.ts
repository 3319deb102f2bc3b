import type { Quality } from '../../src/core/metrics/quality.js';
import type { RunConfigDetails } from '../../src/core/results/runConfigDetails.js';
import { sentenceNumber, settingNumber } from './numbers.js';

/** A figure with its name. */
export interface NamedFigure {
  readonly name: string;
  readonly value: string;
}

/** What was noted beside a measurement, as far as it is known: load, client, tokens, origin. */
export function qualityFigures(details: RunConfigDetails): NamedFigure[] {
  const { quality, engine, engineVersion, server, url, label } = details;
  const failed = Object.values(quality.errors).reduce((sum, count) => sum + count, 0);
  const figures: (readonly [name: string, value: string | undefined])[] = [
    ['Requests', `${settingNumber(quality.requests)} done, ${settingNumber(failed)} failed`],
    ['Load reached', loadReached(quality)],
    ['Send delay', milliseconds(quality.sendDelayP99Ms, 'p99')],
    [
      'Client',
      `event loop ${sentenceNumber(quality.eventLoopDelayP99Ms)} ms late (p99), ${percent(quality.clientCpuShare)} of a core, ${threadsText(quality.loadThreads)}`,
    ],
    ['Transport', quality.transport],
    ['Joined reads', percent(quality.joinedReadShare)],
    ['Reconnects', String(quality.reconnects)],
    ['Tokens counted by', `${quality.outputTokenSource} (output), ${quality.inputTokenSource} (input)`],
    ['Window', windowText(quality)],
    ['Measured by', `${engine} ${engineVersion}`],
    ['Server', [url, server?.version].filter((text) => text !== undefined).join(', ')],
    ['Label', label],
  ];
  return figures.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

function loadReached(quality: Quality): string {
  const { targetConcurrency, achievedConcurrency, targetRequestRate, achievedRequestRate } = quality;
  const rate = `${sentenceNumber(achievedRequestRate)}${targetRequestRate === undefined ? '' : ` of ${settingNumber(targetRequestRate)}`} requests/sec`;
  const inFlight = `${sentenceNumber(achievedConcurrency)}${targetConcurrency === undefined ? '' : ` of ${settingNumber(targetConcurrency)}`} in flight`;
  return `${inFlight}, ${rate}`;
}

function windowText({ windowStart, windowEnd }: Quality): string | undefined {
  const seconds = (Date.parse(windowEnd) - Date.parse(windowStart)) / 1000;
  return Number.isNaN(seconds) ? undefined : `${sentenceNumber(seconds)} s, until ${dateText(windowEnd)}`;
}

/** An instant in the reader's time zone: `24 Nov 2025, 14:02`. */
export function dateText(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return date.toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}

const threadsText = (threads = 1) => (threads === 1 ? '1 thread' : `${threads} threads`);
const percent = (share: number) => `${sentenceNumber(share * 100)} %`;
const milliseconds = (value: number | undefined, statistic: string) =>
  value === undefined ? undefined : `${sentenceNumber(value)} ms (${statistic})`;
