import { count, plural } from '../../core/report/figures.js';
import { type CurrentScenario, endedRequests, recentTokensPerSecond } from './currentScenario.js';
import { passingFigure } from './figures.js';

/** What the server does at this moment, part by part: `TTFT 23.4 ms`, `1,830 tokens/sec`, `16 in flight`, `0 errors`. */
export function currentFigures(current: CurrentScenario): string[] {
  const { load } = current;
  if (load === undefined) return ['starting'];
  const inFlight = `${count(load.inFlight)} in flight`;
  if (load.phase === 'warm-up') return ['warming up', inFlight];
  const tokensPerSecond = recentTokensPerSecond(current);
  return [
    ...(load.recentTtftMs === undefined ? [] : [`TTFT ${passingFigure(load.recentTtftMs)} ms`]),
    ...(tokensPerSecond === undefined ? [] : [`${passingFigure(tokensPerSecond)} tokens/sec`]),
    inFlight,
    plural(load.failed, 'error'),
  ];
}

/** `120 of 160 requests`, or `120 requests` where time ends the scenario; empty before the window begins. */
export function requestsSoFar(current: CurrentScenario): string {
  const { load, stop, expectedRequests } = current;
  if (load?.phase !== 'measuring') return '';
  const ended = endedRequests(current);
  if (stop?.kind === 'interval' || ended > expectedRequests) return plural(ended, 'request');
  return `${count(ended)} of ${plural(expectedRequests, 'request')}`;
}
