import type { ApiRequest } from './apiRequest.js';
import type { SimulatorSettings } from './options.js';
import type { Draw } from './random.js';

/** Why an answer ended: at its limit, or by itself. */
export type FinishReason = 'length' | 'stop';

/** How many tokens each text is answered with, and why no more. */
export function answerLength(
  request: ApiRequest,
  requestNumber: number,
  { settings, draw }: { readonly settings: SimulatorSettings; readonly draw: Draw },
): { readonly tokens: number; readonly finishReason: FinishReason } {
  const room = Math.max(1, settings.contextTokens - Math.ceil(request.promptTokens / request.texts));
  const limit = Math.min(request.maxTokens ?? room, room);
  const natural = request.ignoreEos ? limit : naturalLength(requestNumber, settings, draw);
  const tokens = Math.min(limit, Math.max(natural, request.minTokens));
  return { tokens, finishReason: tokens === limit ? 'length' : 'stop' };
}

/** Normally distributed (Box–Muller), at least one token. */
function naturalLength(requestNumber: number, settings: SimulatorSettings, draw: Draw): number {
  const { outputTokens, outputTokensStddev } = settings;
  if (outputTokensStddev === 0) return outputTokens;
  const radius = Math.sqrt(-2 * Math.log(1 - draw('length', requestNumber)));
  const deviation = radius * Math.cos(2 * Math.PI * draw('length angle', requestNumber));
  return Math.max(1, Math.round(outputTokens + outputTokensStddev * deviation));
}
