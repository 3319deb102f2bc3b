import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type AtOnceBody,
  answerAtOnce,
  cohereRankingsBody,
  embeddingsBody,
  imagesBody,
  nimRankingsBody,
  teiRankingsBody,
} from './answerAtOnce.js';
import { answerText } from './answerText.js';
import { ApiError } from './apiError.js';
import type { ApiRequest } from './apiRequest.js';
import { type Exchange, type Simulation, sendJson } from './exchange.js';
import { failureOf } from './failures.js';
import type { ModelRoute } from './modelRoutes.js';
import { chatFormat, completionsFormat, responsesFormat } from './openaiFormats.js';
import { generateFormat, messagesFormat, tgiFormat } from './otherFormats.js';
import { readApiRequest } from './readApiRequest.js';
import { type RequestBody, readBody } from './readBody.js';
import type { TextFormat } from './textFormat.js';
import type { TruthLog, TruthRecord } from './truthLog.js';

/** A request for a model's work. */
export interface ModelCall {
  readonly route: ModelRoute;
  readonly path: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Answers one request for a model's work, or refuses it, and logs how it went. */
export async function serveModel(
  call: ModelCall,
  { simulation, truth }: { readonly simulation: Simulation; readonly truth: TruthLog | undefined },
): Promise<void> {
  const { route, response } = call;
  const { settings, draw, counters } = simulation;
  const body = await readBody(call.request);
  const record = newRecord(call, body, ++counters.requests);
  const exchange = openExchange(response, record, { simulation, truth });
  try {
    const failure = failureOf(settings.failures, draw, record.request);
    if (failure?.kind === 'status')
      throw new ApiError(failure.status, 'simulated failure', { code: 'simulated_failure' });
    const read = readApiRequest(route.endpoint, body.json(), settings, route.model);
    const request = { ...read, stream: route.stream ?? read.stream };
    const { stream, promptTokens, promptStart, texts, images, sounds, messages } = request;
    Object.assign(record, { stream, promptTokens, promptStart, texts, images, sounds, messages });
    counters.promptTokens += promptTokens;
    const format = textFormatOf(route);
    if (format !== undefined) answerText({ ...request, format, failure }, exchange, simulation);
    else {
      const extraDelayMs = failure?.kind === 'slow' ? failure.delayMs : 0;
      answerAtOnce({ ...request, body: atOnceBodyOf(route, request), extraDelayMs }, exchange, simulation);
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    record.status = error.status;
    sendJson(response, error.status, error.toBody());
    exchange.finish('refused');
  }
}

/** How generated text is written; undefined where none is generated. */
function textFormatOf({ endpoint, isRoot }: ModelRoute): TextFormat | undefined {
  return endpoint === 'tgi' ? tgiFormat(isRoot ?? false) : textFormats[endpoint];
}

const textFormats: Readonly<Partial<Record<ModelRoute['endpoint'], TextFormat>>> = {
  chat: chatFormat,
  completions: completionsFormat,
  responses: responsesFormat,
  messages: messagesFormat,
  'triton generate': generateFormat,
};

function atOnceBodyOf({ endpoint }: ModelRoute, { isTei }: ApiRequest): AtOnceBody {
  if (endpoint === 'rerank') return isTei ? teiRankingsBody : cohereRankingsBody;
  if (endpoint === 'nim rankings') return nimRankingsBody;
  return endpoint === 'images' ? imagesBody : embeddingsBody;
}

function newRecord({ path, request }: ModelCall, { arrivalMs }: RequestBody, number: number): TruthRecord {
  const clientRequestId = request.headers['x-request-id'];
  return {
    request: number,
    clientRequestId: typeof clientRequestId === 'string' ? clientRequestId : undefined,
    path,
    stream: false,
    promptTokens: 0,
    promptStart: '',
    texts: 0,
    images: 0,
    sounds: 0,
    messages: 0,
    status: 200,
    outcome: 'completed',
    tokens: 0,
    lateMs: 0,
    times: { arrivalMs },
  };
}

function openExchange(
  response: ServerResponse,
  record: TruthRecord,
  { simulation, truth }: { readonly simulation: Simulation; readonly truth: TruthLog | undefined },
): Exchange {
  let finished = false;
  const finish: Exchange['finish'] = (outcome) => {
    if (finished) return;
    finished = true;
    record.outcome = outcome;
    record.times.endMs = performance.now();
    const { requestsByStatus } = simulation.counters;
    requestsByStatus.set(record.status, (requestsByStatus.get(record.status) ?? 0) + 1);
    truth?.write(record);
  };
  response.once('close', () => finish('client closed'));
  return { response, record, finish };
}
