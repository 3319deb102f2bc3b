import type { SimulatorSettings } from './options.js';
import type { Draw } from './random.js';

/** What of a request its times depend on. */
export interface TimedRequest {
  /** Number of the request since the start. */
  readonly number: number;
  /** Tokens to prefill. */
  readonly promptTokens: number;
  /** Added to the time to first token. */
  readonly extraDelayMs: number;
}

/** How long things take. All times are milliseconds of one monotonic clock. */
export interface Timing {
  /** When a request admitted at `admittedMs` has its first token; books the prefill. */
  firstTokenMs(request: TimedRequest, admittedMs: number): number;
  /** Time from token `step - 1` to token `step` while `running` sequences are decoded. */
  tokenGapMs(request: TimedRequest, step: number, running: number): number;
}

/**
 * A server that saturates like a real one: prefills wait for each other, and a decode step takes longer the more
 * sequences it serves, so the sum of all tokens per second comes near 1 / (ITL × growth) and stays there.
 */
export function simulatedTiming(settings: SimulatorSettings, draw: Draw): Timing {
  let prefillFreeMs = 0;
  const factor = (request: TimedRequest, step: number) =>
    settings.jitter === 0 ? 1 : 1 + settings.jitter * (2 * draw('delay', request.number, step) - 1);
  return {
    firstTokenMs(request, admittedMs) {
      const prefillMs = settings.prefillMsPerToken * request.promptTokens;
      if (prefillMs > 0) prefillFreeMs = Math.max(prefillFreeMs, admittedMs) + prefillMs * factor(request, -1);
      const prefilledMs = prefillMs > 0 ? prefillFreeMs : admittedMs;
      return prefilledMs + settings.ttftMs * factor(request, 0) + request.extraDelayMs;
    },
    tokenGapMs: (request, step, running) =>
      settings.itlMs * (1 + settings.itlGrowth * (running - 1)) * factor(request, step),
  };
}
