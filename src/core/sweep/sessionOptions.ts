import { numberBetween, wholeNumber } from './optionField.js';

const atLeastZero = { min: 0 };
const session = (path: string, help: string) =>
  ({ group: 'Session', help, genaiPerfPath: `input.sessions.${path}` }) as const;

/** Conversations of several turns. */
export const sessionOptions = {
  numSessions: wholeNumber(
    atLeastZero,
    session('num', 'Number of sessions; each turn sends all that was said before in its session.'),
  ),
  sessionConcurrency: wholeNumber(
    { min: 1 },
    {
      group: 'Session',
      help: 'Sessions kept going at once; the same as --concurrency.',
      genaiPerfPath: 'perf_analyzer.stimulus.session_concurrency',
    },
  ),
  sessionTurnsMean: wholeNumber({ min: 1 }, session('turns.mean', 'Mean number of turns.')),
  sessionTurnsStddev: wholeNumber(atLeastZero, session('turns.stddev', 'Standard deviation of that number.')),
  sessionTurnDelayMean: wholeNumber(
    atLeastZero,
    session('turn_delay.mean', 'Mean time between an answer and the next turn, in ms.'),
  ),
  sessionTurnDelayStddev: wholeNumber(atLeastZero, session('turn_delay.stddev', 'Standard deviation of that time.')),
  sessionDelayRatio: numberBetween(atLeastZero, session('turn_delay.ratio', 'Factor on all delays.')),
};
