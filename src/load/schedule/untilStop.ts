import { performance } from 'node:perf_hooks';
import type { StopRule } from '../../core/sweep/scenario.js';
import type { Dispatcher } from '../dispatcher.js';
import type { Recorder } from '../record/recorder.js';
import type { Loop } from './loop.js';

/** What runs until the rule says stop. */
export interface Offer {
  readonly loop: Loop;
  readonly dispatcher: Dispatcher;
  readonly recorder: Recorder;
  readonly startMs: number;
}

/** Lets the loop run until the rule is met; returns when that was. Requests may still be in flight then. */
export function untilStop(rule: StopRule, { loop, dispatcher, recorder, startMs }: Offer): Promise<number> {
  return new Promise((resolve) => {
    const done = () => recorder.completed + recorder.failed;
    const limitMs = timeLimitMs(rule);
    const onTimeLimit = () => {
      // An interval is exact; what ended between its end and now is taken out afterwards.
      if (rule.kind === 'interval') finish(startMs + rule.milliseconds);
      else if (isOver(rule, done(), performance.now() - startMs)) finish(performance.now());
    };
    const timer = limitMs === undefined ? undefined : setTimeout(onTimeLimit, limitMs);
    const finish = (endMs: number) => {
      clearTimeout(timer);
      loop.stop();
      dispatcher.onRequestEnd = () => {};
      resolve(endMs);
    };
    dispatcher.onRequestEnd = (end, timeMs) => {
      if (isOver(rule, done(), timeMs - startMs)) finish(timeMs);
      else loop.requestEnded(end === 'not connected');
    };
    loop.start(startMs);
  });
}

function isOver(rule: StopRule, done: number, elapsedMs: number): boolean {
  switch (rule.kind) {
    case 'interval':
      return false;
    case 'request_count':
      return done >= rule.requests;
    case 'default':
      return done >= rule.requests || (elapsedMs >= rule.maxMilliseconds && done >= rule.minimumRequests);
  }
}

function timeLimitMs(rule: StopRule): number | undefined {
  if (rule.kind === 'interval') return rule.milliseconds;
  return rule.kind === 'default' ? rule.maxMilliseconds : undefined;
}
