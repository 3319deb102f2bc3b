import type { PlannedScenario, SweepPlan } from '../sweep/plan.js';
import type { StopRule } from '../sweep/scenario.js';
import { duration, plural } from './figures.js';
import type { ReportColumn, ReportTable } from './reportTable.js';

/** Who is asked, and how: `gpt2 at http://localhost:8000/v1/chat/completions, streaming`. */
export function targetSentence({ scenario }: PlannedScenario): string {
  const { models, url, path, streaming } = scenario.endpoint;
  return `${models.join(', ')} at ${url}${path}, ${streaming ? 'streaming' : 'not streaming'}`;
}

interface PlanColumn extends ReportColumn {
  readonly cell: (scenario: PlannedScenario) => string;
}

const number = (title: string, shortTitle: string, value: (scenario: PlannedScenario) => number | undefined) =>
  ({
    title,
    shortTitle,
    align: 'right',
    cell: (scenario) => String(value(scenario) ?? ''),
  }) satisfies PlanColumn;

const columns: readonly PlanColumn[] = [
  { title: 'Scenario', align: 'left', cell: ({ title }) => title },
  number('Requests', 'Requests', ({ requests }) => requests),
  number('Warm-up', 'Warm-up', ({ scenario }) => scenario.warmupRequests),
  number('Prompt Tokens', 'Prompt Tok.', ({ inputTokens }) => inputTokens),
  number('Output Tokens', 'Output Tok.', ({ outputTokens }) => outputTokens),
  {
    title: 'Longest Time',
    shortTitle: 'Longest',
    align: 'right',
    cell: ({ scenario }) => {
      const milliseconds = longestMs(scenario.stop);
      return milliseconds === undefined ? '' : duration(milliseconds);
    },
  },
];

/** A row per scenario. */
export function planTable({ scenarios }: SweepPlan): ReportTable {
  return { columns, rows: scenarios.map((scenario) => columns.map(({ cell }) => cell(scenario))) };
}

/** What a plan comes to. */
export interface PlanTotals {
  readonly scenarios: number;
  /** At most; undefined where only time will tell. */
  readonly requests: number | undefined;
  /** At most; undefined where nobody knows their length. */
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  /** Of measuring, at the longest; undefined where a scenario waits for its last answer. */
  readonly longestMs: number | undefined;
}

/** Sums a plan up. */
export function planTotals({ scenarios }: SweepPlan): PlanTotals {
  return {
    scenarios: scenarios.length,
    requests: sum(scenarios.map(({ requests }) => requests)),
    inputTokens: sum(scenarios.map(({ inputTokens }) => inputTokens)),
    outputTokens: sum(scenarios.map(({ outputTokens }) => outputTokens)),
    longestMs: sum(scenarios.map(({ scenario }) => longestMs(scenario.stop))),
  };
}

/** The totals in one sentence. */
export function totalSentence(plan: SweepPlan): string {
  const { scenarios, requests, inputTokens, outputTokens, longestMs: milliseconds } = planTotals(plan);
  const parts = [
    requests === undefined ? 'as many requests as fit in' : `at most ${plural(requests, 'request')}`,
    inputTokens === undefined ? undefined : `${plural(inputTokens, 'prompt token')}`,
    outputTokens === undefined ? undefined : `${plural(outputTokens, 'output token')}`,
    milliseconds === undefined
      ? 'each scenario until its last answer'
      : `${duration(milliseconds)} of measuring at the longest`,
  ];
  return `${plural(scenarios, 'scenario')}: ${parts.filter((part) => part !== undefined).join(', ')}.`;
}

/** Time after which a scenario ends even when requests are missing; undefined when it waits for all of them. */
export function longestMs(stop: StopRule): number | undefined {
  if (stop.kind === 'interval') return stop.milliseconds;
  return stop.kind === 'default' ? stop.maxMilliseconds : undefined;
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce((total, value) => (total === undefined || value === undefined ? undefined : total + value), 0);
}
