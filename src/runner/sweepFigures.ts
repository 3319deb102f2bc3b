import { displayValue } from '../core/metrics/format.js';
import { metricOf, type PerfTag } from '../core/metrics/tags.js';
import type { Measurement } from '../core/results/measurement.js';
import { generatesText } from '../core/sweep/endpointRules.js';
import type { Endpoint } from '../core/sweep/scenario.js';
import { type EndpointType, endpointTypes } from '../core/sweep/support.js';

interface Figure {
  readonly tag: PerfTag;
  /** Whether answers of the endpoint can be measured by it. */
  readonly isOf: (endpoint: Endpoint) => boolean;
}

const figures = {
  ttftP99Ms: { tag: 'time_to_first_token_p99', isOf: ({ streaming }) => streaming },
  requestLatencyP99Ms: { tag: 'request_latency_p99', isOf: () => true },
  imageLatencyP99Ms: {
    tag: 'image_latency_p99',
    isOf: ({ endpointType }) => (endpointTypes[endpointType] satisfies EndpointType).perImage === true,
  },
  requestsPerSecond: { tag: 'request_throughput_avg', isOf: () => true },
  tokensPerSecond: { tag: 'output_token_throughput_avg', isOf: generatesText },
} as const satisfies Record<string, Figure>;

/** What is told of a scenario as soon as it is measured. */
export type FigureName = keyof typeof figures;

/** Values in display units; absent when not measured. */
export type Figures = { readonly [Name in FigureName]?: number | undefined };

const names = Object.keys(figures) as FigureName[];

/** The figures that scenarios of the endpoint can have. */
export function figuresOfEndpoint(endpoint: Endpoint): FigureName[] {
  return names.filter((name) => figures[name].isOf(endpoint));
}

/** The figures of a measurement; of its first model where it has several. */
export function figuresOf({ perfMetrics }: Measurement): Figures {
  const [records = {}] = Object.values(perfMetrics);
  return Object.fromEntries(
    names.map((name) => {
      const { tag } = figures[name];
      const raw = (records as Partial<Record<PerfTag, number>>)[tag];
      return [name, raw === undefined ? undefined : displayValue(metricOf(tag), raw)];
    }),
  );
}
