import { completed, cutOff, firstErrorOutcome, type Trace } from '../measure/trace.js';
import type { AnswerFormat } from '../sweep/answerFormat.js';
import type { Load } from '../sweep/scenario.js';
import { asciiBytes, ByteWriter } from './byteWriter.js';
import { boundedParts, type RawAnswer, rawParts } from './rawAnswer.js';
import { rawResponses, readableEvents } from './rawResponses.js';

/** What `profile_export.json` needs beside the trace. */
export interface ProfileExportInfo {
  /** Shape of the answers. */
  readonly format: AnswerFormat | 'kserve';
  /** Whether they are text. */
  readonly generates: boolean;
  readonly streaming: boolean;
  readonly load: Load;
  /** `openai`. */
  readonly serviceKind: string;
  /** Path of the endpoint, with or without leading slash: genai-perf knows the kind of answers by it. */
  readonly endpointPath: string;
  /** Request bodies as JSON in UTF-8, by dataset entry; of Triton an object with the tensors' values by name. */
  readonly bodies: readonly Uint8Array[];
  /** Turns of sessions, by dataset entry; absent for single requests. */
  readonly sessions?: readonly { readonly id: string; readonly delayMs: number }[] | undefined;
  /** What came of the response to a request, undefined where nothing did; absent where that was not kept. */
  readonly raw?: ((request: number) => RawAnswer | undefined) | undefined;
  /** Of this program. */
  readonly version: string;
}

/**
 * `profile_export.json` as perf_analyzer writes it and genai-perf's parser reads it, in UTF-8, in chunks of about half
 * a megabyte. It holds the completed requests; of answers, one minimal chunk per output event. Where texts were not
 * kept, each event gets as many placeholder words as it has tokens, so that token counts stay right. Where bodies were
 * kept whole, all of their events stand there as they came, see `rawResponses`.
 * Failed requests, which genai-perf would count as answered, stand under `genai_sweep`.
 */
export function* profileExportText(trace: Trace, info: ProfileExportInfo): Generator<Uint8Array> {
  const out = new ByteWriter();
  out.text(`{"experiments":[{"experiment":${experimentOf(info.load)},"requests":[`);
  const nanoseconds = epochWriter(out, trace.timeOriginMs);
  const inputs = inputsWriter(out, info);
  const answer = answerWriter(out, trace, info);
  const isReadable = info.format === 'kserve' ? undefined : readableEvents(info.format);
  let tooLong = 0;
  let separator = '';
  for (let request = 0; request < trace.requests; request++) {
    if (trace.outcome[request] !== completed) continue;
    const first = trace.eventStart[request]!;
    const end = trace.eventStart[request + 1]!;
    out.text(`${separator}{"timestamp":`);
    nanoseconds(trace.sentMs[request]!);
    out.text(',"request_inputs":');
    inputs(trace.entry[request]!);
    separator = ',\n';
    const raw = info.raw?.(request);
    if (raw !== undefined && raw.received === raw.bytes.length) {
      out.text(',');
      const parts = rawParts(raw, trace.endMs[request]!);
      yield* rawResponses(raw.bytes, parts, { out, nanoseconds, isReadable: raw.isStream ? isReadable : undefined });
      out.text('}');
      continue;
    }
    if (raw !== undefined) tooLong++;
    out.text(',"response_timestamps":[');
    for (let event = first; event < end; event++) {
      if (event > first) out.text(',');
      nanoseconds(trace.eventMs[event]!);
      if (out.isFull) yield out.take();
    }
    out.text('],"response_outputs":[');
    for (let event = first; event < end; event++) {
      if (event > first) out.text(',');
      answer(request, event);
      if (out.isFull) yield out.take();
    }
    out.text(']}');
  }
  out.text('],"window_boundaries":[');
  nanoseconds(trace.windowStartMs);
  out.text(',');
  nanoseconds(trace.windowEndMs);
  out.text(`]}],"version":${asciiJson(info.version)},"service_kind":${asciiJson(info.serviceKind)}`);
  out.text(`,"endpoint":${asciiJson(info.endpointPath.replace(/^\/+/, ''))}`);
  yield* uncountedRequests({ out, nanoseconds, inputs }, trace, info);
  if (info.raw !== undefined) out.text(`,"answers_too_long_for_raw":${tooLong}`);
  out.text('}}\n');
  yield out.take();
}

