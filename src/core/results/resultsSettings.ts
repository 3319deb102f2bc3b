import type { RunConstraints } from './constraints.js';
import {
  checkObjectives,
  defaultObjectiveTag,
  type GpuMetricObjectives,
  type PerfMetricObjectives,
  type ServerMetricObjectives,
} from './objectives.js';
import type { RankingRules } from './ranking.js';

/** Share of failed requests above which a run config ranks below all others. */
const defaultErrorRateLimit = 0.01;

/** What somebody ranks and filters results by. */
export interface ResultsSettings {
  readonly perfObjectives: PerfMetricObjectives;
  readonly gpuObjectives: GpuMetricObjectives;
  readonly serverObjectives: ServerMetricObjectives;
  readonly modelWeights: ReadonlyMap<string, number>;
  readonly errorRateLimit: number;
  readonly constraints: RunConstraints | undefined;
}

/** Nothing set: the default objective, no constraints. */
export const initialSettings: ResultsSettings = {
  perfObjectives: {},
  gpuObjectives: {},
  serverObjectives: {},
  modelWeights: new Map(),
  errorRateLimit: defaultErrorRateLimit,
  constraints: undefined,
};

/** The ranking that the settings ask for; without any objective, even one of weight 0, it is by request throughput. */
export function rulesOf(settings: ResultsSettings, models: readonly string[]): RankingRules {
  const { perfObjectives, gpuObjectives, serverObjectives, modelWeights, errorRateLimit } = settings;
  const isSet = [perfObjectives, gpuObjectives, serverObjectives].some((byModel) =>
    Object.values(byModel).some((tags) => Object.keys(tags).length > 0),
  );
  const byDefault = () => Object.fromEntries(models.map((model) => [model, { [defaultObjectiveTag]: 1 }]));
  const objectives = isSet
    ? [
        ...checkObjectives(perfObjectives, 'perf'),
        ...checkObjectives(gpuObjectives, 'gpu'),
        ...checkObjectives(serverObjectives, 'server'),
      ]
    : checkObjectives(byDefault(), 'perf');
  return { objectives, modelWeights, errorRateLimit };
}
