import type * as z from 'zod';
import { ApiError } from './apiError.js';

/** The kinds of requests for a model's work. */
export type Endpoint =
  | 'chat'
  | 'completions'
  | 'responses'
  | 'messages'
  | 'triton generate'
  | 'tgi'
  | 'embeddings'
  | 'nim rankings'
  | 'rerank'
  | 'images';

/** A valid request, reduced to what its answer depends on. */
export interface ApiRequest {
  readonly model: string;
  readonly stream: boolean;
  /** A stream ends with an event that holds the usage, where that is a question. */
  readonly includeUsage: boolean;
  /** Tokens of all that it holds, chat template and images included. */
  readonly promptTokens: number;
  /** What is answered for itself: texts, each by a sequence of its own; passages of a ranking; images without text. */
  readonly texts: number;
  /** Images in it. */
  readonly images: number;
  /** Sounds in it. */
  readonly sounds: number;
  /** Messages of its conversation; 0 where it holds none. */
  readonly messages: number;
  /** Most tokens per answer; undefined for no limit but the context. */
  readonly maxTokens: number | undefined;
  readonly minTokens: number;
  /** Goes on to the limit. */
  readonly ignoreEos: boolean;
  /** How the first text begins, so that a request can be found again. */
  readonly promptStart: string;
  /** For embeddings. */
  readonly encoding: 'float' | 'base64';
  /** A ranking in the shape of Text Embeddings Inference, whose answer has another shape too. */
  readonly isTei?: boolean;
}

/** What a reader tells of a body; the model is absent where the body names none. */
export type ReadBody = Omit<ApiRequest, 'model'> & { readonly model?: string | undefined };

/** The body as the schema has it. @throws {ApiError} 400 */
export function check<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const { path, message: problem } = parsed.error.issues[0]!;
  const param = path.join('.');
  throw new ApiError(400, param === '' ? problem : `${param}: ${problem}`, param === '' ? {} : { param });
}
