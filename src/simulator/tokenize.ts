import * as z from 'zod';
import { ApiError } from './apiError.js';
import { countChatTokens, tokenIds } from './tokens.js';

/** llama.cpp asks with `content`; vLLM with `prompt`, or `messages` for a conversation with its template. */
const body = z.union([
  z.object({ content: z.string() }),
  z.object({ prompt: z.string() }),
  z.object({ messages: z.array(z.object({ content: z.string() })) }),
]);

/** Answers `/tokenize` in the shape in which it was asked. @throws {ApiError} 400 */
export function tokenize(request: unknown, contextTokens: number): object {
  const parsed = body.safeParse(request);
  if (!parsed.success) throw new ApiError(400, 'content, prompt or messages is missing');
  if ('content' in parsed.data) return { tokens: tokenIds(parsed.data.content) };
  const tokens = 'prompt' in parsed.data ? tokenIds(parsed.data.prompt) : templated(parsed.data.messages);
  return { count: tokens.length, max_model_len: contextTokens, tokens, token_strs: null };
}

/** The template's own tokens have no text; they stand at the end as 0. */
function templated(messages: readonly { readonly content: string }[]): number[] {
  const contents = messages.map(({ content }) => content);
  const ids = contents.flatMap(tokenIds);
  return [...ids, ...new Array<number>(countChatTokens(contents) - ids.length).fill(0)];
}