/** Further members of a request's inputs, by which genai-perf knows what belongs together. */
function sessionMembers(session: NonNullable<ProfileExportInfo['sessions']>[number] | undefined): string {
  return session === undefined ? '' : `,"session_id":${asciiJson(session.id)},"delay":${session.delayMs}`;
}

function experimentOf(load: Load): string {
  if (load.kind === 'concurrency') return `{"mode":"concurrency","value":${load.concurrency}}`;
  // As perf_analyzer exports a schedule of its input data.
  if (load.distribution === 'schedule') return '{"mode":"request_rate","value":0.0}';
  // genai-perf looks a rate up by Python's text of it: 2.0, never 2.
  const rate = load.requestsPerSecond;
  return `{"mode":"request_rate","value":${Number.isInteger(rate) ? `${rate}.0` : rate}}`;
}

/** A body over HTTP is a text, Triton's tensors are the inputs themselves. */
function inputsWriter(out: ByteWriter, { format, bodies, sessions }: ProfileExportInfo): (entry: number) => void {
  if (format === 'kserve') return (entry) => out.bytes(bodies[entry]!);
  return (entry) => {
    out.text('{"payload":"');
    out.escaped(bodies[entry]!);
    out.text(`"${sessionMembers(sessions?.[entry])}}`);
  };
}

interface AnswerText {
  readonly streamed: string;
  readonly whole: string;
}

const always = (text: string): AnswerText => ({ streamed: text, whole: text });

const chat: AnswerText = {
  streamed: `data: {"choices":[{"delta":{"content":"@"}}],"object":"chat.completion.chunk"}\n\n`,
  whole: `{"choices":[{"message":{"role":"assistant","content":"@"}}],"object":"chat.completion"}`,
};
const embeddings = always(`{"object":"list","data":[{"object":"embedding","index":0,"embedding":[]}]}`);

/** What is left of an answer; `@` is the place of its text. What genai-perf does not know it reads as chat. */
const answers: Readonly<Record<AnswerFormat, AnswerText>> = {
  chat,
  responses: chat,
  messages: chat,
  template: chat,
  completions: {
    streamed: `data: {"choices":[{"text":"@"}],"object":"text_completion"}\n\n`,
    whole: `{"choices":[{"text":"@"}],"object":"text_completion"}`,
  },
  generate: { streamed: `data: {"text_output":"@"}\n\n`, whole: `{"text_output":"@"}` },
  huggingface: always(`[{"generated_text":"@"}]`),
  embeddings,
  rankings: always(`{"rankings":[]}`),
  images: always(`{"object":"image_retrieval","data":[]}`),
};

/** Triton's output tensor; `@` as above. */
const kserveAnswer = { text_output: '@' };

/** One token in the usual vocabularies, however often it is repeated. */
const placeholder = asciiBytes(' a');

function answerWriter(out: ByteWriter, trace: Trace, { format, streaming, generates }: ProfileExportInfo) {
  const isNested = format !== 'kserve';
  const [before, after] = JSON.stringify(isNested ? { response: templateOf() } : kserveAnswer)
    .split('@')
    .map(asciiBytes);

  function templateOf(): string {
    if (format === 'kserve') return '';
    const shape = format === 'template' && !generates ? embeddings : answers[format];
    return shape[streaming ? 'streamed' : 'whole'];
  }

  const { literals } = trace;
  return (request: number, event: number): void => {
    out.bytes(before!);
    if (after === undefined) return;
    if (literals !== undefined && isNested)
      out.escaped(literals.bytes, literals.start[event], literals.start[event + 1]);
    // A literal's content is escaped once already.
    else if (literals !== undefined)
      out.bytes(literals.bytes.subarray(literals.start[event], literals.start[event + 1]));
    else for (let tokens = tokensOf(trace, request, event); tokens > 0; tokens--) out.bytes(placeholder);
    out.bytes(after);
  };
}

