import { longestMs } from '../core/report/planReport.js';
import type { PreparedSweep } from '../runner/prepareSweep.js';

/** All of it for programs; a number that cannot be known is null. */
export function planJson({ plan, server }: Pick<PreparedSweep, 'plan' | 'server'>): unknown {
  return {
    server,
    swept: plan.swept,
    scenarios: plan.scenarios.map(({ scenario, title, artifactName, requests, inputTokens, outputTokens }) => ({
      title,
      swept: scenario.swept,
      load: scenario.load,
      requests: requests ?? null,
      warmupRequests: scenario.warmupRequests,
      inputTokens: inputTokens ?? null,
      outputTokens: outputTokens ?? null,
      longestMs: longestMs(scenario.stop) ?? null,
      artifactName,
    })),
    notices: plan.notices,
    confirmation: plan.confirmation ?? null,
  };
}
