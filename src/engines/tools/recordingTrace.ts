import type { Trace } from '../../core/measure/trace.js';
import type { AnswerFormat } from '../../core/sweep/answerFormat.js';
import type { StopRule } from '../../core/sweep/scenario.js';
import { Answer } from '../../load/answer/answer.js';
import { answerGrammar } from '../../load/answer/answerGrammar.js';
import { Recorder } from '../../load/record/recorder.js';
import { traceFrom } from '../../load/record/traceFrom.js';
import type { ToolRecording } from './loadTool.js';

/** A recording in our own form. */
export interface RecordedScenario {
  readonly trace: Trace;
  /** Each different request body, as JSON: `Trace.entry` names them. */
  readonly payloads: readonly string[];
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
  { format, stop }: { readonly format: AnswerFormat; readonly stop: StopRule },
): RecordedScenario {
  const grammar = answerGrammar(format);
  const recorder = new Recorder('all');
  const answer = new Answer(grammar, true);
  const payloads = new Map<string, number>();
  let windowEndMs = 0;
  for (const { payload, scheduledMs, sentMs, reads, endMs, failure, isCutOff } of requests) {
    const entry = payloads.get(payload) ?? payloads.size;
    payloads.set(payload, entry);
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
  return { trace, payloads: [...payloads.keys()] };
}