/** The server's count, spread evenly over the events; one for each where it did not count. */
function tokensOf(trace: Trace, request: number, event: number): number {
  const first = trace.eventStart[request]!;
  const events = trace.eventStart[request + 1]! - first;
  const tokens = trace.completionTokens[request]!;
  const upTo = (position: number) => Math.floor((position * tokens) / events);
  return Math.max(1, upTo(event - first + 1) - upTo(event - first));
}

/** Writes instants as whole nanoseconds since the epoch: 19 digits, more than a number holds, so in two parts. NaN becomes null. */
function epochWriter(out: ByteWriter, timeOriginMs: number): (ms: number) => void {
  const originMs = Math.floor(timeOriginMs);
  const originRestMs = timeOriginMs - originMs;
  return (ms) => {
    if (Number.isNaN(ms)) return out.text('null');
    const sinceMs = originRestMs + ms;
    let wholeMs = Math.floor(sinceMs);
    let restNs = Math.round((sinceMs - wholeMs) * 1e6);
    if (restNs === 1e6) {
      wholeMs += 1;
      restNs = 0;
    }
    out.integer(originMs + wholeMs);
    out.integer(restNs, 6);
  };
}

interface Writers {
  readonly out: ByteWriter;
  readonly nanoseconds: (ms: number) => void;
  readonly inputs: (entry: number) => void;
}

/** The begin of what genai-perf does not read: requests that failed, with what came of their responses where that was kept. */
function* uncountedRequests(
  { out, nanoseconds, inputs }: Writers,
  trace: Trace,
  { raw }: ProfileExportInfo,
): Generator<Uint8Array> {
  const kinds = trace.errorKinds.map(asciiJson);
  let cutOffRequests = 0;
  let separator = '';
  out.text(',"genai_sweep":{"failed_requests":[');
  for (let request = 0; request < trace.requests; request++) {
    const outcome = trace.outcome[request]!;
    if (outcome === cutOff) cutOffRequests += 1;
    if (outcome < firstErrorOutcome) continue;
    out.text(`${separator}{"timestamp":`);
    nanoseconds(trace.sentMs[request]!);
    out.text(',"end":');
    nanoseconds(trace.endMs[request]!);
    out.text(`,"error":${kinds[outcome - firstErrorOutcome]}`);
    if (raw !== undefined) {
      out.text(',"request_inputs":');
      inputs(trace.entry[request]!);
      yield* failedResponse({ out, nanoseconds }, raw(request));
    }
    out.text('}');
    separator = ',';
    if (out.isFull) yield out.take();
  }
  out.text(`],"cut_off_requests":${cutOffRequests}`);
}

function* failedResponse(
  { out, nanoseconds }: Omit<Writers, 'inputs'>,
  answer: RawAnswer | undefined,
): Generator<Uint8Array> {
  out.text(',');
  if (answer === undefined) {
    out.text('"response_timestamps":[],"response_outputs":[]');
    return;
  }
  const parts = boundedParts(answer);
  yield* rawResponses(answer.bytes, parts, { out, nanoseconds });
  const leftOut = answer.received - parts.reduce((sum, { from, to }) => sum + to - from, 0);
  if (leftOut > 0) out.text(`,"left_out_bytes":${leftOut}`);
}

/** A JSON string of ASCII characters only. */
function asciiJson(text: string): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(text).replaceAll(/[^\x20-\x7e]/g, escaped);
}
