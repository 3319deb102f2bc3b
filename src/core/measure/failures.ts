import { cutOff, firstErrorOutcome, type Trace } from './trace.js';

/** Failed requests by kind, in the order in which the kinds were first seen. */
export function failuresByKind({ outcome, errorKinds }: Trace): Record<string, number> {
  const numbers = errorKinds.map(() => 0);
  for (const code of outcome) if (code >= firstErrorOutcome) numbers[code - firstErrorOutcome]! += 1;
  return Object.fromEntries(errorKinds.map((kind, place) => [kind, numbers[place]!]).filter(([, number]) => number));
}

/** Nothing to measure: no request of the scenario completed. The message says why, in one sentence for the user. */
export class NoCompletedRequestError extends Error {
  override readonly name = 'NoCompletedRequestError';
  /** @param trace the scenario's */
  constructor(trace: Trace) {
    super(`no request completed: ${reasons(trace).join(', ') || 'none was sent'}`);
  }
}

function reasons(trace: Trace): string[] {
  const failures = Object.entries(failuresByKind(trace)).map(([kind, number]) => {
    const message = trace.errorMessages[trace.errorKinds.indexOf(kind)];
    return message ? `${number} × ${kind} (${oneLine(message)})` : `${number} × ${kind}`;
  });
  const cut = trace.outcome.reduce((sum, code) => sum + (code === cutOff ? 1 : 0), 0);
  const inTime = `${((trace.windowEndMs - trace.windowStartMs) / 1000).toFixed(1)} s`;
  return cut === 0 ? failures : [...failures, `${cut} had no answer within ${inTime}: measure for a longer time`];
}

function oneLine(message: string): string {
  const text = message.replace(/\s+/g, ' ').trim();
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
