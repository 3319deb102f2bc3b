import type { Quality } from '../metrics/quality.js';
import { NoCompletedRequestError } from './failures.js';
import { measuredSpan } from './measuredSpan.js';
import type { MeasureInput } from './measureInput.js';

import { type PerfRecords, perfRecords } from './perfRecords.js';
import { type RequestColumns, requestColumns } from './requestColumns.js';
import { scenarioQuality } from './scenarioQuality.js';
import { completed } from './trace.js';

/** What a trace says of its scenario. */
export interface MeasuredScenario {
  /** Model → records in raw units, in the order of the models. */
  readonly perfMetrics: Readonly<Record<string, PerfRecords>>;
  readonly quality: Quality;
  /** Raw values of each request, for exports. */
  readonly requests: RequestColumns;
}

/**
 * Turns a trace into metrics. Only completed requests are in them; a model's rates are its share of the scenario's.
 * @throws {NoCompletedRequestError}
 */
export function measureScenario(input: MeasureInput): MeasuredScenario {
  const { trace, entries, models, streaming, outputTokens, goodput } = input;
  const done = completedRequests(input);
  if (done.length === 0) throw new NoCompletedRequestError(trace);
  const requests = requestColumns({
    trace,
    inputTokens: (entry) => entries[entry]!.inputTokens,
    outputTokens: outputTokens?.counts,
    streaming,
    images: input.perImage ? (entry) => entries[entry]!.images?.length ?? 0 : undefined,
  });
  const span = measuredSpan(trace, input.stop.kind);
  const source = { columns: requests, seconds: (span.endMs - span.startMs) / 1000, goodput };
  const recordsOf = (model: string) =>
    perfRecords(
      done.filter((request) => entries[trace.entry[request]!]!.model === model),
      source,
    );
  return {
    perfMetrics: Object.fromEntries(models.map((model) => [model, recordsOf(model)])),
    quality: scenarioQuality(input, { requests: done, span }),
    requests,
  };
}

function completedRequests({ trace }: MeasureInput): number[] {
  return Array.from({ length: trace.requests }, (_, request) => request).filter(
    (request) => trace.outcome[request] === completed,
  );
}
