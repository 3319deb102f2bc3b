import type { Simulation } from './exchange.js';
import { type GpuState, gpuModel } from './gpus.js';

interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'summary';
  readonly help: string;
}

interface GpuFamily extends Family {
  readonly value: (gpu: GpuState) => number;
}

const gauge = (name: string, help: string, value: GpuFamily['value']): GpuFamily => ({
  name: `DCGM_FI_${name}`,
  type: 'gauge',
  help,
  value,
});
const counter = (name: string, help: string, value: GpuFamily['value']): GpuFamily => ({
  ...gauge(name, help, value),
  type: 'counter',
});
const none = () => 0;
const memoryUsed = ({ load }: GpuState) =>
  Math.round(gpuModel.weightsMib + 0.6 * load * (gpuModel.memoryMib - gpuModel.weightsMib));

/** The fields that DCGM's exporter shows by default, and those that sweeps report. */
const gpuFamilies: readonly GpuFamily[] = [
  gauge('DEV_SM_CLOCK', 'SM clock in MHz', ({ load }) => (load > 0 ? gpuModel.smClockMhz : gpuModel.idleSmClockMhz)),
  gauge('DEV_MEM_CLOCK', 'memory clock in MHz', () => gpuModel.memoryClockMhz),
  gauge('DEV_GPU_TEMP', 'GPU temperature in C', ({ temperatureC }) => Math.round(temperatureC)),
  gauge('DEV_MEMORY_TEMP', 'memory temperature in C', ({ temperatureC }) => Math.round(temperatureC + 8)),
  gauge('DEV_POWER_USAGE', 'power draw in W', ({ powerW }) => Math.round(powerW * 1000) / 1000),
  gauge('DEV_POWER_MGMT_LIMIT', 'power limit in W', () => gpuModel.limitW),
  counter('DEV_TOTAL_ENERGY_CONSUMPTION', 'energy since start in mJ', ({ energyMj }) => Math.round(energyMj)),
  gauge('DEV_GPU_UTIL', 'GPU utilization in %', ({ load }) => (load > 0 ? Math.round(40 + 60 * load) : 0)),
  gauge('DEV_MEM_COPY_UTIL', 'memory utilization in %', ({ load }) => Math.round(70 * load)),
  gauge('DEV_ENC_UTIL', 'encoder utilization in %', none),
  gauge('DEV_DEC_UTIL', 'decoder utilization in %', none),
  gauge('DEV_FB_TOTAL', 'memory in MiB', () => gpuModel.memoryMib),
  gauge('DEV_FB_USED', 'memory used in MiB', memoryUsed),
  gauge('DEV_FB_FREE', 'memory free in MiB', (gpu) => gpuModel.memoryMib - memoryUsed(gpu)),
  gauge('DEV_XID_ERRORS', 'last XID error', none),
  counter('DEV_POWER_VIOLATION', 'throttled by power in us', none),
  counter('DEV_THERMAL_VIOLATION', 'throttled by temperature in us', none),
  counter('DEV_ECC_SBE_VOL_TOTAL', 'single-bit volatile ECC errors', none),
  counter('DEV_ECC_DBE_VOL_TOTAL', 'double-bit volatile ECC errors', none),
  counter('DEV_ECC_SBE_AGG_TOTAL', 'single-bit persistent ECC errors', none),
  counter('DEV_ECC_DBE_AGG_TOTAL', 'double-bit persistent ECC errors', none),
  counter('DEV_RETIRED_SBE', 'pages retired for single-bit errors', none),
  counter('DEV_RETIRED_DBE', 'pages retired for double-bit errors', none),
  counter('DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL', 'NVLink flow-control CRC errors', none),
  counter('DEV_NVLINK_CRC_DATA_ERROR_COUNT_TOTAL', 'NVLink data CRC errors', none),
  counter('DEV_PCIE_REPLAY_COUNTER', 'PCIe retries', none),
  gauge('PROF_SM_ACTIVE', 'share of cycles with a warp on an SM', ({ load }) => Math.round(900 * load) / 1000),
  gauge('PROF_PCIE_TX_BYTES', 'bytes sent over PCIe per second', ({ load }) => Math.round(1e6 + 4e8 * load)),
  gauge('PROF_PCIE_RX_BYTES', 'bytes received over PCIe per second', ({ load }) => Math.round(1e6 + 8e8 * load)),
];

