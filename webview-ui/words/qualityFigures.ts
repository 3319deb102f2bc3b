import type { Quality } from '../../src/core/metrics/quality.js';
import type { RunConfigDetails } from '../../src/core/results/runConfigDetails.js';
import { dateLocale, t } from './l10n.js';
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
    [t('Requests'), t('{0} done, {1} failed', settingNumber(quality.requests), settingNumber(failed))],
    [t('Load reached'), loadReached(quality)],
    [t('Send delay'), milliseconds(quality.sendDelayP99Ms, 'p99')],
    [t('Client'), clientBusy(quality)],
    [t('Load threads'), isOwn(quality) ? String(quality.loadThreads ?? 1) : undefined],
    [t('Transport'), quality.transport],
    [t('Joined reads'), percent(quality.joinedReadShare)],
    [t('Reconnects'), String(quality.reconnects)],
    [t('Tokens counted by'), t('{0} (output), {1} (input)', quality.outputTokenSource, quality.inputTokenSource)],
    [t('Window'), windowText(quality)],
    [t('Measured by'), `${engine} ${engineVersion}`],
    [t('Server'), [url, server?.version].filter((text) => text !== undefined).join(', ')],
    [t('Label'), label],
  ];
  return figures.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

/** Whether this program's own load generator was watched, and no other one. */
const isOwn = ({ eventLoopDelayP99Ms }: Quality) => eventLoopDelayP99Ms !== undefined;

function clientBusy({ eventLoopDelayP99Ms, clientCpuShare }: Quality): string {
  if (eventLoopDelayP99Ms === undefined || clientCpuShare === undefined) return t('not known');
  return t('event loop {0} ms late (p99), {1} of a core', sentenceNumber(eventLoopDelayP99Ms), percent(clientCpuShare));
}

function loadReached(quality: Quality): string {
  const { targetConcurrency, achievedConcurrency, targetRequestRate, achievedRequestRate } = quality;
  const rate =
    targetRequestRate === undefined
      ? t('{0} requests/sec', sentenceNumber(achievedRequestRate))
      : t('{0} of {1} requests/sec', sentenceNumber(achievedRequestRate), settingNumber(targetRequestRate));
  const inFlight =
    targetConcurrency === undefined
      ? t('{0} in flight', sentenceNumber(achievedConcurrency))
      : t('{0} of {1} in flight', sentenceNumber(achievedConcurrency), settingNumber(targetConcurrency));
  return `${inFlight}, ${rate}`;
}

function windowText({ windowStart, windowEnd }: Quality): string | undefined {
  const seconds = (Date.parse(windowEnd) - Date.parse(windowStart)) / 1000;
  return Number.isNaN(seconds) ? undefined : t('{0} s, until {1}', sentenceNumber(seconds), dateText(windowEnd));
}

/** An instant in the reader's time zone: `24 Nov 2025, 14:02`. */
export function dateText(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return date.toLocaleString(dateLocale(), {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}

const percent = (share: number) => `${sentenceNumber(share * 100)} %`;
const milliseconds = (value: number | undefined, statistic: string) =>
  value === undefined ? undefined : `${sentenceNumber(value)} ms (${statistic})`;
