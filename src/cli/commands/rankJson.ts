import type { ResultsView } from '../../core/results/resultsView.js';
import type { RunConfig } from '../../core/results/runConfig.js';

/** All run configs for programs, best first: those that pass and those that do not, with every value in display units. */
export function rankJson(results: ResultsView, explain: boolean): object {
  return {
    models: results.models,
    gpus: results.gpus,
    servers: results.servers,
    runConfigs: results.runConfigs.map((runConfig, index) => ({
      rank: index + 1,
      ...runConfigJson(runConfig),
      ...(explain && { explanation: explanationJson(results, runConfig) }),
    })),
  };
}

/** One run config with its records: `{ perfMetrics: { gpt2: { time_to_first_token_p99: 33.54 } } }`. */
function runConfigJson(runConfig: RunConfig): object {
  return {
    name: runConfig.name,
    models: runConfig.models,
    gpus: runConfig.gpus,
    servers: runConfig.servers,
    score: runConfig.score,
    demotions: runConfig.demotions,
    passesConstraints: runConfig.isPassingConstraints(),
    constraints: runConfig.checkConstraints(),
    engine: runConfig.engine,
    swept: runConfig.details?.swept,
    perfMetrics: valuesOf(runConfig.getAllPerfMetrics()),
    gpuMetrics: valuesOf(runConfig.getAllGpuMetrics()),
    serverMetrics: valuesOf(runConfig.getAllServerMetrics()),
    quality: runConfig.details?.quality,
  };
}

function valuesOf(bySubject: Readonly<Record<string, readonly { readonly tag: string; readonly value: number }[]>>) {
  return Object.fromEntries(
    Object.entries(bySubject).map(([subject, records]) => [
      subject,
      Object.fromEntries(records.map(({ tag, value }) => [tag, value])),
    ]),
  );
}

function explanationJson(results: ResultsView, { name }: RunConfig): object {
  const { contributions, next } = results.explain(name);
  return { contributions, next };
}
