import { numberBetween, wholeNumber } from './optionField.js';

const atLeastZero = { min: 0 };
const session = (path: string, help: string) =>
  ({ group: 'Session', help, genaiPerfPath: `input.sessions.${path}` }) as const;

/** Conversations of several turns. */
export const sessionOptions = {
  numSessions: wholeNumber(atLeastZero, session('num', 'Number of sessions.')),
  sessionConcurrency: wholeNumber(
    { min: 1 },
    {
      group: 'Session',
      help: 'Sessions kept going at once.',
      genaiPerfPath: 'perf_analyzer.stimulus.session_concurrency',
    },
  ),
  sessionTurnsMean: wholeNumber(atLeastZero, session('turns.mean', 'Mean number of turns.')),
  sessionTurnsStddev: wholeNumber(atLeastZero, session('turns.stddev', 'Standard deviation of that number.')),
  sessionTurnDelayMean: wholeNumber(atLeastZero, session('turn_delay.mean', 'Mean delay between turns in ms.')),
  sessionTurnDelayStddev: wholeNumber(atLeastZero, session('turn_delay.stddev', 'Standard deviation of the delay.')),
  sessionDelayRatio: numberBetween(atLeastZero, session('turn_delay.ratio', 'Factor on all delays.')),
};
