import { checkToolPlan } from './engineRules.js';
import { checkInputs, checkLength } from './inputFileRules.js';
import { optionDefaults } from './optionDefaults.js';
import { OptionError } from './optionError.js';
import type { SweepOptions } from './options.js';
import type { PlanContext, PlannedScenario, SweepPlan } from './plan.js';
import { planNotices } from './planNotices.js';
import {
  expectedRequests,
  isSchedule,
  resolveLoad,
  resolveStop,
  resolveWarmup,
  resolveWholeStop,
} from './requestRules.js';
import { resolveEndpoint } from './resolveEndpoint.js';
import type { Endpoint, Scenario, SweepType, SweptValue } from './scenario.js';
import { artifactName, loadValue, scenarioLabel, scenarioTitle } from './scenarioNames.js';
import { checkSessions } from './sessionRules.js';
import { type SweepAxis, sweepAxes } from './sweepAxes.js';
import { resolveWorkload } from './workloadRules.js';

/** More scenarios than this are asked about first. */
const manyScenarios = 200;
const mostScenarios = 10_000;

/**
 * All scenarios that the options ask for: every combination of the swept values, or a single one named by its load
 * (`profile`).
 * @param options checked by `parseOptions`
 * @throws {OptionError} for what only the context shows to be impossible
 */
export function planSweep(options: SweepOptions, context: PlanContext): SweepPlan {
  const axes = sweepAxes(options);
  const endpoint = resolveEndpoint(options, context.serviceKind, context);
  const { inputFile } = context;
  checkSessions(options, { inputFile, endpointType: endpoint.endpointType, swept: axes.map(({ name }) => name) });
  checkInputs(options, endpoint, inputFile);
  checkToolPlan(options, { endpointType: endpoint.endpointType, inputFile });
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > mostScenarios)
    throw new OptionError(`the sweep has ${count} scenarios; ${mostScenarios} is the most: sweep fewer values`);
  const scenarios = grid(axes).map((values) => planScenario(options, { context, endpoint, swept: values }));
  const isMany = count > manyScenarios && options.yes !== true;
  return {
    scenarios,
    swept: axes.map(({ name }) => name),
    notices: [...axes.flatMap(({ notices }) => notices), ...planNotices(scenarios, options, inputFile)],
    ...(isMany && { confirmation: `the sweep has ${count} scenarios: add --yes if that is meant` }),
  };
}

/** Every combination of the axes' values; the last axis varies fastest. One empty combination without axes. */
function grid(axes: readonly SweepAxis[]): SweptValue[][] {
  return axes.reduce<SweptValue[][]>(
    (rows, { name, values }) => rows.flatMap((row) => values.map((value) => [...row, { name, value }])),
    [[]],
  );
}

/** Its rate is a mean that nobody asked for. */
const scheduleNames = { label: 'fixed_schedule', title: 'fixed schedule' };

interface ScenarioPlanning {
  readonly context: PlanContext;
  readonly endpoint: Endpoint;
  readonly swept: readonly SweptValue[];
}

function planScenario(options: SweepOptions, { context, endpoint, swept }: ScenarioPlanning): PlannedScenario {
  const sweptValues: { readonly [Name in SweepType]?: number } = Object.fromEntries(
    swept.map(({ name, value }) => [name, value]),
  );
  const { inputFile } = context;
  const load = resolveLoad(options, { swept: sweptValues, inputFile });
  const wholeStop = resolveWholeStop(options, { load, inputFile, swept: sweptValues });
  const stop = wholeStop ?? resolveStop(options, load);
  const requests = expectedRequests(stop, load);
  const workload = resolveWorkload(options, { swept: sweptValues, load, requests, inputFile });
  if (inputFile !== undefined) checkLength(workload, inputFile, sweptValues.num_dataset_entries);
  const scenario: Scenario = {
    swept,
    endpoint,
    workload,
    load,
    stop,
    warmupRequests: resolveWarmup(options, { load, isWhole: wholeStop !== undefined }),
    seed: options.randomSeed ?? optionDefaults.randomSeed,
    goodput: options.goodput ?? {},
    tokenizer: context.tokenizer,
    ...(options.label !== undefined && { label: options.label }),
  };
  const { inputTokens, outputTokens, prefixPrompts, batchSize } = workload;
  const promptTokens = inputTokens.mean + (prefixPrompts.count > 0 ? prefixPrompts.tokens : 0);
  const named = swept.length > 0 ? swept : [loadValue(load)];
  const names = isSchedule(load) && swept.length === 0 ? scheduleNames : undefined;
  const isLoadNamed = named.some(({ name }) => name === 'concurrency' || name === 'request_rate');
  const isLoadGiven = [options.concurrency, options.sessionConcurrency, options.requestRate].some(
    (value) => value !== undefined,
  );
  return {
    scenario,
    named,
    label: names?.label ?? scenarioLabel(named),
    title: names?.title ?? scenarioTitle(named),
    artifactName: artifactName(endpoint, {
      label: names?.label ?? scenarioLabel(isLoadGiven && !isLoadNamed ? [...named, loadValue(load)] : named),
      engine: options.engine ?? optionDefaults.engine,
    }),
    requests,
    inputTokens: requests === undefined || inputFile ? undefined : requests * batchSize * promptTokens,
    outputTokens: requests === undefined || !outputTokens ? undefined : requests * batchSize * outputTokens.mean,
  };
}
