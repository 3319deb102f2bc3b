import { completed, type Trace } from '../../core/measure/trace.js';
import { answerMessage, messagePlace, ownMessage, withEarlier } from '../../core/workload/conversation.js';
import type { DatasetEntry } from '../../core/workload/datasetEntry.js';
import { turnsBySession } from '../../core/workload/sessions.js';
import type { SessionPlan } from '../../load/loadJob.js';

/** The entries as turns for the load generator; undefined for single requests. */
export function sessionPlan(entries: readonly DatasetEntry[], bodies: readonly Uint8Array[]): SessionPlan | undefined {
  if (entries[0]?.session === undefined) return undefined;
  return {
    turns: turnsBySession(entries),
    delayMs: entries.map(({ session }) => session?.delayMs ?? 0),
    messages: entries.map(({ body }, place) => messagePlace(body, bodies[place]!)),
  };
}

/** What was sent in sessions, known only when they are over. */
export interface SentSessions {
  /** With what was said before. */
  readonly bodies: readonly Uint8Array[];
  /** With the tokens of what was said before. */
  readonly entries: readonly DatasetEntry[];
}

/** What the measurement of sessions tells. */
export interface SessionRun {
  readonly entries: readonly DatasetEntry[];
  readonly bodies: readonly Uint8Array[];
  readonly plan: SessionPlan;
  readonly trace: Trace;
  /** Output tokens per request; -1 unknown. */
  readonly outputTokens: Int32Array | undefined;
}

/** Puts each session's answers into the turns after them, as the load generator did. */
export function sentSessions({ entries, bodies, plan, trace, outputTokens }: SessionRun): SentSessions {
  const requestOf = new Map(Array.from(trace.entry, (entry, request) => [entry, request]));
  const sentBodies = [...bodies];
  const sentEntries = [...entries];
  for (const turns of plan.turns) {
    const messages: Uint8Array[] = [];
    let tokens = 0;
    for (const entry of turns) {
      const own = entries[entry]!;
      const body = bodies[entry]!;
      sentBodies[entry] = withEarlier(body, plan.messages[entry]!, messages);
      tokens += own.inputTokens;
      sentEntries[entry] = { ...own, inputTokens: tokens };
      const request = requestOf.get(entry);
      // Without an answer there was no further turn.
      if (request === undefined || trace.outcome[request] !== completed) break;
      messages.push(ownMessage(body, plan.messages[entry]!), answerMessage([literalsOf(trace, request)]));
      tokens += Math.max(0, outputTokens?.[request] ?? 0);
    }
  }
  return { bodies: sentBodies, entries: sentEntries };
}

function literalsOf({ literals, eventStart }: Trace, request: number): Uint8Array {
  if (literals === undefined) return new Uint8Array();
  const [first, end] = [eventStart[request]!, eventStart[request + 1]!];
  return literals.bytes.subarray(literals.start[first], literals.start[end]);
}
