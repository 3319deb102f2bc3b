import { relative } from 'node:path';
import pc from 'picocolors';
import { metricTitleWithoutUnit } from '../core/metrics/format.js';
import { qualityFlags } from '../core/metrics/quality.js';
import { metricOf, type PerfTag } from '../core/metrics/tags.js';
import { plural } from '../core/report/figures.js';
import type { ReportTable } from '../core/report/reportTable.js';
import { summaryTables } from '../core/report/summary.js';
import { defaultObjectiveTag } from '../core/results/objectives.js';
import type { ResultsView } from '../core/results/resultsView.js';
import type { RunConfig } from '../core/results/runConfig.js';
import type { SweepSummary } from '../runner/sweepEvents.js';
import { figure } from './progress/figures.js';
import { renderTable } from './table.js';
import { hangingLines, padEnd, textWidth } from './textWidth.js';

/** What there is to report of a sweep. */
export interface FinishedSweep {
  readonly summary: SweepSummary;
  readonly results: ResultsView;
  /** One sentence per failed scenario. */
  readonly failures: readonly string[];
  /** Absolute. */
  readonly artifactDirectory: string;
  /** Paths below it are shown short. */
  readonly cwd: string;
}

/** The end of a sweep for people: both tables, what to know before believing them, the best in words, where the files are. */
export function sweepReport(sweep: FinishedSweep, style: { readonly width: number; readonly color: boolean }): string {
  const { summary, results, failures } = sweep;
  const runConfigs = summary.runConfigs.flatMap((name) => results.get(name) ?? []);
  const { performance, gpu } = summaryTables(results, {
    runConfigs: summary.runConfigs,
    flags: true,
    measuredOnly: true,
  });
  const paint = pc.createColors(style.color);
  const simulated = runConfigs.some(({ details }) => details?.simulated) ? ' (simulated server)' : '';
  const table = (name: string, rows: ReportTable, highlightFirst: boolean) =>
    rows.rows.length === 0 ? '' : `\n${paint.bold(name)}\n\n${renderTable(rows, { ...style, highlightFirst })}`;
  const section = (name: string, lines: readonly string[]) =>
    lines.length === 0 ? '' : `\n${paint.bold(name)}\n${lines.map((line) => hung(line, style.width)).join('')}`;
  return [
    table(`Performance${simulated}`, performance, true),
    table(`GPU${simulated}`, gpu, false),
    section('Flags', flagLines(runConfigs)),
    section('Failed', failures),
    section('Not reached', notReached(summary)),
    section('Best', bestLines(runConfigs, sweep)),
    ['', paint.bold('Files'), ...fileLines(sweep, style.width), ''].join('\n'),
  ].join('');
}

function notReached({ notRun }: SweepSummary): string[] {
  return notRun === 0 ? [] : [`${plural(notRun, 'scenario')}: the same command goes on there.`];
}

/** What a reader of the tables must know; run configs of which the same is to be said share a line. */
function flagLines(runConfigs: readonly RunConfig[]): string[] {
  const namesByText = new Map<string, string[]>();
  for (const { name, details, demotions } of runConfigs) {
    const flags = details === undefined ? [] : qualityFlags(details.quality).map(({ text }) => text);
    const text = [...flags, ...demotions].join(' ');
    if (text !== '') namesByText.set(text, [...(namesByText.get(text) ?? []), name]);
  }
  return [...namesByText].map(([text, names]) => {
    const isAll = names.length === runConfigs.length && names.length > 1;
    return `${isAll ? `all ${names.length}` : names.join(', ')}: ${text}`;
  });
}

const figuresOfBest: readonly (readonly [tag: PerfTag, title: string])[] = [
  ['request_throughput_avg', ''],
  ['output_token_throughput_avg', ''],
  ['time_to_first_token_p99', 'p99 TTFT '],
  ['request_latency_p99', 'p99 request latency '],
  ['image_latency_p99', 'p99 image latency '],
];

/** What else people rank by; the first that was measured is the example. */
const otherObjectives = ['time_to_first_token_p99', 'request_latency_p99'] as const satisfies readonly PerfTag[];

/** The best one in words, and how to ask for another kind of best; empty when nothing was measured. */
function bestLines(runConfigs: readonly RunConfig[], { summary, cwd }: FinishedSweep): string[] {
  const [best] = runConfigs;
  if (best === undefined) return [];
  const objective = metricTitleWithoutUnit(metricOf(defaultObjectiveTag)).toLowerCase();
  const swept = (best.details?.swept ?? []).map(({ name, value }) => `${name}=${value}`).join(', ');
  const named = swept === '' ? best.name : `${swept} (${best.name})`;
  const figures = figuresOf(best);
  const checkpoint = shownPath(summary.checkpointPath, cwd);
  const file = checkpoint === 'checkpoint.json' ? '' : ` ${checkpoint}`;
  const isMeasured = (tag: PerfTag) =>
    best.models.some((model) => best.getModelPerfMetricValue(model, tag) !== undefined);
  const other = otherObjectives.find(isMeasured) ?? otherObjectives[0];
  return [
    `By ${objective}: ${named}${figures === '' ? '' : ` with ${figures}`}.`,
    `By something else: genai-sweep rank${file} --objective ${other}`,
  ];
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

/** A sentence in lines, those after the first a little further in. */
function hung(sentence: string, width: number): string {
  return hangingLines(sentence, { first: '  ', rest: '    ', width })
    .map((line) => `${line}\n`)
    .join('');
}

/** Paths with what is there, where there is room to say it. */
function fileLines({ summary, artifactDirectory, cwd }: FinishedSweep, width: number): string[] {
  const files = [
    [summary.checkpointPath, 'every result; the same command goes on from it'],
    [summary.summaryCsvPath, 'both tables'],
    [artifactDirectory, 'per scenario: requests, timestamps, metrics'],
  ] as const;
  const paths = files.map(([path]) => shownPath(path, cwd));
  const pathWidth = Math.max(...paths.map(textWidth));
  return files.map(([, content], index) => {
    const line = `  ${padEnd(paths[index]!, pathWidth)}  ${content}`;
    return textWidth(line) <= width ? line : `  ${paths[index]}`;
  });
}

/** Short where it lies below the working directory. */
function shownPath(path: string, cwd: string): string {
  const below = relative(cwd, path);
  return below === '' || below.startsWith('..') ? path : below;
}
