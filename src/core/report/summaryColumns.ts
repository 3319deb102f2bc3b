import type { GpuTag, PerfTag } from '../metrics/tags.js';

/** A record that has a column. */
export interface SummaryColumn<Tag> {
  readonly tag: Tag;
  /** Title in few characters. */
  readonly shortTitle: string;
}

/** Of the founding document's performance table, in its order. */
export const performanceColumns: readonly SummaryColumn<PerfTag>[] = [
  { tag: 'time_to_first_token_p99', shortTitle: 'p99 TTFT (ms)' },
  { tag: 'inter_token_latency_p99', shortTitle: 'p99 ITL (ms)' },
  { tag: 'request_latency_p99', shortTitle: 'p99 Latency (ms)' },
  { tag: 'output_sequence_length_p99', shortTitle: 'p99 OSL' },
  { tag: 'output_token_throughput_avg', shortTitle: 'Tokens /sec' },
  { tag: 'request_throughput_avg', shortTitle: 'Req. /sec' },
];

/** Of endpoints that are measured per image; no columns for the others. */
export const imageColumns: readonly SummaryColumn<PerfTag>[] = [
  { tag: 'image_latency_p99', shortTitle: 'p99 Image (ms)' },
  { tag: 'image_throughput_avg', shortTitle: 'Images /sec /req.' },
];

/** Of the founding document's GPU table, in its order. */
export const gpuColumns: readonly SummaryColumn<GpuTag>[] = [
  { tag: 'gpu_power_usage_p99', shortTitle: 'p99 Power (W)' },
  { tag: 'energy_consumption_p99', shortTitle: 'p99 Energy (MJ)' },
  { tag: 'gpu_utilization_p99', shortTitle: 'p99 Util. (%)' },
  { tag: 'gpu_memory_used_p99', shortTitle: 'p99 Mem. (GB)' },
  { tag: 'gpu_power_limit_avg', shortTitle: 'Limit (W)' },
  { tag: 'total_gpu_memory_avg', shortTitle: 'Total Mem. (GB)' },
];
