import { Checkpoint } from '../../../src/core/checkpoint/checkpoint.js';
import type { Quality } from '../../../src/core/metrics/quality.js';
import { type Metric, metrics } from '../../../src/core/metrics/tags.js';
import type { JsonObject } from '../../../src/core/results/json.js';
import type { RunConfigEntry } from '../../../src/core/results/runConfigEntry.js';
import { genaiPerfConfig } from '../../../src/core/sweep/genaiPerfConfig.js';
import { perfAnalyzerConfig } from '../../../src/core/sweep/perfAnalyzerConfig.js';
import type { PlannedScenario } from '../../../src/core/sweep/plan.js';
import { optionsOfLine, planOf } from '../../unit/sweep/commandLine.js';

/** What a checkpoint of a test is made of. */
export interface SweepParts {
  /** Options of the analyze command. */
  readonly line: string;
  /** All models that were measured; the command names the first. */
  readonly models: readonly string[];
  readonly gpus: readonly string[];
  /** Servers that told of themselves; none by default. */
  readonly servers?: readonly string[];
  /** The last scenario failed instead of being measured. */
  readonly withFailure?: boolean;
}

/** A checkpoint as a sweep of this program leaves it, all metrics in it; the numbers are made up, and fixed. */
export function sweptCheckpoint({ line, models, gpus, servers = [], withFailure = false }: SweepParts): Checkpoint {
  const checkpoint = Checkpoint.empty();
  checkpoint.tool = 'genai-sweep 0.1.0';
  checkpoint.gpuNames = Object.fromEntries(gpus.map((gpu, at) => [`host/GPU-${at}`, gpu]));
  const { scenarios } = planOf(optionsOfLine(line));
  const measured = withFailure ? scenarios.slice(0, -1) : scenarios;
  for (const [index, planned] of measured.entries()) {
    checkpoint.results.add(entryOf(planned, `${models[0]}_run_config_${index}`, { models, gpus, servers }));
  }
  const failed = withFailure ? scenarios.at(-1) : undefined;
  if (failed !== undefined) {
    checkpoint.recordFailure({
      identity: 'f00d',
      swept: failed.named,
      models,
      reason: 'The server answered "HTTP 503".',
      failedAt: '2025-11-24T14:02:00.000Z',
    });
  }
  return checkpoint;
}

const quality: Quality = {
  requests: 100,
  errors: { 'http 503': 1 },
  achievedConcurrency: 3.9,
  achievedRequestRate: 12.5,
  eventLoopDelayP99Ms: 0.4,
  clientCpuShare: 0.1,
  joinedReadShare: 0,
  reconnects: 0,
  windowStart: '2025-11-24T14:02:00.000Z',
  windowEnd: '2025-11-24T14:03:00.000Z',
  outputTokenSource: 'server usage',
  inputTokenSource: 'cl100k_base',
};

function entryOf(
  planned: PlannedScenario,
  name: string,
  { models, gpus, servers }: Required<Pick<SweepParts, 'models' | 'gpus' | 'servers'>>,
): RunConfigEntry {
  const { scenario } = planned;
  const artifactDirectory = `artifacts/${planned.artifactName}`;
  const perfAnalyzer = perfAnalyzerConfig(scenario, { artifactDirectory, profileExportFile: 'profile_export.json' });
  return {
    name,
    genaiPerfParameters: genaiPerfConfig(scenario)._parameters as JsonObject,
    perfAnalyzer: {
      modelName: perfAnalyzer._model_name,
      parameters: perfAnalyzer._parameters,
      cliArgs: perfAnalyzer._cli_args,
    },
    measurement: {
      perfMetrics: Object.fromEntries(models.map((model) => [model, records('perf', `${name} ${model}`)])),
      gpuMetrics: Object.fromEntries(gpus.map((gpu) => [gpu, records('gpu', `${name} ${gpu}`)])),
      ...(servers.length > 0 && {
        serverMetrics: Object.fromEntries(servers.map((server) => [server, records('server', `${name} ${server}`)])),
      }),
    },
    details: {
      identity: name,
      swept: planned.named,
      load: scenario.load,
      serviceKind: scenario.endpoint.serviceKind,
      endpointType: scenario.endpoint.endpointType,
      url: 'http://localhost:8000',
      datasetEntries: scenario.workload.datasetEntries,
      artifactDirectory,
      quality,
      engine: 'builtin',
      engineVersion: '0.1.0',
      server: { version: 'vllm 0.11.0' },
    },
  };
}

function records(kind: Metric['family']['kind'], seed: string): Record<string, number> {
  const ofKind = metrics.filter(({ family }) => family.kind === kind);
  return Object.fromEntries(ofKind.map(({ tag }) => [tag, madeUpValue(`${seed} ${tag}`)]));
}

/** Between 1 and some 60,000, with a fraction. */
function madeUpValue(key: string): number {
  let hash = 17;
  for (const character of key) hash = (hash * 31 + character.charCodeAt(0)) % 1_000_003;
  return 1 + hash / 17;
}
