import { Checkpoint } from '../../../src/core/checkpoint/checkpoint.js';
import type { Quality } from '../../../src/core/metrics/quality.js';
import type { RunConfigEntry } from '../../../src/core/results/runConfigEntry.js';

const nsPerMs = 1e6;
const lengths = [64, 128, 256, 512, 1024, 2048, 4096];

/** Run configs of a server that saturates at 24 requests in flight: over concurrency, then over input lengths too. */
export function generatedCheckpoint(count: number, models: readonly string[] = ['llama-3.1-8b']): Checkpoint {
  const checkpoint = Checkpoint.empty();
  checkpoint.tool = 'genai-sweep 0.1.0';
  for (let index = 0; index < count; index++) checkpoint.results.add(entryOf(index, { count, models }));
  return checkpoint;
}

/** A sweep of which every other scenario was measured by another engine, at a server that told of itself. */
export function twoEnginesCheckpoint(): Checkpoint {
  const checkpoint = generatedCheckpoint(6);
  for (const [index, { details, measurement, ...entry }] of [...checkpoint.results.entries].entries()) {
    const engine = index % 2 === 1 ? { engine: 'aiperf', engineVersion: '0.3.0' } : {};
    const serverMetrics = { 'localhost:8000': { queued_requests_avg: index * 2, kv_cache_usage_max: 0.1 * index } };
    checkpoint.results.add({
      ...entry,
      measurement: { ...measurement, serverMetrics },
      details: { ...details!, ...engine },
    });
  }
  return checkpoint;
}

/** Six concurrencies measured, one of them with few requests, and one that failed. */
export function demoCheckpoint(): Checkpoint {
  const checkpoint = generatedCheckpoint(7);
  checkpoint.recordFailure({
    identity: 'failed-256',
    swept: [{ name: 'concurrency', value: 256 }],
    models: ['llama-3.1-8b'],
    reason: 'every request was answered with HTTP 503: the server refuses more than 200 connections',
    failedAt: '2026-11-24T14:05:12Z',
  });
  return checkpoint;
}

interface Sweep {
  readonly count: number;
  readonly models: readonly string[];
}

function entryOf(index: number, { count, models }: Sweep): RunConfigEntry {
  const isPlain = count <= 12;
  const concurrency = isPlain ? 2 ** index : 1 + Math.floor(index / lengths.length);
  const inputTokens = isPlain ? 512 : lengths[index % lengths.length]!;
  const wobble = 1 + 0.04 * Math.sin(index * 12.9898);
  const queue = Math.max(0, concurrency - 24);
  const ttftMs = (12 + inputTokens * 0.055 + concurrency * 2.1 + queue * 14) * wobble;
  const itlMs = (6.2 + Math.min(concurrency, 24) * 0.11) * wobble;
  const outputTokens = 128;
  const latencyMs = ttftMs + itlMs * (outputTokens - 1);
  const requestsPerSecond = (concurrency / latencyMs) * 1000;
  const perf = {
    time_to_first_token_avg: ttftMs * 0.7 * nsPerMs,
    time_to_first_token_p50: ttftMs * 0.68 * nsPerMs,
    time_to_first_token_p99: ttftMs * nsPerMs,
    inter_token_latency_avg: itlMs * 0.95 * nsPerMs,
    inter_token_latency_p90: itlMs * 1.02 * nsPerMs,
    inter_token_latency_p99: itlMs * 1.1 * nsPerMs,
    request_latency_avg: latencyMs * 0.9 * nsPerMs,
    request_latency_p99: latencyMs * nsPerMs,
    output_token_throughput_avg: requestsPerSecond * outputTokens,
    output_token_throughput_per_user_avg: 1000 / itlMs,
    request_throughput_avg: requestsPerSecond,
    request_count_avg: 100 + concurrency * 10,
    input_sequence_length_p99: inputTokens,
    input_sequence_length_avg: inputTokens,
    output_sequence_length_p99: outputTokens,
    output_sequence_length_avg: outputTokens,
  };
  const load = Math.min(1, concurrency / 24);
  const gpu = (share: number) => ({
    gpu_power_usage_avg: 90 + 300 * load * share,
    gpu_power_usage_p99: 110 + 310 * load * share,
    energy_consumption_p99: (3 + 9 * load) * 1e6 * share,
    gpu_utilization_p99: 20 + 78 * load * share,
    gpu_memory_used_p99: 62_000 + 200 * concurrency,
    gpu_power_limit_avg: 700,
    total_gpu_memory_avg: 81_559,
  });
  return {
    name: `${models[0]}_run_config_${index}`,
    genaiPerfParameters: { endpoint: { type: 'chat' } },
    perfAnalyzer: { modelName: models[0]!, parameters: { concurrency }, cliArgs: [] },
    measurement: {
      perfMetrics: Object.fromEntries(models.map((model, position) => [model, position === 0 ? perf : slower(perf)])),
      gpuMetrics: { gpu0: gpu(1), gpu1: gpu(0.93) },
    },
    details: {
      identity: `generated-${index}`,
      swept: [
        { name: 'concurrency', value: concurrency },
        ...(isPlain ? [] : [{ name: 'input_sequence_length', value: inputTokens }]),
      ],
      load: { kind: 'concurrency', concurrency },
      serviceKind: 'openai',
      endpointType: 'chat',
      url: 'http://localhost:8000',
      datasetEntries: 100,
      artifactDirectory: `artifacts/${models[0]}-openai-chat-concurrency${concurrency}`,
      quality: qualityOf(index, { concurrency, requestsPerSecond }),
      engine: 'builtin',
      engineVersion: '0.1.0',
      server: { version: 'vllm 0.11.0' },
      simulated: true,
    },
  };
}

function slower(perf: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(perf).map(([tag, value]) => [tag, /latency|time_to/.test(tag) ? value * 1.6 : value]),
  );
}

function qualityOf(index: number, load: { concurrency: number; requestsPerSecond: number }): Quality {
  const isShort = index % 7 === 3;
  return {
    requests: isShort ? 40 : 100 + load.concurrency * 10,
    errors: index % 7 === 6 ? { 'http 503': 1 } : {},
    achievedConcurrency: load.concurrency * 0.97,
    achievedRequestRate: load.requestsPerSecond,
    targetConcurrency: load.concurrency,
    eventLoopDelayP99Ms: 1.3,
    clientCpuShare: 0.21,
    joinedReadShare: 0.012,
    reconnects: 0,
    windowStart: '2026-11-24T14:01:02Z',
    windowEnd: `2026-11-24T14:02:${String(index % 60).padStart(2, '0')}Z`,
    outputTokenSource: 'server usage',
    inputTokenSource: 'cl100k_base',
    requestedOutputTokensMean: 128,
    outputTokensMean: 128,
  };
}
