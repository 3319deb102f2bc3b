import type { IncomingMessage, ServerResponse } from 'node:http';
import { version } from '../../package.json';
import { ApiError } from './apiError.js';
import { type Simulation, sendJson } from './exchange.js';
import { kservePageOf } from './kservePages.js';
import { metricsText } from './metricsText.js';
import { modelRouteOf } from './modelRoutes.js';
import { readBody } from './readBody.js';
import { serveModel } from './serveModel.js';
import { tokenize } from './tokenize.js';
import type { TruthLog } from './truthLog.js';

interface Context {
  readonly simulation: Simulation;
  readonly truth: TruthLog | undefined;
}

/** Answers one request, of whatever kind; never rejects. */
export async function serve(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  try {
    await route(request, response, context);
  } catch (error) {
    sendError(response, error);
  }
}

async function route(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  const { settings } = context.simulation;
  response.setHeader('Server', `genai-sweep-simulator/${version}`);
  if (settings.closeAfterResponse) response.once('finish', () => request.socket.destroySoon());
  const path = request.url!.split('?', 1)[0]!;
  if (settings.apiKey !== undefined && path.startsWith('/v1/')) requireKey(request, settings.apiKey);
  const modelRoute = modelRouteOf(path);
  const kservePage = kservePageOf(path, settings.models);
  if (modelRoute !== undefined) {
    requireMethod(request, 'POST');
    await serveModel({ route: modelRoute, path, request, response }, context);
  } else if (path === '/tokenize') {
    requireMethod(request, 'POST');
    const body = await readBody(request);
    sendJson(response, 200, tokenize(body.json(), settings.contextTokens));
  } else if (kservePage !== undefined) {
    requireMethod(request, kservePage.method);
    sendJson(response, 200, kservePage.answer);
  } else {
    requireMethod(request, 'GET');
    const page = pages[path];
    if (page === undefined) throw new ApiError(404, `Not found: ${path}`);
    page(response, context.simulation);
  }
}

/** What can be read without asking the model. */
const pages: Readonly<Record<string, (response: ServerResponse, simulation: Simulation) => void>> = {
  '/v1/models': (response, { settings }) =>
    sendJson(response, 200, {
      object: 'list',
      data: settings.models.map((id) => ({
        id,
        object: 'model',
        created: Math.floor(performance.timeOrigin / 1000),
        owned_by: 'genai-sweep simulator',
        max_model_len: settings.contextTokens,
      })),
    }),
  '/health': (response) => sendJson(response, 200, {}),
  '/version': (response) => sendJson(response, 200, { version: `genai-sweep-simulator/${version}` }),
  '/metrics': (response, simulation) => {
    response.setHeader('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
    response.end(metricsText(simulation, performance.now()));
  },
};

function requireMethod({ method }: IncomingMessage, wanted: string): void {
  if (method !== wanted) throw new ApiError(405, `Method Not Allowed: this path wants ${wanted}.`);
}

function requireKey({ headers }: IncomingMessage, key: string): void {
  if (headers.authorization === `Bearer ${key}`) return;
  throw new ApiError(401, 'Incorrect API key provided.', { code: 'invalid_api_key' });
}

function sendError(response: ServerResponse, error: unknown): void {
  // A client that went away while its request was read needs no answer.
  if (response.destroyed || response.headersSent) return;
  const known = error instanceof ApiError ? error : new ApiError(500, String(error));
  sendJson(response, known.status, known.toBody());
}
