import type { ReportColumn, ReportTable } from '../core/report/reportTable.js';
import type { PlannedScenario, SweepPlan } from '../core/sweep/plan.js';
import type { StopRule } from '../core/sweep/scenario.js';
import type { PreparedSweep, ServerFinding } from '../runner/prepareSweep.js';
import { count, duration, plural } from './progress/figures.js';

/** Who is asked, and how: `gpt2 at http://localhost:8000/v1/chat/completions, streaming`. */
export function targetSentence({ scenario }: PlannedScenario): string {
  const { models, url, path, streaming } = scenario.endpoint;
  return `${models.join(', ')} at ${url}${path}, ${streaming ? 'streaming' : 'not streaming'}`;
}

/** What was found at the URL: `Server: /v1/models answers, llama.cpp 1.2, serves gpt2.` */
export function serverSentence(server: ServerFinding): string {
  if ('problem' in server) return `Server: ${server.problem}.`;
  const { foundBy, fingerprint, servedModels, simulated } = server;
  const parts = [
    foundBy,
    fingerprint.version,
    fingerprint.maxModelLength === undefined ? undefined : `context of ${count(fingerprint.maxModelLength)} tokens`,
    servedModels === undefined ? undefined : `serves ${servedModels.join(', ')}`,
    simulated ? 'simulated' : undefined,
  ];
  return `Server: ${parts.filter((part) => part !== undefined).join(', ')}.`;
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

/** The sums, in one sentence. */
export function totalSentence({ scenarios }: SweepPlan): string {
  const requests = sum(scenarios.map((scenario) => scenario.requests));
  const inputTokens = sum(scenarios.map((scenario) => scenario.inputTokens));
  const outputTokens = sum(scenarios.map((scenario) => scenario.outputTokens));
  const milliseconds = sum(scenarios.map(({ scenario }) => longestMs(scenario.stop)));
  const parts = [
    requests === undefined ? 'as many requests as fit in' : `at most ${plural(requests, 'request')}`,
    inputTokens === undefined ? undefined : `${plural(inputTokens, 'prompt token')}`,
    outputTokens === undefined ? undefined : `${plural(outputTokens, 'output token')}`,
    milliseconds === undefined
      ? 'each scenario until its last answer'
      : `${duration(milliseconds)} of measuring at the longest`,
  ];
  return `${plural(scenarios.length, 'scenario')}: ${parts.filter((part) => part !== undefined).join(', ')}.`;
}

/** All of it for programs; a number that cannot be known is null. */
export function planJson({ plan, server }: Pick<PreparedSweep, 'plan' | 'server'>): unknown {
  return {
    server,
    swept: plan.swept,
    scenarios: plan.scenarios.map(({ scenario, title, artifactName, requests, inputTokens, outputTokens }) => ({
      title,
      swept: scenario.swept,
      load: scenario.load,
      requests: requests ?? null,
      warmupRequests: scenario.warmupRequests,
      inputTokens: inputTokens ?? null,
      outputTokens: outputTokens ?? null,
      longestMs: longestMs(scenario.stop) ?? null,
      artifactName,
    })),
    notices: plan.notices,
    confirmation: plan.confirmation ?? null,
  };
}

/** Time after which a scenario ends even when requests are missing; undefined when it waits for all of them. */
function longestMs(stop: StopRule): number | undefined {
  if (stop.kind === 'interval') return stop.milliseconds;
  return stop.kind === 'default' ? stop.maxMilliseconds : undefined;
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce((total, value) => (total === undefined || value === undefined ? undefined : total + value), 0);
}
