import { answerLength } from './answerLength.js';
import { ApiError } from './apiError.js';
import type { ApiRequest } from './apiRequest.js';
import { EventStream } from './eventStream.js';
import { type Exchange, type Simulation, sendJson } from './exchange.js';
import type { BrokenAnswer, Failure } from './failures.js';
import type { DueTokens } from './scheduler.js';
import { type AnswerEnd, type AnswerHead, answerId, forEachChoice, type TextFormat } from './textFormat.js';
import { tokenText } from './tokens.js';

/** A request for text with the fault it will meet. */
export interface TextRequest extends ApiRequest {
  readonly format: TextFormat;
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

/** Answers a request for text, token by token as they become due, or at once with the last one. */
export function answerText(request: TextRequest, exchange: Exchange, simulation: Simulation): void {
  const { response, record } = exchange;
  const { failure, format, promptTokens, texts } = request;
  const { tokens, finishReason } = answerLength(request, record.request, simulation);
  const broken = failure !== undefined && 'afterTokens' in failure ? failure : undefined;
  const head = {
    id: answerId(format, record.request),
    model: request.model,
    created: Math.floor(Date.now() / 1000),
    promptTokens,
  };
  record.id = head.id;
  const plan: AnswerPlan = {
    head,
    complete: broken === undefined,
    end: (text) => ({
      finishReason,
      promptTokens,
      outputTokens: tokens * texts,
      text,
      choices: texts,
      includeUsage: request.includeUsage,
    }),
  };
  const socket = response.socket;
  // Held together, the head and whatever is due at once leave as one packet.
  socket?.cork();
  const answer = request.stream ? streamed(request, exchange, plan) : whole(request, exchange, plan);
  const cancel = simulation.scheduler.submit({
    number: record.request,
    arrivalMs: record.times.arrivalMs,
    promptTokens,
    extraDelayMs: failure?.kind === 'slow' ? failure.delayMs : 0,
    sequences: texts,
    outputTokens: broken === undefined ? tokens : Math.min(tokens, broken.afterTokens),
    onAdmitted(admittedMs) {
      record.times.admittedMs = admittedMs;
    },
    onDue(due) {
      record.lateMs = Math.max(record.lateMs, due.lateMs);
      answer.give(due);
      simulation.counters.outputTokens += (due.to - due.from) * texts;
      if (!due.done) return;
      if (broken !== undefined) breakOff(broken.kind, answer, exchange);
      exchange.finish(broken === undefined ? 'completed' : 'broken');
    },
  });
  socket?.uncork();
  response.once('close', cancel);
}

interface AnswerPlan {
  readonly head: AnswerHead;
  /** @param text of all its tokens */
  readonly end: (text: string) => AnswerEnd;
  readonly complete: boolean;
}

function streamed({ format, texts }: TextRequest, { response, record }: Exchange, plan: AnswerPlan): Answer {
  const stream = new EventStream(response);
  const events = format.events(plan.head);
  stream.open();
  return {
    give({ from, to, done }) {
      const isEnd = done && plan.complete;
      const end = isEnd ? plan.end(textOf(record.request, to)) : undefined;
      let text = from === 0 && to > 0 ? forEachChoice(texts, events.opening) : '';
      for (let token = from; token < to; token++) {
        const endOfLast = token === to - 1 ? end : undefined;
        text += forEachChoice(texts, (choice) => events.token(choice, tokenText(record.request, token), endOfLast));
      }
      stamp(record, to > from, (to - from) * texts);
      if (end !== undefined) stream.end(text + events.closing(end));
      else stream.write(text);
    },
    fail: (error) => stream.end(format.failure(error)),
    truncate: () => stream.end(''),
  };
}

function whole({ format, texts }: TextRequest, { response, record }: Exchange, plan: AnswerPlan): Answer {
  let tokens = 0;
  const body = () => format.whole(plan.head, plan.end(textOf(record.request, tokens)));
  return {
    give({ to, done }) {
      tokens = to;
      if (!done || !plan.complete) return;
      stamp(record, true, to * texts);
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

/** The text of an answer's first tokens. */
function textOf(requestNumber: number, tokens: number): string {
  return Array.from({ length: tokens }, (_, token) => tokenText(requestNumber, token)).join('');
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
