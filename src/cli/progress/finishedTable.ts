import type { SweepType } from '../../core/sweep/scenario.js';
import type { ScenarioLabel, SweepEvent } from '../../runner/sweepEvents.js';
import type { FigureName } from '../../runner/sweepFigures.js';
import type { Paint } from '../terminal.js';
import { padStart, textWidth, wrapWords } from '../textWidth.js';
import { figure } from './figures.js';

type Started = Extract<SweepEvent, { kind: 'started' }>;
type Measured = Extract<SweepEvent, { kind: 'measured' }>;

interface Column {
  /** Two lines: what, and in which unit. */
  readonly title: readonly [string, string];
  readonly width: number;
}

const figureColumns: Readonly<Record<FigureName, Column>> = {
  ttftP99Ms: { title: ['p99 TTFT', 'ms'], width: 9 },
  requestLatencyP99Ms: { title: ['p99 latency', 'ms'], width: 11 },
  imageLatencyP99Ms: { title: ['p99 image', 'ms'], width: 9 },
  requestsPerSecond: { title: ['requests', 'per sec'], width: 9 },
  tokensPerSecond: { title: ['tokens', 'per sec'], width: 10 },
};

const sweptTitles: Readonly<Record<SweepType, readonly [string, string]>> = {
  batch_size: ['batch', 'size'],
  concurrency: ['', 'concurrency'],
  request_rate: ['request', 'rate'],
  input_sequence_length: ['input', 'tokens'],
  num_dataset_entries: ['dataset', 'entries'],
};

const gap = '  ';
/** Two spaces, a mark, a space. */
const markWidth = 4;

interface SweptColumn extends Column {
  /** One per scenario. */
  readonly values: readonly string[];
}

/** The lines that finished scenarios leave, as a table that grows. */
export interface FinishedTable {
  /** Two lines of titles. */
  header(): string[];
  measured(event: Measured): string[];
  skipped(index: number, message: string): string[];
  failed(index: number, reason: string): string[];
}

interface TableStyle {
  readonly paint: Paint;
  /** Columns of the terminal; asked for each line, since windows change. */
  readonly width: () => number;
}

/** @param sweep its scenarios, and the figures that get columns */
export function finishedTable(
  { scenarios, figures }: Pick<Started, 'scenarios' | 'figures'>,
  { paint, width }: TableStyle,
): FinishedTable {
  const swept = sweptColumns(scenarios);
  const leading = (index: number) =>
    swept.map(({ values, width: cells }) => padStart(values[index] ?? '', cells)).join(gap);
  const leadingWidth = markWidth + swept.reduce((sum, column) => sum + column.width + gap.length, 0);

  const indent = ' '.repeat(leadingWidth);
  /** A sentence beside the leading columns, going on below its own start. */
  const told = (index: number, sentence: string): string[] => {
    const [first, ...rest] = wrapWords(sentence, Math.max(20, width() - leadingWidth));
    return [`${leading(index)}${gap}${first}`, ...rest.map((line) => `${indent}${line}`)];
  };

  return {
    header: () =>
      [0, 1].map((line) => {
        const columns = [...swept, ...figures.map((name) => figureColumns[name])];
        const titles = columns.map((column) => column.title[line]!.padStart(column.width));
        return paint.dim(`${' '.repeat(markWidth)}${titles.join(gap)}`.trimEnd());
      }),

    measured(event) {
      const isFlagged = event.flags.length > 0;
      const mark = isFlagged ? paint.yellow('!') : paint.green('✓');
      const values = figures.map((name) => figure(event[name]).padStart(figureColumns[name].width));
      const text = [leading(event.index), ...values].join(gap);
      if (!isFlagged) return [`  ${mark} ${text}`];
      const flags = event.flags.map(({ label }) => label).join(', ');
      const fits = markWidth + textWidth(text) + gap.length + flags.length <= width();
      if (fits) return [`  ${mark} ${text}${gap}${paint.yellow(flags)}`];
      return [`  ${mark} ${text}`, `${indent}${paint.yellow(flags)}`];
    },

    skipped: (index, message) => {
      const [first, ...rest] = told(index, message);
      return [`  – ${first}`, ...rest].map(paint.dim);
    },

    failed: (index, reason) => {
      const [first, ...rest] = told(index, `failed: ${reason}`);
      return [`  ${paint.red('✗')} ${first}`, ...rest];
    },
  };
}

/** A column per swept parameter; the labels in one column where there is none. */
function sweptColumns(scenarios: readonly ScenarioLabel[]): SweptColumn[] {
  const parameters = scenarios[0]?.swept ?? [];
  if (parameters.length === 0)
    return [
      sweptColumn(
        ['', 'scenario'],
        scenarios.map(({ label }) => label),
      ),
    ];
  return parameters.map(({ name }, position) => {
    const values = scenarios.map(({ swept }) => String(swept[position]?.value ?? ''));
    return sweptColumn(sweptTitles[name], values);
  });
}

function sweptColumn(title: readonly [string, string], values: readonly string[]): SweptColumn {
  return { title, values, width: Math.max(...[...title, ...values].map(textWidth)) };
}
