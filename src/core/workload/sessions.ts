import type { SessionShape } from '../sweep/scenario.js';
import type { SessionTurn } from './datasetEntry.js';
import { randomStream } from './random.js';
import { delays, tokenLengths } from './tokenLengths.js';

/**
 * The turns of all sessions, session after session; their numbers and delays come from the seed alone.
 * @param ratio factor on the delays
 */
export function sessionTurns({ count, turns, turnDelayMs }: SessionShape, seed: number, ratio = 1): SessionTurn[] {
  const lengths = tokenLengths(randomStream(seed, 'turns'), turns, count);
  const random = randomStream(seed, 'turn delays');
  return lengths.flatMap((length, session) => {
    const waits = delays(random, turnDelayMs, length - 1);
    return Array.from({ length }, (_, turn) => ({
      id: `session-${session + 1}`,
      delayMs: turn < length - 1 ? Math.round(waits[turn]! * ratio) : 0,
    }));
  });
}

/** Entries grouped by session, in the order of their first turns; the places of each session's turns. */
export function turnsBySession(entries: readonly { readonly session?: SessionTurn | undefined }[]): number[][] {
  const sessions = new Map<string, number[]>();
  for (const [place, { session }] of entries.entries()) {
    if (session === undefined) continue;
    const turns = sessions.get(session.id);
    if (turns === undefined) sessions.set(session.id, [place]);
    else turns.push(place);
  }
  return [...sessions.values()];
}
