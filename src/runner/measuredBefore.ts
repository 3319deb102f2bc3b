import type { ServerFingerprint } from '../core/results/runConfigDetails.js';
import type { RunConfigEntry } from '../core/results/runConfigEntry.js';

/** A run config that already answers for a scenario. */
export interface MeasuredBefore {
  readonly entry: RunConfigEntry;
  /** When the server was started anew since; undefined when it was not, or nobody can tell. */
  readonly serverRestartedAt?: string | undefined;
}

/**
 * The newest run config of that identity, measured on the same server: another version or another limit is another
 * server, and has to be measured again. What only one of both tells is no difference.
 */
export function measuredBefore(
  entries: Iterable<RunConfigEntry>,
  identity: string,
  server: ServerFingerprint,
): MeasuredBefore | undefined {
  const same = [...entries].filter(({ details }) => details?.identity === identity && isSame(details.server, server));
  const entry = same.at(-1);
  if (entry === undefined) return undefined;
  const before = entry.details?.server?.startedAt;
  const isRestarted = before !== undefined && server.startedAt !== undefined && before !== server.startedAt;
  return { entry, serverRestartedAt: isRestarted ? server.startedAt : undefined };
}

function isSame(before: ServerFingerprint | undefined, now: ServerFingerprint): boolean {
  const agrees = <Value>(one: Value | undefined, other: Value | undefined) =>
    one === undefined || other === undefined || one === other;
  return agrees(before?.version, now.version) && agrees(before?.maxModelLength, now.maxModelLength);
}
