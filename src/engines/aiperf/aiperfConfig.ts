import type { Load, StopRule } from '../../core/sweep/scenario.js';
import type { ToolJob } from '../tools/loadTool.js';

/** The configuration of a scenario as aiperf 0.13 reads it, headers left out. */
export function aiperfConfig({ job, outputFolder, tokenizerFolder, seed }: ToolJob) {
  const { endpoint, workload, load, stop, warmupRequests } = job.scenario;
  const { inputTokens, outputTokens, prefixPrompts, batchSize, datasetEntries } = workload;
  return {
    benchmark: {
      models: { strategy: endpoint.modelSelection, items: endpoint.models.map((name) => ({ name })) },
      endpoint: {
        urls: [endpoint.url],
        path: endpoint.path,
        type: endpoint.endpointType,
        streaming: endpoint.streaming,
        timeout: endpoint.requestTimeoutMs / 1000,
        // The same body as the other engines send.
        use_legacy_max_tokens: true,
        extra: endpoint.extraInputs,
      },
      datasets: [
        {
          name: 'main',
          type: 'synthetic',
          entries: datasetEntries,
          random_seed: seed,
          sampling: 'sequential',
          prompts: {
            isl: inputTokens,
            ...(outputTokens && { osl: outputTokens }),
            batch_size: batchSize,
          },
          ...(prefixPrompts.count > 0 && {
            prefix_prompts: { pool_size: prefixPrompts.count, length: prefixPrompts.tokens },
          }),
        },
      ],
      phases: [
        ...(warmupRequests > 0 ? [warmup(load, warmupRequests)] : []),
        { name: 'profiling', ...arrivals(load), ...end(stop) },
      ],
      artifacts: { dir: outputFolder, raw: true },
      tokenizer: { name: tokenizerFolder },
      // Both are sampled beside it, for every engine alike.
      gpu_telemetry: { enabled: false },
      server_metrics: { enabled: false },
    },
  };
}

function warmup(load: Load, requests: number) {
  const concurrency = load.kind === 'concurrency' ? Math.min(load.concurrency, requests) : requests;
  return { name: 'warmup', type: 'concurrency', exclude_from_results: true, requests, concurrency };
}

function arrivals(load: Load) {
  return load.kind === 'concurrency'
    ? { type: 'concurrency', concurrency: load.concurrency }
    : { type: load.distribution, rate: load.requestsPerSecond };
}

/** A window that the clock ends leaves out what is still in flight. */
function end(stop: StopRule) {
  return stop.kind === 'interval'
    ? { duration: stop.milliseconds / 1000, grace_period: 0 }
    : { requests: stop.requests };
}
