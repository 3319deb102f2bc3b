/** The statistics that a family with samples has, in the order of the exports. */
export const statistics = [
  'avg',
  'min',
  'max',
  'std',
  'p1',
  'p5',
  'p10',
  'p25',
  'p50',
  'p75',
  'p90',
  'p95',
  'p99',
] as const;

/** One statistic of a family: `avg`, `min`, `max`, `std` (population) or a percentile. */
export type Statistic = (typeof statistics)[number];

/** `lower` and `higher` say which values are better; `neutral` families say nothing by themselves. */
export type Direction = 'lower' | 'higher' | 'neutral';

/** One row of the metric table: everything any output needs to know of a family of records. */
export interface MetricFamily {
  /** `perf` is measured per model, `gpu` per GPU, `server` per metrics page of a server. */
  readonly kind: 'perf' | 'gpu' | 'server';
  /** Title case, without statistic and unit. */
  readonly title: string;
  /** Name of its record types in the library, without the statistic: `TimeToFirstToken` + `P99`. */
  readonly recordName: string;
  /** Display unit, as it stands in headers. */
  readonly unit: string;
  /** How many raw units (ns, MiB, mJ, ratio, bytes: what checkpoints hold) one display unit has. */
  readonly rawPerUnit: number;
  readonly direction: Direction;
  /** Smallest difference that means something, in display units; rankings never look below it. */
  readonly resolution: number;
  /** `all` thirteen statistics, or `avg` only where the value is one number per scenario. */
  readonly statistics: 'all' | 'avg';
  /** Field of the DCGM exporter that a GPU family is sampled from. */
  readonly dcgmField?: string;
  /** genai-perf has no record of it: its classes refuse files that hold it among theirs. */
  readonly ownRecord?: true;
  /** Counters grow since boot: a scenario's samples are differences to its first one. */
  readonly counter?: true;
}

type Row<Kind extends MetricFamily['kind'], Name extends string, Statistics extends 'all' | 'avg'> = MetricFamily & {
  readonly kind: Kind;
  readonly recordName: Name;
  readonly statistics: Statistics;
};

const nsPerMs = 1e6;
const mibPerGb = 1e9 / 1048576;
const mjPerMegajoule = 1e9;

function perf<Name extends string, Statistics extends 'all' | 'avg'>(
  recordName: Name,
  title: string,
  unit: string,
  direction: Direction,
  statisticsOfRow: Statistics,
): Row<'perf', Name, Statistics> {
  const isTime = unit === 'ms';
  const resolution = isTime || unit.includes('/sec') ? 0.001 : 1;
  return {
    kind: 'perf',
    title,
    recordName,
    unit,
    rawPerUnit: isTime ? nsPerMs : 1,
    direction,
    resolution,
    statistics: statisticsOfRow,
  };
}

type GpuUnit = keyof typeof gpuUnits;
const gpuUnits = {
  W: { rawPerUnit: 1, resolution: 0.001 },
  MJ: { rawPerUnit: mjPerMegajoule, resolution: 1e-9 },
  '%': { rawPerUnit: 1, resolution: 0.01 },
  GB: { rawPerUnit: mibPerGb, resolution: 1 / mibPerGb },
  MHz: { rawPerUnit: 1, resolution: 1 },
  C: { rawPerUnit: 1, resolution: 1 },
  us: { rawPerUnit: 1, resolution: 1 },
  'KB/s': { rawPerUnit: 1024, resolution: 1 / 1024 },
  errors: { rawPerUnit: 1, resolution: 1 },
  pages: { rawPerUnit: 1, resolution: 1 },
  retries: { rawPerUnit: 1, resolution: 1 },
} as const;

interface GpuDetails {
  readonly counter?: true;
  /** When the exporter's raw unit is not the one usual for this display unit. */
  readonly rawPerUnit?: number;
}

function gpu<Name extends string>(
  recordName: Name,
  title: string,
  unit: GpuUnit,
  direction: Direction,
  dcgmField: string,
  details: GpuDetails = {},
): Row<'gpu', Name, 'all'> {
  const shared = { kind: 'gpu', title, recordName, unit, direction, statistics: 'all', dcgmField } as const;
  return { ...shared, ...gpuUnits[unit], ...details };
}

function gpuConstant<Name extends string>(
  recordName: Name,
  title: string,
  unit: GpuUnit,
  dcgmField: string,
): Row<'gpu', Name, 'avg'> {
  return { ...gpu(recordName, title, unit, 'neutral', dcgmField), statistics: 'avg' };
}

const counter = { counter: true } as const;
const own = { ownRecord: true } as const;

const serverUnits = {
  requests: { rawPerUnit: 1, resolution: 0.01 },
  preemptions: { rawPerUnit: 1, resolution: 1 },
  '%': { rawPerUnit: 0.01, resolution: 0.01 },
  ms: { rawPerUnit: nsPerMs, resolution: 0.001 },
} as const;

