import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Checkpoint } from '../../src/core/checkpoint/checkpoint.js';
import { type Metric, metrics } from '../../src/core/metrics/tags.js';
import type { RunConfigEntry } from '../../src/core/results/runConfigEntry.js';

const perfTags = tagsOf('perf', 61).concat('output_token_throughput_avg', 'request_throughput_avg');
const gpuTags = tagsOf('gpu', 9);
const gpus = ['gpu0', 'gpu1'];

function tagsOf(kind: Metric['family']['kind'], count: number): string[] {
  const ofKind = metrics.filter(({ family }) => family.kind === kind);
  return ofKind.slice(0, count).map(({ tag }) => tag);
}

/** Run configs with 81 records each: 63 of the model, 9 of each of two GPUs. The numbers are made up, and fixed. */
export function* madeUpRunConfigs(count: number): Generator<RunConfigEntry> {
  const path = resolve(import.meta.dirname, '../../test/fixtures/genai-perf-versions/0.0.16.json');
  const [{ genaiPerfParameters, perfAnalyzer }] = [...Checkpoint.parse(readFileSync(path, 'utf8')).results.entries] as [
    RunConfigEntry,
  ];
  const random = randomNumbers();
  const records = (tags: readonly string[]) => Object.fromEntries(tags.map((tag) => [tag, random() * 1e9]));
  for (let index = 0; index < count; index++) {
    const concurrency = index + 1;
    yield {
      name: `gpt2_run_config_${index}`,
      genaiPerfParameters,
      perfAnalyzer: { ...perfAnalyzer, parameters: { concurrency } },
      measurement: {
        perfMetrics: { gpt2: records(perfTags) },
        gpuMetrics: Object.fromEntries(gpus.map((gpu) => [gpu, records(gpuTags)])),
      },
      details: detailsOf(index, concurrency),
    };
  }
}

function detailsOf(index: number, concurrency: number): RunConfigEntry['details'] {
  return {
    identity: index.toString(16).padStart(64, '0'),
    swept: [{ name: 'concurrency', value: concurrency }],
    load: { kind: 'concurrency', concurrency },
    serviceKind: 'openai',
    endpointType: 'chat',
    url: 'http://localhost:8000',
    datasetEntries: 100,
    artifactDirectory: `artifacts/gpt2-openai-chat-concurrency${concurrency}`,
    quality: {
      requests: 100,
      errors: {},
      achievedConcurrency: concurrency,
      achievedRequestRate: 12.5,
      eventLoopDelayP99Ms: 0.4,
      clientCpuShare: 0.1,
      joinedReadShare: 0,
      reconnects: 0,
      windowStart: '2025-11-24T14:02:00.000Z',
      windowEnd: '2025-11-24T14:03:00.000Z',
      outputTokenSource: 'server usage',
      inputTokenSource: 'cl100k_base',
    },
    engine: 'builtin',
    engineVersion: '0.1.0',
  };
}

/** The text of a checkpoint.json with so many run configs. */
export function checkpointText(count: number): string {
  const checkpoint = Checkpoint.empty();
  for (const entry of madeUpRunConfigs(count)) checkpoint.results.add(entry);
  return checkpoint.toText();
}

/** A small generator of numbers between 0 and 1 with a fixed start. */
function randomNumbers(): () => number {
  let state = 42;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return (state + 1) / 2 ** 31;
  };
}
