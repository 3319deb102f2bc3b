import type { FamilyName } from '../../src/core/metrics/families.js';
import { metricTitleWithoutUnit } from '../../src/core/metrics/format.js';
import type { Metric } from '../../src/core/metrics/tags.js';

/** What people who tune servers call these families. */
const shortFamilies: Partial<Record<FamilyName, string>> = {
  time_to_first_token: 'TTFT',
  time_to_second_token: 'TTST',
  request_latency: 'latency',
  inter_token_latency: 'ITL',
  output_token_throughput_per_user: 'output per user',
  output_sequence_length: 'OSL',
  input_sequence_length: 'ISL',
  output_token_throughput: 'output',
  image_latency: 'image latency',
  image_throughput: 'image throughput',
  request_throughput: 'requests',
  request_goodput: 'goodput',
  request_count: 'request count',
  gpu_power_usage: 'power',
  gpu_power_limit: 'power limit',
  energy_consumption: 'energy',
  total_gpu_memory: 'total memory',
  gpu_memory_used: 'memory used',
  gpu_memory_free: 'memory free',
  gpu_utilization: 'utilization',
  gpu_clock_sm: 'SM clock',
  gpu_clock_memory: 'memory clock',
  gpu_temperature: 'temperature',
  gpu_memory_temperature: 'memory temperature',
};

/** A metric in few words, without unit: `p99 TTFT`, `output`; the unit tells the rest. */
export function shortTitle(metric: Metric): string {
  const { family, familyName, statistic } = metric;
  const short = shortFamilies[familyName];
  if (short === undefined) return metricTitleWithoutUnit(metric);
  if (family.statistics === 'avg') return short;
  return `${statistic} ${short}`;
}
