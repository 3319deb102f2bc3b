import type { Quality } from '../../../src/core/metrics/quality.js';
import type { GpuTag, PerfTag, ServerTag } from '../../../src/core/metrics/tags.js';
import type { RunConfigDetails } from '../../../src/core/results/runConfigDetails.js';
import type { RunConfigEntry } from '../../../src/core/results/runConfigEntry.js';

type Values<Tag extends string> = Partial<Record<Tag, number>>;

/** What a sample run config is made of; raw units. */
export interface Sample {
  readonly name?: string;
  /** Records of the model `gpt2`, unless `models` is given. */
  readonly perf?: Values<PerfTag>;
  readonly models?: Record<string, Values<PerfTag>>;
  readonly gpus?: Record<string, Values<GpuTag>>;
  readonly servers?: Record<string, Values<ServerTag>>;
  /** Failed requests of 100. */
  readonly failed?: number;
  readonly details?: Partial<RunConfigDetails>;
}

/** A run config with only what a test needs. */
export function sampleEntry(sample: Sample, index = 0): RunConfigEntry {
  const {
    name = `gpt2_run_config_${index}`,
    perf = {},
    models = { gpt2: perf },
    gpus = {},
    servers,
    failed,
    details,
  } = sample;
  const modelName = Object.keys(models)[0] ?? '';
  return {
    name,
    genaiPerfParameters: { endpoint: { type: 'chat', streaming: true }, input: { num_dataset_entries: 100 } },
    perfAnalyzer: { modelName, parameters: { concurrency: index + 1 }, cliArgs: ['perf_analyzer', '-m', modelName] },
    measurement: { perfMetrics: models, gpuMetrics: gpus, ...(servers && { serverMetrics: servers }) },
    ...((failed !== undefined || details !== undefined) && { details: sampleDetails(failed ?? 0, details) }),
  };
}

/** Several run configs, numbered. */
export function sampleEntries(samples: readonly Sample[]): RunConfigEntry[] {
  return samples.map(sampleEntry);
}

/** Details of a scenario of 100 requests. */
export function sampleDetails(failed: number, changes: Partial<RunConfigDetails> = {}): RunConfigDetails {
  const quality: Quality = {
    requests: 100 - failed,
    errors: failed > 0 ? { 'http 503': failed } : {},
    achievedConcurrency: 7.9,
    achievedRequestRate: 12.5,
    targetConcurrency: 8,
    eventLoopDelayP99Ms: 1.5,
    clientCpuShare: 0.1,
    joinedReadShare: 0,
    reconnects: 0,
    windowStart: '2026-11-24T14:00:00.000Z',
    windowEnd: '2026-11-24T14:01:00.000Z',
    outputTokenSource: 'server usage',
    inputTokenSource: 'tokenizer',
  };
  return {
    identity: 'a'.repeat(64),
    swept: [{ name: 'concurrency', value: 8 }],
    load: { kind: 'concurrency', concurrency: 8 },
    serviceKind: 'openai',
    endpointType: 'chat',
    url: 'http://localhost:8000',
    datasetEntries: 100,
    artifactDirectory: 'artifacts/gpt2-openai-chat-concurrency8',
    quality,
    engine: 'builtin',
    engineVersion: '0.1.0',
    ...changes,
  };
}
