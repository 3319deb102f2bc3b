import type { InputFileFacts } from './inputFileFacts.js';
import { optionDefaults } from './optionDefaults.js';
import { OptionError } from './optionError.js';
import { flagOf, type OptionKey, type SweepOptions } from './options.js';
import type { SessionShape, SweepType } from './scenario.js';
import { withDefaults } from './withDefaults.js';

/** Options that say something of sessions only. */
const sessionOnly: readonly OptionKey[] = [
  'sessionConcurrency',
  'sessionTurnsMean',
  'sessionTurnsStddev',
  'sessionTurnDelayMean',
  'sessionTurnDelayStddev',
  'sessionDelayRatio',
];

/** What a session is shaped by; a file brings all of it but the factor on its delays. */
const shapeOptions = sessionOnly.filter((key) => key !== 'sessionConcurrency' && key !== 'sessionDelayRatio');

/** Options that would cut sessions short, or offer requests in another way. */
const againstSessions: readonly OptionKey[] = [
  'requestRate',
  'fixedSchedule',
  'requestCount',
  'measurementInterval',
  'maxScenarioTime',
  'numDatasetEntries',
];

/** Endpoint types whose requests hold a list of messages. */
const conversational: readonly string[] = ['chat', 'multimodal', 'vision', 'messages'];

/** Whether the requests are turns of sessions: made ones, or those of the file. */
function areSessions({ numSessions = 0 }: SweepOptions, inputFile: InputFileFacts | undefined): boolean {
  return numSessions > 0 || (inputFile?.sessions ?? 0) > 0;
}

/** The sessions to make; undefined for none. */
export function resolveSessions(options: SweepOptions): SessionShape | undefined {
  const given = withDefaults(options);
  if (given.numSessions === 0) return undefined;
  return {
    count: given.numSessions,
    turns: { mean: given.sessionTurnsMean, stddev: given.sessionTurnsStddev },
    turnDelayMs: { mean: given.sessionTurnDelayMean, stddev: given.sessionTurnDelayStddev },
  };
}

interface SessionFacts {
  readonly inputFile: InputFileFacts | undefined;
  readonly endpointType: string;
  readonly swept: readonly SweepType[];
}

/**
 * Refuses what cannot be done with sessions, and what means nothing without them.
 * @throws {OptionError}
 */
export function checkSessions(options: SweepOptions, { inputFile, endpointType, swept }: SessionFacts): void {
  const given = (key: OptionKey) => isSet(options, key);
  if (!areSessions(options, inputFile)) {
    const useless = sessionOnly.find(given);
    if (useless !== undefined)
      throw new OptionError(
        `${flagOf(useless)} is about sessions: add --num-sessions, or an --input-file whose lines hold session_id`,
      );
    return;
  }
  if (!conversational.includes(endpointType))
    throw new OptionError(`sessions need messages: use --endpoint-type chat, not ${endpointType}`);
  const hindering = againstSessions.find(given);
  if (hindering !== undefined)
    throw new OptionError(
      `${flagOf(hindering)}: sessions are run to their end, so many at once (--session-concurrency); leave it out`,
    );
  const unfit = swept.find((type) => type !== 'concurrency' && type !== 'input_sequence_length');
  if (unfit !== undefined) throw new OptionError(`${unfit} cannot be swept with sessions; sweep concurrency`);
  const shaped = shapeOptions.find(given);
  if (inputFile !== undefined && shaped !== undefined)
    throw new OptionError(`${flagOf(shaped)}: the input file brings its own sessions; leave it out`);
}

/** Whether an option was given with a value that asks for something. */
function isSet(options: SweepOptions, key: OptionKey): boolean {
  const value = options[key];
  const idle = (optionDefaults as Partial<Record<OptionKey, unknown>>)[key];
  // Files of genai-perf name every option; its defaults ask for nothing.
  return value !== undefined && value !== false && (!key.startsWith('session') || value !== idle);
}
