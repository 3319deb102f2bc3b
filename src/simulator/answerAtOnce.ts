import type { ApiRequest } from './apiRequest.js';
import { type Exchange, type Simulation, sendJson } from './exchange.js';
import { usageOf } from './openaiFormats.js';
import type { Draw } from './random.js';

/** What an answer without text is made of. */
export interface AtOnceInput {
  readonly request: ApiRequest;
  /** Number of the request since the start. */
  readonly number: number;
  readonly draw: Draw;
  readonly embeddingDimensions: number;
}

/** Makes the body of an answer without text. */
export type AtOnceBody = (input: AtOnceInput) => object;

/** Answers in one piece: after the prefill of all that was sent, as one sequence without decoding. */
export function answerAtOnce(
  request: ApiRequest & { readonly body: AtOnceBody; readonly extraDelayMs: number },
  exchange: Exchange,
  { settings, draw, scheduler }: Simulation,
): void {
  const { response, record } = exchange;
  const { embeddingDimensions } = settings;
  const cancel = scheduler.submit({
    number: record.request,
    arrivalMs: record.times.arrivalMs,
    promptTokens: request.promptTokens,
    extraDelayMs: request.extraDelayMs,
    sequences: 1,
    outputTokens: 0,
    onAdmitted(admittedMs) {
      record.times.admittedMs = admittedMs;
    },
    onDue({ lateMs }) {
      const body = request.body({ request, number: record.request, draw, embeddingDimensions });
      record.lateMs = lateMs;
      record.times.firstTokenMs = record.times.lastTokenMs = performance.now();
      sendJson(response, 200, body);
      exchange.finish('completed');
    },
  });
  response.once('close', cancel);
}

const inputUsage = ({ promptTokens }: ApiRequest) => {
  const { prompt_tokens, total_tokens } = usageOf(promptTokens, 0);
  return { prompt_tokens, total_tokens };
};

/** A vector per text or image. */
export const embeddingsBody: AtOnceBody = ({ request, number, draw, embeddingDimensions }) => ({
  object: 'list',
  data: Array.from({ length: request.texts }, (_, index) => {
    const vector = unitVector(embeddingDimensions, draw, number * 4096 + index);
    const embedding = request.encoding === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector];
    return { object: 'embedding', index, embedding };
  }),
  model: request.model,
  usage: inputUsage(request),
});

/** A score per passage, best first. */
function scores({ request, number, draw }: AtOnceInput): { index: number; score: number }[] {
  return Array.from({ length: request.texts }, (_, index) => ({ index, score: draw('score', number, index) })).sort(
    (a, b) => b.score - a.score,
  );
}

/** NVIDIA's ranking service. */
export const nimRankingsBody: AtOnceBody = (input) => ({
  rankings: scores(input).map(({ index, score }) => ({ index, logit: 16 * score - 8 })),
  usage: inputUsage(input.request),
});

/** Hugging Face's Text Embeddings Inference. */
export const teiRankingsBody: AtOnceBody = scores;

/** Cohere's API, as several servers have it. */
export const cohereRankingsBody: AtOnceBody = (input) => ({
  id: `rerank-simulated-${input.number}`,
  model: input.request.model,
  results: scores(input).map(({ index, score }) => ({ index, relevance_score: score })),
  usage: inputUsage(input.request),
});

/** NVIDIA's services that find things in images. */
export const imagesBody: AtOnceBody = ({ request, number, draw }) => ({
  object: 'list',
  data: Array.from({ length: request.texts }, (_, index) => ({
    index,
    bounding_boxes: {
      table: [{ x_min: 0.1, y_min: 0.2, x_max: 0.8, y_max: 0.9, confidence: draw('box', number, index) }],
    },
  })),
});

function unitVector(dimensions: number, draw: Draw, subject: number): Float32Array {
  const vector = Float32Array.from({ length: dimensions }, (_, place) => 2 * draw('embedding', subject, place) - 1);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
