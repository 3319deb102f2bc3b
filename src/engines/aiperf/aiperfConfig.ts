import { isSchedule } from '../../core/sweep/requestRules.js';
import {
  type AudioShape,
  type Endpoint,
  hasSessions,
  type Load,
  type RankingsApi,
  type StopRule,
} from '../../core/sweep/scenario.js';
import { turnsBySession } from '../../core/workload/sessions.js';
import type { ToolJob } from '../tools/loadTool.js';

/** The configuration of a scenario as aiperf 0.13 reads it, headers left out. */
export function aiperfConfig(run: ToolJob) {
  const { job, outputFolder, tokenizerFolder, seed } = run;
  const { endpoint, load, warmupRequests } = job.scenario;
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
      phases: [...(warmupRequests > 0 ? [warmup(load, warmupRequests)] : []), { name: 'profiling', ...profiling(run) }],
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

/** What is sent: what it is handed, or texts, images and sounds that it makes. */
function dataset({ job, handed }: ToolJob) {
  const { endpoint, workload } = job.scenario;
  const { inputTokens, outputTokens, prefixPrompts, batchSize, datasetEntries, images, audio } = workload;
  const osl = outputTokens && { osl: outputTokens };
  if (handed !== undefined)
    return { type: 'file', path: handed.path, format: hasSessions(workload) ? 'multi_turn' : 'single_turn' };
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
    ...(audio && { audio: sounds(audio) }),
  };
}

function sounds({ seconds, format, depths, sampleRates, channels, batchSize }: AudioShape) {
  const sample_rates = sampleRates.map((hertz) => hertz / 1000);
  return { batch_size: batchSize, length: seconds, format, depths, sample_rates, channels };
}

/** What is measured. Sessions and schedules end with their last request. */
function profiling({ job: { scenario }, handed }: ToolJob) {
  const { load, stop, workload } = scenario;
  if (isSchedule(load)) return { type: 'fixed_schedule' };
  if (!hasSessions(workload)) return { ...arrivals(load), ...end(stop) };
  return { ...arrivals(load), sessions: turnsBySession(handed?.entries ?? []).length };
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