function server<Name extends string, Statistics extends 'all' | 'avg'>(
  recordName: Name,
  title: string,
  unit: keyof typeof serverUnits,
  direction: Direction,
  statisticsOfRow: Statistics,
): Row<'server', Name, Statistics> {
  return { kind: 'server', title, recordName, unit, direction, statistics: statisticsOfRow, ...serverUnits[unit] };
}

/**
 * The metric table: every family that genai-perf 0.0.16 can record, in the order of its exports, with those that it has
 * no record for (`ownRecord`) among them; behind them what servers tell of themselves, which it does not know either.
 * Lengths, counts and what a card merely has are neutral: more of them is neither better nor worse.
 * Units of the DCGM fields: dcgm-exporter's `default-counters.csv`.
 */
export const metricFamilies = {
  time_to_first_token: perf('TimeToFirstToken', 'Time To First Token', 'ms', 'lower', 'all'),
  time_to_second_token: perf('TimeToSecondToken', 'Time To Second Token', 'ms', 'lower', 'all'),
  request_latency: perf('RequestLatency', 'Request Latency', 'ms', 'lower', 'all'),
  inter_token_latency: perf('InterTokenLatency', 'Inter Token Latency', 'ms', 'lower', 'all'),
  output_token_throughput_per_user: perf(
    'OutputTokenThroughputPerUser',
    'Output Token Throughput Per User',
    'tokens/sec/user',
    'higher',
    'all',
  ),
  output_sequence_length: perf('OutputSequenceLength', 'Output Sequence Length', 'tokens', 'neutral', 'all'),
  input_sequence_length: perf('InputSequenceLength', 'Input Sequence Length', 'tokens', 'neutral', 'all'),
  output_token_throughput: perf('OutputTokenThroughput', 'Output Token Throughput', 'tokens/sec', 'higher', 'avg'),
  image_throughput: {
    ...perf('ImageThroughput', 'Image Throughput Per Request', 'images/sec', 'higher', 'all'),
    ...own,
  },
  image_latency: { ...perf('ImageLatency', 'Image Latency', 'ms', 'lower', 'all'), ...own },
  request_throughput: perf('RequestThroughput', 'Request Throughput', 'requests/sec', 'higher', 'avg'),
  request_goodput: perf('RequestGoodput', 'Request Goodput', 'requests/sec', 'higher', 'avg'),
  request_count: perf('RequestCount', 'Request Count', 'count', 'neutral', 'avg'),

  gpu_power_usage: gpu('GPUPowerUsage', 'GPU Power Usage', 'W', 'lower', 'DCGM_FI_DEV_POWER_USAGE'),
  gpu_power_limit: gpuConstant('GPUPowerLimit', 'GPU Power Limit', 'W', 'DCGM_FI_DEV_POWER_MGMT_LIMIT'),
  energy_consumption: gpu(
    'GPUEnergyConsumption',
    'GPU Energy Consumption',
    'MJ',
    'lower',
    'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION',
    counter,
  ),
  total_gpu_memory: gpuConstant('GPUTotalMemory', 'GPU Total Memory', 'GB', 'DCGM_FI_DEV_FB_TOTAL'),
  gpu_memory_used: gpu('GPUMemoryUsed', 'GPU Memory Used', 'GB', 'neutral', 'DCGM_FI_DEV_FB_USED'),
  gpu_memory_free: gpu('GPUMemoryFree', 'GPU Memory Free', 'GB', 'higher', 'DCGM_FI_DEV_FB_FREE'),
  gpu_utilization: gpu('GPUUtilization', 'GPU Utilization', '%', 'higher', 'DCGM_FI_DEV_GPU_UTIL'),
  sm_utilization: gpu('SMUtilization', 'SM Utilization', '%', 'higher', 'DCGM_FI_PROF_SM_ACTIVE', {
    rawPerUnit: 0.01,
  }),
  memory_copy_utilization: gpu(
    'MemoryCopyUtilization',
    'Memory Copy Utilization',
    '%',
    'higher',
    'DCGM_FI_DEV_MEM_COPY_UTIL',
  ),
  video_encoder_utilization: gpu(
    'VideoEncoderUtilization',
    'Video Encoder Utilization',
    '%',
    'higher',
    'DCGM_FI_DEV_ENC_UTIL',
  ),
  video_decoder_utilization: gpu(
    'VideoDecoderUtilization',
    'Video Decoder Utilization',
    '%',
    'higher',
    'DCGM_FI_DEV_DEC_UTIL',
  ),
  gpu_clock_sm: gpu('GPUClockSM', 'GPU Clock SM', 'MHz', 'higher', 'DCGM_FI_DEV_SM_CLOCK'),
  gpu_clock_memory: gpu('GPUClockMemory', 'GPU Clock Memory', 'MHz', 'higher', 'DCGM_FI_DEV_MEM_CLOCK'),
  gpu_temperature: gpu('GPUTemperature', 'GPU Temperature', 'C', 'lower', 'DCGM_FI_DEV_GPU_TEMP'),
  gpu_memory_temperature: gpu(
    'GPUMemoryTemperature',
    'GPU Memory Temperature',
    'C',
    'lower',
    'DCGM_FI_DEV_MEMORY_TEMP',
  ),
  total_ecc_sbe_volatile: gpu(
    'ECCSBEVolatileTotal',
    'Total ECC SBE Volatile Errors',
    'errors',
    'lower',
    'DCGM_FI_DEV_ECC_SBE_VOL_TOTAL',
    counter,
  ),
  total_ecc_dbe_volatile: gpu(
    'ECCDBEVolatileTotal',
    'Total ECC DBE Volatile Errors',
    'errors',
    'lower',
    'DCGM_FI_DEV_ECC_DBE_VOL_TOTAL',
    counter,
  ),
  total_ecc_sbe_aggregate: gpu(
    'ECCSBEAggregateTotal',
    'Total ECC SBE Aggregate Errors',
    'errors',
    'lower',
    'DCGM_FI_DEV_ECC_SBE_AGG_TOTAL',
    counter,
  ),
  total_ecc_dbe_aggregate: gpu(
    'ECCDBEAggregateTotal',
    'Total ECC DBE Aggregate Errors',
    'errors',
    'lower',
    'DCGM_FI_DEV_ECC_DBE_AGG_TOTAL',
    counter,
  ),
  xid_last_error: gpu('XidLastError', 'Xid Last Error', 'errors', 'lower', 'DCGM_FI_DEV_XID_ERRORS'),
  power_throttle_duration: gpu(
    'PowerThrottleDuration',
    'Power Throttle Duration',
    'us',
    'lower',
    'DCGM_FI_DEV_POWER_VIOLATION',
    counter,
  ),
  thermal_throttle_duration: gpu(
    'ThermalThrottleDuration',
    'Thermal Throttle Duration',
    'us',
    'lower',
    'DCGM_FI_DEV_THERMAL_VIOLATION',
    counter,
  ),
  retired_pages_sbe: gpu(
    'RetiredPagesSBE',
    'Total Single Bit Error Retired Pages',
    'pages',
    'lower',
    'DCGM_FI_DEV_RETIRED_SBE',
    counter,
  ),
  retired_pages_dbe: gpu(
    'RetiredPagesDBE',
    'Total Double Bit Error Retired Pages',
    'pages',
    'lower',
    'DCGM_FI_DEV_RETIRED_DBE',
    counter,
  ),
  total_nvlink_crc_flit_errors: gpu(
    'TotalNVLinkCRCFlitErrors',
    'Total NVLink CRC Flow-Control Errors',
    'errors',
    'lower',
    'DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL',
    counter,
  ),
  total_nvlink_crc_data_errors: gpu(
    'TotalNVLinkCRCDataErrors',
    'Total NVLink CRC Data Errors',
    'errors',
    'lower',
    'DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_TOTAL',
    counter,
  ),
  pcie_transmit_throughput: gpu(
    'PCIeTransmitThroughput',
    'PCIe Transmit Throughput',
    'KB/s',
    'higher',
    'DCGM_FI_PROF_PCIE_TX_BYTES',
  ),
  pcie_receive_throughput: gpu(
    'PCIeReceiveThroughput',
    'PCIe Receive Throughput',
    'KB/s',
    'higher',
    'DCGM_FI_PROF_PCIE_RX_BYTES',
  ),
  pcie_replay_counter: gpu(
    'PCIeReplayCounter',
    'PCIe Replay Counter',
    'retries',
    'lower',
    'DCGM_FI_DEV_PCIE_REPLAY_COUNTER',
    counter,
  ),

  running_requests: server('RunningRequests', 'Running Requests', 'requests', 'neutral', 'all'),
  queued_requests: server('QueuedRequests', 'Queued Requests', 'requests', 'lower', 'all'),
  kv_cache_usage: server('KVCacheUsage', 'KV Cache Usage', '%', 'neutral', 'all'),
  queue_time: server('QueueTime', 'Mean Queue Time', 'ms', 'lower', 'avg'),
  preemptions: server('Preemptions', 'Preemptions', 'preemptions', 'lower', 'avg'),
  prefix_cache_hit_rate: server('PrefixCacheHitRate', 'Prefix Cache Hit Rate', '%', 'higher', 'avg'),
} as const;

/** Name of a family: a tag without its statistic. */
export type FamilyName = keyof typeof metricFamilies;

/** All family names, in table order. */
export const familyNames = Object.keys(metricFamilies) as readonly FamilyName[];
