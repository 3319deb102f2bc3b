import type { StopRule } from '../../core/sweep/scenario.js';
import type { Dispatcher } from '../dispatcher.js';
import type { Team } from '../team.js';
import type { Loop } from './loop.js';

/** What runs until the rule says stop. */
export interface Offer {
  readonly loop: Loop;
  readonly dispatcher: Dispatcher;
  readonly team: Team;
  readonly startMs: number;
}

/**
 * Lets the loop run until the rule is met; returns when that was. Requests may still be in flight then, and some may have
 * ended after it: those do not count.
 */
export function untilStop(rule: StopRule, { loop, dispatcher, team, startMs }: Offer): Promise<number> {
  return new Promise((resolve) => {
    const limitMs = timeLimitMs(rule);
    const finish = (endMs: number) => {
      clearTimeout(timer);
      loop.stop();
      loop.onExhausted = () => {};
      dispatcher.onRequestEnd = () => {};
      team.onStop = () => {};
      resolve(endMs);
    };
    let lastEndMs = startMs;
    const finishIfDone = () => {
      if (loop.isExhausted() && dispatcher.inFlight === 0) finish(lastEndMs);
    };
    const onTimeLimit = () => {
      if (rule.kind !== 'interval' && !isMet(rule, team.done(), limitMs)) return;
      // Another member may have counted one request less a moment ago, and would go on.
      team.stop(startMs + limitMs);
      finish(startMs + limitMs);
    };
    const timer = limitMs < Number.POSITIVE_INFINITY ? setTimeout(onTimeLimit, limitMs) : undefined;
    dispatcher.onRequestEnd = (end, timeMs) => {
      // Not all are told in the order in which they ended.
      lastEndMs = Math.max(lastEndMs, timeMs);
      if (isMet(rule, team.countDone(), timeMs - startMs)) {
        team.stop(lastEndMs);
        finish(lastEndMs);
        return;
      }
      loop.requestEnded(end === 'not connected');
      finishIfDone();
    };
    loop.onExhausted = finishIfDone;
    loop.start(startMs);
    // Last, because it may be told at once.
    team.onStop = finish;
    finishIfDone();
  });
}

/** Whether the window is over although there is more to send. */
function isMet(rule: StopRule, done: number, elapsedMs: number): boolean {
  if (rule.kind !== 'default') return false;
  return done >= rule.requests || (elapsedMs >= rule.maxMilliseconds && done >= rule.minimumRequests);
}

function timeLimitMs(rule: StopRule): number {
  if (rule.kind === 'interval') return rule.milliseconds;
  return rule.kind === 'default' ? rule.maxMilliseconds : Number.POSITIVE_INFINITY;
}
