import type { Checkpoint } from '../../core/checkpoint/checkpoint.js';
import { formatNumber, metricTitleWithoutUnit } from '../../core/metrics/format.js';
import { isMetricTag, type MetricTag, metricOf } from '../../core/metrics/tags.js';
import { defaultObjectiveTag } from '../../core/results/objectives.js';
import type { RunConfig } from '../../core/results/runConfig.js';
import type { SweptValue } from '../../core/sweep/scenario.js';
import { scenarioTitle } from '../../core/sweep/scenarioNames.js';
import { contentOfCheckpoint } from '../../protocol/contentOfCheckpoint.js';
import { orderByView } from '../../protocol/orderByView.js';
import type { ViewState } from '../../protocol/viewState.js';
import type { ScenarioState } from '../sweep/sweepState.js';

/** How a scenario stands; each has an icon and a word. */
export type ScenarioStanding =
  /** First of those that keep every limit. */
  | 'best'
  | 'passing'
  /** Breaks a constraint. */
  | 'overLimit'
  /** Ranks below all others: too many errors, or a metric that counts is missing. */
  | 'demoted'
  | 'failed'
  | 'running'
  /** Its turn comes in the sweep that is running. */
  | 'waiting'
  /** Planned once, and neither measured nor failed. */
  | 'missing';

/** A scenario of a checkpoint, measured or not. */
export interface ListedScenario {
  /** Unique in its list, the same as long as the scenario is. */
  readonly id: string;
  readonly standing: ScenarioStanding;
  /** `concurrency=8`. */
  readonly title: string;
  readonly swept: readonly { readonly name: string; readonly value: number }[];
  /** Undefined before it was measured. */
  readonly runConfig: string | undefined;
  /** Identity of a failed one. */
  readonly identity: string | undefined;
  /** The first objective's value with its unit: `12.41 requests/sec`; empty when not measured. */
  readonly figure: string;
  /** Why it stands so, a sentence each. */
  readonly reasons: readonly string[];
}

/** What a list is made of. */
export interface ListInput {
  readonly checkpoint: Checkpoint;
  readonly view: ViewState;
  /** Share of failed requests above which a run config ranks below all others. */
  readonly errorRateLimit: number;
  /** Scenarios of the sweep that is running here; undefined while none is. */
  readonly running: readonly ScenarioState[] | undefined;
  /** What was planned here last. */
  readonly planned: readonly PlannedBefore[];
}

/** A scenario that was planned, with the run config that it became. */
export interface PlannedBefore {
  readonly swept: readonly SweptValue[];
  readonly runConfig?: string | undefined;
}

/** All scenarios of a checkpoint: measured ones best first, then the one running, failed ones, and those to come. */
export function listScenarios(input: ListInput): ListedScenario[] {
  const { checkpoint, view, errorRateLimit, running } = input;
  const { results } = checkpoint;
  results.setErrorRateLimit(errorRateLimit);
  const { order } = orderByView(results, view);
  const titles = titlesOf(checkpoint, errorRateLimit);
  const tag = shownTag(view);
  const first = order.find((each) => each.isPassingConstraints());
  const best = first?.demotions.length === 0 ? first : undefined;
  const measured = order.map((runConfig): ListedScenario => {
    const standing = runConfig === best ? 'best' : standingOf(runConfig);
    const failing = runConfig.checkConstraints().filter(({ passes }) => !passes);
    return {
      id: runConfig.name,
      standing,
      ...titles.get(runConfig.name)!,
      runConfig: runConfig.name,
      identity: runConfig.details?.identity,
      figure: figureOf(runConfig, tag),
      reasons: [...failing.map(({ reason }) => reason), ...runConfig.demotions],
    };
  });
  return [...measured, ...unmeasured(running ?? []), ...failedOnes(input), ...missing(input)];
}

/** The first objective's title, as the figures are to be read: `Request Throughput`. */
export function figureTitle(view: ViewState): string {
  return metricTitleWithoutUnit(metricOf(shownTag(view)));
}

function standingOf(runConfig: RunConfig): ScenarioStanding {
  if (!runConfig.isPassingConstraints()) return 'overLimit';
  return runConfig.demotions.length > 0 ? 'demoted' : 'passing';
}

function shownTag({ objectives }: ViewState): MetricTag {
  const first = objectives.find(({ tag, weight }) => isMetricTag(tag) && weight > 0)?.tag;
  return first === undefined ? defaultObjectiveTag : metricOf(first).tag;
}

function figureOf(runConfig: RunConfig, tag: MetricTag): string {
  const [model] = runConfig.models;
  const value = runConfig.getMetricValue({ tag, model });
  return value === undefined ? '' : `${formatNumber(value)} ${metricOf(tag).family.unit}`;
}

/** What was swept names a run config; where nothing differs, its load does. */
function titlesOf(checkpoint: Checkpoint, errorRateLimit: number) {
  const runnable = { allowed: false, reason: null };
  const { rows } = contentOfCheckpoint(checkpoint, { view: null, errorRateLimit, runnable });
  const swept = rows.parameters.filter(({ isSwept }) => isSwept);
  const shown = swept.length > 0 ? swept : rows.parameters.slice(0, 1);
  return new Map(
    rows.names.map((name, row) => {
      const values = shown
        .map((parameter) => ({ name: parameter.name, value: parameter.values[row]! }))
        .filter(({ value }) => !Number.isNaN(value));
      return [name, { title: titleOf(values) || name, swept: values }] as const;
    }),
  );
}

function titleOf(values: readonly { readonly name: string; readonly value: number }[]): string {
  return scenarioTitle(values as readonly SweptValue[]);
}

function unmeasured(running: readonly ScenarioState[]): ListedScenario[] {
  const order = ['running', 'waiting'] as const;
  return order.flatMap((standing) =>
    running
      .filter(({ state }) => state === standing)
      .map(({ title, swept }) => ({ ...nothingMeasured, id: `planned ${title}`, standing, title, swept })),
  );
}

const nothingMeasured = { runConfig: undefined, identity: undefined, figure: '', reasons: [] } as const;

/** Failures that are being tried again are listed as what they are now. */
function failedOnes({ checkpoint, running = [] }: ListInput): ListedScenario[] {
  const underWay = new Set(
    running.filter(({ state }) => state === 'running' || state === 'waiting').map(({ title }) => title),
  );
  return checkpoint.failedScenarios
    .map(({ identity, swept, reason }): ListedScenario => {
      const title = titleOf(swept) || identity.slice(0, 8);
      const rest = { ...nothingMeasured, identity, reasons: [reason] };
      return { ...rest, id: `failed ${identity}`, standing: 'failed', title, swept };
    })
    .filter(({ title }) => !underWay.has(title));
}

function missing({ checkpoint, planned, running }: ListInput): ListedScenario[] {
  if (running !== undefined) return [];
  const { results, failedScenarios } = checkpoint;
  const known = new Set([
    ...results.inInsertionOrder.map(({ details }) => titleOf(details?.swept ?? [])),
    ...failedScenarios.map(({ swept }) => titleOf(swept)),
  ]);
  return planned
    .filter(({ runConfig }) => runConfig === undefined || results.get(runConfig) === undefined)
    .map(({ swept }) => ({ swept, title: titleOf(swept) }))
    .filter(({ title }) => !known.has(title))
    .map(({ swept, title }) => ({ ...nothingMeasured, id: `planned ${title}`, standing: 'missing', title, swept }));
}
