import { relative } from 'node:path';
import { metricTitleWithoutUnit } from '../core/metrics/format.js';
import { qualityFlags } from '../core/metrics/quality.js';
import { metricOf, type PerfTag } from '../core/metrics/tags.js';
import { defaultObjectiveTag } from '../core/results/objectives.js';
import type { ResultsView } from '../core/results/resultsView.js';
import type { RunConfig } from '../core/results/runConfig.js';
import type { SweepSummary } from '../runner/sweepEvents.js';
import { figure } from './progress/figures.js';

/** The run configs of a command, best first. */
export function runConfigsOf(results: ResultsView, { runConfigs }: SweepSummary): RunConfig[] {
  return runConfigs.flatMap((name) => results.get(name) ?? []);
}

/** What a reader of the tables must know, a line per run config that there is something to say of. */
export function flagLines(runConfigs: readonly RunConfig[]): string[] {
  return runConfigs.flatMap(({ name, details, demotions }) => {
    const flags = details === undefined ? [] : qualityFlags(details.quality).map(({ text }) => text);
    const sentences = [...flags, ...demotions];
    return sentences.length === 0 ? [] : [`${name}: ${sentences.join(' ')}`];
  });
}

const figuresOfBest: readonly (readonly [tag: PerfTag, title: string])[] = [
  ['request_throughput_avg', ''],
  ['output_token_throughput_avg', ''],
  ['time_to_first_token_p99', 'p99 TTFT '],
  ['request_latency_p99', 'p99 request latency '],
];

/** The best one in words; undefined when nothing was measured. */
export function bestSentence(runConfigs: readonly RunConfig[]): string | undefined {
  const [best] = runConfigs;
  if (best === undefined) return undefined;
  const objective = metricTitleWithoutUnit(metricOf(defaultObjectiveTag)).toLowerCase();
  const swept = (best.details?.swept ?? []).map(({ name, value }) => `${name}=${value}`).join(', ');
  const named = swept === '' ? best.name : `${swept} (${best.name})`;
  const figures = figuresOf(best);
  return `Best by ${objective}: ${named}${figures === '' ? '' : ` with ${figures}`}.`;
}

/** Numbers of several models do not add up to one sentence. */
function figuresOf(runConfig: RunConfig): string {
  if (runConfig.models.length !== 1) return '';
  return figuresOfBest
    .flatMap(([tag, title]) => {
      const value = runConfig.getMetricValue({ tag });
      return value === undefined ? [] : [`${title}${figure(value)} ${metricOf(tag).family.unit}`];
    })
    .join(', ');
}

/** Where the files are, from the working directory where they lie below it. */
export function fileLines(
  { checkpointPath, summaryCsvPath }: SweepSummary,
  artifactDirectory: string,
  cwd: string,
): string[] {
  const shown = (path: string) => {
    const below = relative(cwd, path);
    return below === '' || below.startsWith('..') ? path : below;
  };
  return [
    `${shown(checkpointPath)}: every result; the same command goes on from here`,
    `${shown(summaryCsvPath)}: the tables`,
    `${shown(artifactDirectory)}: a folder per scenario with its requests, timestamps and metrics`,
  ];
}
