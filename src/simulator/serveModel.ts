import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerEmbeddings } from './answerEmbeddings.js';
import { answerText } from './answerText.js';
import { ApiError } from './apiError.js';
import { type Endpoint, readApiRequest } from './apiRequest.js';
import { type Exchange, type Simulation, sendJson } from './exchange.js';
import { failureOf } from './failures.js';
import { type RequestBody, readBody } from './readBody.js';
import type { TruthLog, TruthRecord } from './truthLog.js';

/** A request for a model's work. */
export interface ModelCall {
  readonly endpoint: Endpoint;
  readonly path: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Answers one request for a model's work, or refuses it, and logs how it went. */
export async function serveModel(
  call: ModelCall,
  { simulation, truth }: { readonly simulation: Simulation; readonly truth: TruthLog | undefined },
): Promise<void> {
  const { endpoint, response } = call;
  const { settings, draw, counters } = simulation;
  const body = await readBody(call.request);
  const record = newRecord(call, body, ++counters.requests);
  const exchange = openExchange(response, record, { simulation, truth });
  try {
    const failure = failureOf(settings.failures, draw, record.request);
    if (failure?.kind === 'status')
      throw new ApiError(failure.status, 'simulated failure', { code: 'simulated_failure' });
    const request = readApiRequest(endpoint, body.json(), settings);
    const { stream, promptTokens, promptStart } = request;
    Object.assign(record, { stream, promptTokens, promptStart });
    counters.promptTokens += promptTokens;
    if (endpoint === 'embeddings')
      answerEmbeddings(
        { ...request, extraDelayMs: failure?.kind === 'slow' ? failure.delayMs : 0 },
        exchange,
        simulation,
      );
    else answerText({ ...request, endpoint, failure }, exchange, simulation);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    record.status = error.status;
    sendJson(response, error.status, error.toBody());
    exchange.finish('refused');
  }
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