/** Tokens that the cache of the simulated GPU holds. */
const cacheTokens = 65_536;

/** `/metrics` in the Prometheus text format: GPUs as DCGM's exporter shows them, then the server itself as vLLM does. */
export function metricsText(simulation: Simulation, nowMs: number): string {
  const gpus = simulation.gpus.sample(nowMs);
  const labels = gpus.map(({ uuid }, index) => gpuLabels(uuid, index, simulation.settings.gpuHost));
  const gpuText =
    gpus.length === 0
      ? []
      : gpuFamilies.map((family) => {
          const lines = gpus.map((gpu, index) => `${family.name}${labels[index]} ${family.value(gpu)}\n`);
          return header(family) + lines.join('');
        });
  return [...gpuText, vllmText(simulation), serverText(simulation)].join('');
}

function gpuLabels(uuid: string, index: number, host: string): string {
  const bus = (index + 1).toString(16).toUpperCase().padStart(2, '0');
  const labels = {
    gpu: index,
    UUID: uuid,
    pci_bus_id: `00000000:${bus}:00.0`,
    device: `nvidia${index}`,
    modelName: gpuModel.name,
    Hostname: host,
  };
  return `{${Object.entries(labels).map(([name, value]) => `${name}="${value}"`)}}`;
}

/** The figures of vLLM's that follow from the queue. No request is ever preempted, and no prefix is cached. */
function vllmText({ scheduler, settings }: Simulation): string {
  const labels = `{engine="0",model_name=${JSON.stringify(settings.models[0])}}`;
  const single = (name: string, type: Family['type'], help: string, value: number) =>
    `${header({ name: `vllm:${name}`, type, help })}vllm:${name}${labels} ${value}\n`;
  const queueTime = 'vllm:request_queue_time_seconds';
  return [
    single('num_requests_running', 'gauge', 'requests in model execution batches', scheduler.running),
    single('num_requests_waiting', 'gauge', 'requests waiting to be processed', scheduler.waiting),
    single(
      'kv_cache_usage_perc',
      'gauge',
      'KV cache usage, 1 is all',
      Math.min(1, scheduler.cachedTokens / cacheTokens),
    ),
    single('num_preemptions_total', 'counter', 'preempted requests', 0),
    header({ name: queueTime, type: 'summary', help: 'time that requests waited' }),
    `${queueTime}_sum${labels} ${scheduler.queuedMs / 1000}\n`,
    `${queueTime}_count${labels} ${scheduler.admitted}\n`,
  ].join('');
}

function serverText({ scheduler, counters }: Simulation): string {
  const family = (name: string, help: string, samples: string) =>
    header({ name, help, type: name.endsWith('_total') ? 'counter' : 'gauge' }) + samples;
  const single = (name: string, help: string, value: number) => family(name, help, `${name} ${value}\n`);
  const byStatus = [...counters.requestsByStatus].map(
    ([status, requests]) => `simulator_requests_total{status="${status}"} ${requests}\n`,
  );
  return [
    single('simulator_requests_running', 'requests being answered', scheduler.running),
    single('simulator_requests_waiting', 'requests in the queue', scheduler.waiting),
    family('simulator_requests_total', 'requests answered', byStatus.join('')),
    single('simulator_prompt_tokens_total', 'prompt tokens received', counters.promptTokens),
    single('simulator_output_tokens_total', 'output tokens sent', counters.outputTokens),
    single('process_cpu_seconds_total', 'CPU time of the process', cpuSeconds()),
    single('process_start_time_seconds', 'start of the process since the epoch', performance.timeOrigin / 1000),
  ].join('');
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function header({ name, type, help }: Family): string {
  return `# HELP ${name} ${help} (simulated)\n# TYPE ${name} ${type}\n`;
}
