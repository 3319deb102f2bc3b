import type { Endpoint, Load, RankingsApi, StopRule } from '../../core/sweep/scenario.js';
import type { ToolJob } from '../tools/loadTool.js';

/** The configuration of a scenario as aiperf 0.13 reads it, headers left out. */
export function aiperfConfig(run: ToolJob) {
  const { job, outputFolder, tokenizerFolder, seed } = run;
  const { endpoint, load, stop, warmupRequests } = job.scenario;
  return {
    benchmark: {
      models: { strategy: endpoint.modelSelection, items: endpoint.models.map((name) => ({ name })) },
      endpoint: {
        urls: [endpoint.url],
        path: endpoint.path,
        type: typeOf(endpoint),
        streaming: endpoint.streaming,
        timeout: endpoint.requestTimeoutMs / 1000,
        // The same body as the other engines send.
        use_legacy_max_tokens: true,
        extra: endpoint.extraInputs,
      },
      datasets: [{ name: 'main', sampling: 'sequential', random_seed: seed, ...dataset(run) }],
      phases: [
        ...(warmupRequests > 0 ? [warmup(load, warmupRequests)] : []),
        { name: 'profiling', ...arrivals(load), ...end(stop) },
      ],
      artifacts: { dir: outputFolder, raw: true },
      // It refuses one where no text is sent.
      ...(endpoint.endpointType !== 'image_retrieval' && { tokenizer: { name: tokenizerFolder } }),
      // Both are sampled beside it, for every engine alike.
      gpu_telemetry: { enabled: false },
      server_metrics: { enabled: false },
    },
  };
}

/** Its names of the ranking APIs. */
const rankings: Readonly<Record<RankingsApi, string>> = {
  nim: 'nim_rankings',
  tei: 'hf_tei_rankings',
  cohere: 'cohere_rankings',
};

/** Its name of the endpoint type: there, chat requests hold images as well. */
function typeOf({ endpointType, rankingsApi }: Endpoint): string {
  if (rankingsApi !== undefined) return rankings[rankingsApi];
  return endpointType === 'multimodal' || endpointType === 'vision' ? 'chat' : endpointType;
}

/** What is sent: the user's lines, or texts and images that it makes. */
function dataset({ job, promptFile }: ToolJob) {
  const { endpoint, workload } = job.scenario;
  const { inputTokens, outputTokens, prefixPrompts, batchSize, datasetEntries, images } = workload;
  const osl = outputTokens && { osl: outputTokens };
  if (promptFile !== undefined) return { type: 'file', path: promptFile, format: 'single_turn', ...osl };
  return {
    type: 'synthetic',
    entries: datasetEntries,
    ...(endpoint.endpointType !== 'image_retrieval' && {
      prompts: { isl: inputTokens, ...osl, batch_size: batchSize },
    }),
    ...(prefixPrompts.count > 0 && {
      prefix_prompts: { pool_size: prefixPrompts.count, length: prefixPrompts.tokens },
    }),
    ...(endpoint.rankingsApi !== undefined && {
      rankings: { passages: batchSize, passage_tokens: inputTokens, query_tokens: inputTokens },
    }),
    ...(images && {
      images: { batch_size: images.batchSize, width: images.width, height: images.height, format: images.format },
    }),
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
