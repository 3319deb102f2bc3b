import type { RunConfig } from '../core/results/runConfig.js';
import type { ServerFingerprint } from '../core/results/runConfigDetails.js';

/** A run config that already answers for a scenario. */
export interface MeasuredBefore {
  readonly runConfig: RunConfig;
  /** When the server was started anew since; undefined when it was not, or nobody can tell. */
  readonly serverRestartedAt?: string | undefined;
}

/**
 * The newest run config of that identity, measured on the same server: another version or another limit is another
 * server, and has to be measured again. What only one of both tells is no difference.
 * @param runConfigs in the order in which they were measured
 */
export function measuredBefore(
  runConfigs: readonly RunConfig[],
  identity: string,
  server: ServerFingerprint,
): MeasuredBefore | undefined {
  const runConfig = runConfigs.findLast(
    ({ details }) => details?.identity === identity && isSame(details.server, server),
  );
  if (runConfig === undefined) return undefined;
  const before = runConfig.details?.server?.startedAt;
  const isRestarted = before !== undefined && server.startedAt !== undefined && before !== server.startedAt;
  return { runConfig, serverRestartedAt: isRestarted ? server.startedAt : undefined };
}

function isSame(before: ServerFingerprint | undefined, now: ServerFingerprint): boolean {
  const agrees = <Value>(one: Value | undefined, other: Value | undefined) =>
    one === undefined || other === undefined || one === other;
  return agrees(before?.version, now.version) && agrees(before?.maxModelLength, now.maxModelLength);
}
