import type { ServerFigure } from '../core/measure/serverSamples.js';

/** Where a figure stands on a metrics page. */
export interface FigureSource {
  readonly name: string;
  /** A further name whose values are added. */
  readonly plus?: string;
  /** Only lines with these labels. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Factor to our unit; 1. */
  readonly scale?: number;
}

const nsPerSecond = 1e9;
const nsPerMicrosecond = 1e3;
const trtLlmRequests = (requestType: string): FigureSource => ({
  name: 'nv_trt_llm_request_metrics',
  labels: { request_type: requestType },
});

/**
 * What engines call the figures: vLLM (and its names before version 1), SGLang, TensorRT-LLM (alone and in Triton),
 * llama.cpp, TGI, Triton. Where a page has several of a figure's names, the first counts: an engine inside Triton
 * knows more than Triton.
 */
export const figureSources: Readonly<Record<ServerFigure, readonly FigureSource[]>> = {
  runningRequests: [
    { name: 'vllm:num_requests_running' },
    { name: 'sglang:num_running_reqs' },
    { name: 'trtllm_num_requests_running' },
    trtLlmRequests('scheduled'),
    { name: 'llamacpp:requests_processing' },
    { name: 'tgi_batch_current_size' },
  ],
  queuedRequests: [
    { name: 'vllm:num_requests_waiting' },
    { name: 'sglang:num_queue_reqs' },
    { name: 'trtllm_num_requests_waiting' },
    trtLlmRequests('waiting'),
    { name: 'llamacpp:requests_deferred' },
    { name: 'tgi_queue_size' },
    { name: 'nv_inference_pending_request_count' },
  ],
  kvCacheUsage: [
    { name: 'vllm:kv_cache_usage_perc' },
    { name: 'vllm:gpu_cache_usage_perc' },
    { name: 'sglang:token_usage' },
    { name: 'trtllm_kv_cache_utilization' },
    { name: 'nv_trt_llm_kv_cache_block_metrics', labels: { kv_cache_block_type: 'fraction' } },
    { name: 'llamacpp:kv_cache_usage_ratio' },
  ],
  preemptions: [{ name: 'vllm:num_preemptions_total' }],
  prefixCacheQueries: [
    { name: 'vllm:prefix_cache_queries_total' },
    { name: 'vllm:gpu_prefix_cache_queries_total' },
    { name: 'sglang:prompt_tokens_total' },
    // Its prompt tokens are those that were not in the cache.
    { name: 'llamacpp:prompt_tokens_cached_total', plus: 'llamacpp:prompt_tokens_total' },
  ],
  prefixCacheHits: [
    { name: 'vllm:prefix_cache_hits_total' },
    { name: 'vllm:gpu_prefix_cache_hits_total' },
    { name: 'sglang:cached_tokens_total' },
    { name: 'llamacpp:prompt_tokens_cached_total' },
  ],
  queueTimeNs: [
    { name: 'vllm:request_queue_time_seconds_sum', scale: nsPerSecond },
    { name: 'sglang:queue_time_seconds_sum', scale: nsPerSecond },
    { name: 'tgi_request_queue_duration_sum', scale: nsPerSecond },
    { name: 'nv_inference_queue_duration_us', scale: nsPerMicrosecond },
  ],
  dequeuedRequests: [
    { name: 'vllm:request_queue_time_seconds_count' },
    { name: 'sglang:queue_time_seconds_count' },
    { name: 'tgi_request_queue_duration_count' },
    { name: 'nv_inference_request_success' },
  ],
};
