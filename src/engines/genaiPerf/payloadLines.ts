import { isSchedule } from '../../core/sweep/requestRules.js';
import type { Scenario } from '../../core/sweep/scenario.js';
import type { DatasetEntry } from '../../core/workload/datasetEntry.js';

/**
 * Requests as lines of genai-perf's `payload:` files. Fields that it does not know go into the body in place of its own,
 * so each line holds a whole body: images, sounds and limits, which it would mix up or leave out otherwise.
 */
export function* payloadLines(
  entries: readonly DatasetEntry[],
  { endpoint, load }: Pick<Scenario, 'endpoint' | 'load'>,
): Generator<object> {
  const { stream_options: streamOptions } = endpoint.extraInputs;
  const isTimed = isSchedule(load);
  for (const { body, session, timestampMs } of entries) {
    // It ends with an error when an answer holds usage, so none is asked for.
    const { stream_options: _, ...sent } = body;
    yield {
      // A line without a text gets one made, at length; the body has the real one.
      text: '-',
      ...sent,
      ...(streamOptions !== undefined && { stream_options: streamOptions }),
      ...(session !== undefined && { session_id: session.id, delay: session.delayMs }),
      ...(isTimed && { timestamp: (timestampMs ?? 0) - (entries[0]?.timestampMs ?? 0) }),
    };
  }
}
