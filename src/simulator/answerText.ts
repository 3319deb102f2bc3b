import {
  answerId,
  doneEvent,
  errorEvent,
  eventTexts,
  type TextEndpoint,
  usageOf,
  wholeAnswer,
} from './answerFormat.js';
import { answerLength } from './answerLength.js';
import { ApiError } from './apiError.js';
import type { ApiRequest } from './apiRequest.js';
import { EventStream } from './eventStream.js';
import { type Exchange, type Simulation, sendJson } from './exchange.js';
import type { BrokenAnswer, Failure } from './failures.js';
import type { DueTokens } from './scheduler.js';
import { tokenText } from './tokens.js';

/** A request for text with the fault it will meet. */
export interface TextRequest extends ApiRequest {
  readonly endpoint: TextEndpoint;
  readonly failure: Exclude<Failure, { kind: 'status' }> | undefined;
}

/** How the tokens of one answer reach the client. */
interface Answer {
  /** Sends tokens; with the last ones also the end, unless the answer is broken. */
  give(tokens: DueTokens): void;
  /** Sends an error in place of the end. */
  fail(error: ApiError): void;
  /** Ends what was sent so far as if it were complete. */
  truncate(): void;
}

/** Answers a chat or completions request, token by token as they become due, or at once with the last one. */
export function answerText(request: TextRequest, exchange: Exchange, simulation: Simulation): void {
  const { response, record } = exchange;
  const { failure } = request;
  const { tokens, finishReason } = answerLength(request, record.request, simulation);
  const broken = failure !== undefined && 'afterTokens' in failure ? failure : undefined;
  const head = {
    id: answerId(request.endpoint, record.request),
    model: request.model,
    created: Math.floor(Date.now() / 1000),
  };
  record.id = head.id;
  const usage = usageOf(request.promptTokens, tokens * request.texts);
  const plan = { head, usage, finishReason, complete: broken === undefined };
  const socket = response.socket;
  // Held together, the head and whatever is due at once leave as one packet.
  socket?.cork();
  const answer = request.stream ? streamed(request, exchange, plan) : whole(request, exchange, plan);
  const cancel = simulation.scheduler.submit({
    number: record.request,
    arrivalMs: record.times.arrivalMs,
    promptTokens: request.promptTokens,
    extraDelayMs: failure?.kind === 'slow' ? failure.delayMs : 0,
    sequences: request.texts,
    outputTokens: broken === undefined ? tokens : Math.min(tokens, broken.afterTokens),
    onAdmitted(admittedMs) {
      record.times.admittedMs = admittedMs;
    },
    onDue(due) {
      record.lateMs = Math.max(record.lateMs, due.lateMs);
      answer.give(due);
      simulation.counters.outputTokens += (due.to - due.from) * request.texts;
      if (!due.done) return;
      if (broken !== undefined) breakOff(broken.kind, answer, exchange);
      exchange.finish(broken === undefined ? 'completed' : 'broken');
    },
  });
  socket?.uncork();
  response.once('close', cancel);
}

interface AnswerPlan {
  readonly head: Parameters<typeof wholeAnswer>[1];
  readonly usage: Parameters<typeof wholeAnswer>[2]['usage'];
  readonly finishReason: Parameters<typeof wholeAnswer>[2]['finishReason'];
  readonly complete: boolean;
}

function streamed(request: TextRequest, { response, record }: Exchange, plan: AnswerPlan): Answer {
  const stream = new EventStream(response);
  const events = eventTexts(request.endpoint, plan.head);
  const forEachText = (text: (choice: number) => string) => {
    let all = '';
    for (let choice = 0; choice < request.texts; choice++) all += text(choice);
    return all;
  };
  const closing = () =>
    forEachText((choice) => events.closing(choice, plan.finishReason)) +
    (request.includeUsage ? events.usage(plan.usage) : '') +
    doneEvent;
  stream.open();
  return {
    give({ from, to, done }) {
      let text = from === 0 && to > 0 ? forEachText(events.opening) : '';
      for (let token = from; token < to; token++)
        text += forEachText((choice) => events.token(choice, tokenText(record.request, token)));
      stamp(record, to > from, (to - from) * request.texts);
      if (done && plan.complete) stream.end(text + closing());
      else stream.write(text);
    },
    fail: (error) => stream.end(errorEvent(error.toBody()) + doneEvent),
    truncate: () => stream.end(''),
  };
}

function whole(request: TextRequest, { response, record }: Exchange, plan: AnswerPlan): Answer {
  let text = '';
  const body = () =>
    wholeAnswer(request.endpoint, plan.head, { ...plan, texts: Array.from({ length: request.texts }, () => text) });
  return {
    give({ from, to, done }) {
      for (let token = from; token < to; token++) text += tokenText(record.request, token);
      if (!done || !plan.complete) return;
      stamp(record, true, to * request.texts);
      sendJson(response, 200, body());
    },
    fail(error) {
      record.status = error.status;
      sendJson(response, error.status, error.toBody());
    },
    truncate() {
      const json = JSON.stringify(body());
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': json.length });
      response.write(json.slice(0, json.length / 2));
      response.socket?.destroySoon();
    },
  };
}

/** Takes the time just before tokens are handed to the socket. */
function stamp(record: Exchange['record'], some: boolean, tokens: number): void {
  if (!some) return;
  const nowMs = performance.now();
  record.times.firstTokenMs ??= nowMs;
  record.times.lastTokenMs = nowMs;
  record.tokens += tokens;
}

function breakOff(kind: BrokenAnswer['kind'], answer: Answer, { response }: Exchange): void {
  if (kind === 'error event') answer.fail(new ApiError(500, 'simulated failure', { code: 'simulated_failure' }));
  else if (kind === 'truncate') answer.truncate();
  else if (kind === 'reset') response.socket?.resetAndDestroy();
}
