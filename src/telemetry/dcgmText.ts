import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { type MetricFamily, metricFamilies } from '../core/metrics/families.js';
import { wantedLines } from './wantedLines.js';

/** Field → raw value, of one GPU at one instant. */
export type FieldValues = Readonly<Record<string, number>>;

const families: readonly MetricFamily[] = Object.values(metricFamilies);
const wantedFields = new Set(families.flatMap(({ dcgmField }) => dcgmField ?? []));

/**
 * What a DCGM exporter says of each GPU: GPU key → fields of the metric table. A GPU is known by host and UUID (its
 * index where there is none), a MIG instance by its id behind that.
 * @param host of the exporter, for GPUs without a `Hostname` label
 * @throws when a line of a wanted field is damaged
 */
export function parseDcgmText(text: string, host: string): Map<string, FieldValues> {
  const gpus = new Map<string, Record<string, number>>();
  for (const { name, metrics } of parsePrometheusTextFormat(wantedLines(text, wantedFields)))
    for (const { labels = {}, value } of metrics) {
      const number = Number(value);
      if (value === undefined || isBlank(number)) continue;
      const key = gpuKey(labels, host);
      const fields = gpus.get(key) ?? {};
      fields[name] = number;
      gpus.set(key, fields);
    }
  return gpus;
}

function gpuKey(labels: Readonly<Record<string, string>>, host: string): string {
  const { Hostname, UUID, gpu, device, GPU_I_ID: migId } = labels;
  const card = UUID || (gpu ? `gpu${gpu}` : device) || 'gpu';
  return [Hostname || host, card, ...(migId ? [`mig-${migId}`] : [])].join('/');
}

/** First of the four numbers that stand for "no value" in each of DCGM's types (dcgm_structs.h): blank, not found, not supported, no permission. */
const firstBlanks = { int32: 0x7ffffff0, double: 140737488355328, int64: 0x7ffffffffffffff0n };

function isBlank(value: number): boolean {
  const isOneOf = (first: number) => value >= first && value < first + 4;
  return (
    !Number.isFinite(value) ||
    isOneOf(firstBlanks.int32) ||
    isOneOf(firstBlanks.double) ||
    value >= Number(firstBlanks.int64)
  );
}
