import type { Trace } from '../../core/measure/trace.js';
import type { AnswerFormat } from '../../core/sweep/answerFormat.js';
import type { StopRule } from '../../core/sweep/scenario.js';
import { Answer } from '../../load/answer/answer.js';
import { answerGrammar } from '../../load/answer/answerGrammar.js';
import { Recorder } from '../../load/record/recorder.js';
import { traceFrom } from '../../load/record/traceFrom.js';
import type { ToolRecording, ToolRequest } from './loadTool.js';

/** What a request said. */
export interface SentRequest {
  /** Body as JSON. */
  readonly payload: string;
  /** The session that it was a turn of; undefined for a single request. */
  readonly session: string | undefined;
  /** When it was to leave, on the clock of its file; undefined where no file said. */
  readonly timestampMs: number | undefined;
}

/** A recording in our own form. */
export interface RecordedScenario {
  readonly trace: Trace;
  /** Each different request: `Trace.entry` names them. In the order of first sending. */
  readonly sent: readonly SentRequest[];
}

/** How a recording is to be understood. */
export interface RecordingRules {
  readonly format: AnswerFormat;
  readonly stop: StopRule;
  /** Whether requests are turns of sessions; otherwise a tool's own grouping of them means nothing. */
  readonly areSessions?: boolean | undefined;
  /** When each request was to leave, in milliseconds on the clock of its file, not falling; absent without a schedule. */
  readonly scheduleMs?: readonly number[] | undefined;
}

/** Reads an event stream or a body in one piece, whichever it is. */
const anyHead = {
  status: 200,
  framing: 'length',
  contentLength: 0,
  keepAlive: true,
  contentType: '',
  contentEncoding: '',
  location: '',
} as const;

/** Reads a tool's answers with the reader of our own load generator, so that all engines mean the same by an output event. */
export function recordingTrace(
  { timeOriginMs, requests }: ToolRecording,
  { format, stop, areSessions, scheduleMs }: RecordingRules,
): RecordedScenario {
  const grammar = answerGrammar(format);
  const recorder = new Recorder('all');
  const answer = new Answer(grammar, true);
  const entries = new Map<string, number>();
  const sent: SentRequest[] = [];
  const inOrder = [...requests].sort((a, b) => a.sentMs - b.sentMs);
  const schedule = scheduleMs && leavingTimes(inOrder, scheduleMs);
  let windowEndMs = 0;
  for (const [place, one] of inOrder.entries()) {
    const { payload, sentMs, reads, endMs, failure, isCutOff } = one;
    const session = areSessions ? one.session : undefined;
    const timestampMs = scheduleMs?.[place];
    const scheduledMs = schedule?.[place] ?? one.scheduledMs;
    const key = `${JSON.stringify([session, timestampMs])}${payload}`;
    const entry = entries.get(key) ?? entries.size;
    if (entry === entries.size) sent.push({ payload, session, timestampMs });
    entries.set(key, entry);
    const request = recorder.begin(entry, scheduledMs, sentMs);
    windowEndMs = Math.max(windowEndMs, endMs);
    if (isCutOff) continue;
    if (failure !== undefined) {
      recorder.fail(request, failure, endMs);
      continue;
    }
    answer.reset();
    answer.begin(anyHead);
    for (const { atMs, bytes } of reads) {
      answer.output.timeMs = atMs;
      answer.push(bytes, 0, bytes.length);
    }
    answer.finish();
    recorder.end(request, answer, { firstByteMs: reads[0]?.atMs ?? Number.NaN, endMs });
  }
  const trace = traceFrom(recorder, grammar, {
    timeOriginMs,
    windowStartMs: 0,
    windowEndMs: stop.kind === 'interval' ? stop.milliseconds : windowEndMs,
  });
  return { trace, sent };
}

/**
 * When each request of a schedule was to leave, on the clock of the recording. Tools do not tell when their schedule
 * began: the request that left most in time counts as punctual.
 */
function leavingTimes(inOrder: readonly ToolRequest[], scheduleMs: readonly number[]): number[] {
  const beginMs = inOrder.reduce(
    (least, { sentMs }, place) => Math.min(least, sentMs - (scheduleMs[place] ?? Number.NEGATIVE_INFINITY)),
    Number.POSITIVE_INFINITY,
  );
  return scheduleMs.map((timestampMs) => beginMs + timestampMs);
}
