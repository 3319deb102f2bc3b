import { usageOf } from './answerFormat.js';
import type { ApiRequest } from './apiRequest.js';
import { type Exchange, type Simulation, sendJson } from './exchange.js';
import type { Draw } from './random.js';

/** Answers with one vector per text: after the prefill of all of them, as one sequence without decoding. */
export function answerEmbeddings(
  request: ApiRequest & { readonly extraDelayMs: number },
  exchange: Exchange,
  { settings, draw, scheduler }: Simulation,
): void {
  const { response, record } = exchange;
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
      const data = Array.from({ length: request.texts }, (_, index) => {
        const vector = unitVector(settings.embeddingDimensions, draw, record.request * 4096 + index);
        const embedding = request.encoding === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector];
        return { object: 'embedding', index, embedding };
      });
      const { prompt_tokens, total_tokens } = usageOf(request.promptTokens, 0);
      record.lateMs = lateMs;
      record.times.firstTokenMs = record.times.lastTokenMs = performance.now();
      sendJson(response, 200, { object: 'list', data, model: request.model, usage: { prompt_tokens, total_tokens } });
      exchange.finish('completed');
    },
  });
  response.once('close', cancel);
}

function unitVector(dimensions: number, draw: Draw, subject: number): Float32Array {
  const vector = Float32Array.from({ length: dimensions }, (_, place) => 2 * draw('embedding', subject, place) - 1);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
