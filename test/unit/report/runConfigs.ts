import { rawValue } from '../../../src/core/metrics/format.js';
import type { Quality } from '../../../src/core/metrics/quality.js';
import { metricOf } from '../../../src/core/metrics/tags.js';
import type { RawRecords } from '../../../src/core/results/measurement.js';
import type { RunConfigEntry } from '../../../src/core/results/runConfigEntry.js';
import type { Load } from '../../../src/core/sweep/scenario.js';

/** A measurement without a fault. */
export const goodQuality: Quality = {
  requests: 1000,
  errors: {},
  achievedConcurrency: 1,
  achievedRequestRate: 1,
  eventLoopDelayP99Ms: 0.1,
  clientCpuShare: 0.1,
  joinedReadShare: 0,
  reconnects: 0,
  windowStart: '2025-11-24T14:02:00.000Z',
  windowEnd: '2025-11-24T14:03:00.000Z',
  outputTokenSource: 'server usage',
  inputTokenSource: 'cl100k_base',
};

/** Records from values in display units. */
export function records(values: Readonly<Record<string, number>>): RawRecords<string> {
  return Object.fromEntries(Object.entries(values).map(([tag, value]) => [tag, rawValue(metricOf(tag), value)]));
}

/** What a run config of a test is made of; numbers in display units. */
export interface RunConfigParts {
  readonly name: string;
  /** Model → tag → value. */
  readonly perf: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly gpu?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly load?: Load;
  readonly swept?: readonly { readonly name: string; readonly value: number }[];
  readonly datasetEntries?: number;
  readonly quality?: Partial<Quality>;
}

/** A run config that this program measured. */
export function runConfigEntry(parts: RunConfigParts): RunConfigEntry {
  const { name, perf, gpu = {}, swept = [], datasetEntries = 100 } = parts;
  const byName = (values: typeof perf) =>
    Object.fromEntries(Object.entries(values).map(([key, tags]) => [key, records(tags)]));
  return {
    name,
    genaiPerfParameters: {},
    perfAnalyzer: { modelName: Object.keys(perf)[0]!, parameters: {}, cliArgs: [] },
    measurement: { perfMetrics: byName(perf), gpuMetrics: byName(gpu) },
    details: {
      identity: name,
      swept,
      load: parts.load ?? { kind: 'concurrency', concurrency: 1 },
      serviceKind: 'openai',
      endpointType: 'chat',
      url: 'http://localhost:8000',
      datasetEntries,
      artifactDirectory: `artifacts/${name}`,
      quality: { ...goodQuality, ...parts.quality },
      engine: 'builtin',
      engineVersion: '0.1.0',
    },
  };
}
