import type { ConstraintCheck } from './constraintCheck.js';
import type { RunConstraints } from './constraints.js';
import type { ResultsView } from './resultsView.js';
import type { RunConfig } from './runConfig.js';

/** What a named set of constraints leaves. */
export interface TierOutcome {
  /** `gold`, `interactive` … */
  readonly name: string;
  /** Best run config that keeps every limit, by the current objectives; undefined when none does. */
  readonly best?: RunConfig | undefined;
  /** How the best one stands to each limit of this tier. */
  readonly checks: readonly ConstraintCheck[];
  /** How many run configs keep every limit. */
  readonly passing: number;
  /** When none passes: the one that comes nearest. */
  readonly closest?: ClosestRunConfig | undefined;
}

/** A run config that breaks a limit by less than all others do. */
export interface ClosestRunConfig {
  readonly runConfig: RunConfig;
  /** The limit that it misses by most, in percent of that limit. */
  readonly worst: ConstraintCheck;
}

/** Service tiers side by side: which run config is best in each. The results' own constraints stay as they are. */
export function compareTiers(
  results: ResultsView,
  tiers: Readonly<Record<string, RunConstraints>>,
): readonly TierOutcome[] {
  return Object.entries(tiers).map(([name, constraints]) => {
    const passing = results.runConfigs.filter((runConfig) => runConfig.isPassingConstraints(constraints));
    const [best] = passing;
    return {
      name,
      best,
      checks: best?.checkConstraints(constraints) ?? [],
      passing: passing.length,
      closest: best === undefined ? closestRunConfig(results, constraints) : undefined,
    };
  });
}

/**
 * The run config whose worst miss is smallest, in percent of its limit; of equal ones the better ranked. Undefined when
 * one passes, or when none has every metric measured.
 */
export function closestRunConfig(results: ResultsView, constraints: RunConstraints): ClosestRunConfig | undefined {
  let closest: ClosestRunConfig | undefined;
  for (const runConfig of results.runConfigs) {
    const failing = runConfig.checkConstraints(constraints).filter(({ passes }) => !passes);
    if (failing.length === 0) return undefined;
    const worst = failing.reduce((a, b) => (missOf(b) > missOf(a) ? b : a));
    if (missOf(worst) < (closest === undefined ? Number.POSITIVE_INFINITY : missOf(closest.worst)))
      closest = { runConfig, worst };
  }
  return closest;
}

/** Not measured is further away than any number; a limit of 0 has no percentage, so the distance itself counts. */
function missOf({ margin, marginPercent }: ConstraintCheck): number {
  return Math.abs(marginPercent ?? margin ?? Number.POSITIVE_INFINITY);
}
