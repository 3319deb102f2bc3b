import type { DatasetEntry } from '../../core/workload/datasetEntry.js';
import type { Tokenizer } from '../../core/workload/tokenizer.js';
import { ToolOutputError } from './loadTool.js';

type Body = Readonly<Record<string, unknown>>;

/**
 * What was sent, as our own dataset has it.
 * @param payloads request bodies as JSON
 * @throws {ToolOutputError} for a body that is no JSON object
 */
export async function sentEntries(
  payloads: readonly string[],
  { models, tokenizer }: { readonly models: readonly string[]; readonly tokenizer: Tokenizer },
): Promise<DatasetEntry[]> {
  const bodies = payloads.map(parse);
  const counts = await tokenizer.count(bodies.flatMap(promptTexts));
  let place = 0;
  return bodies.map((body) => {
    const texts = promptTexts(body).length;
    const inputTokens = counts.slice(place, place + texts).reduce((sum, count) => sum + count, 0);
    place += texts;
    const limit = body['max_tokens'] ?? body['max_completion_tokens'];
    return {
      model: typeof body['model'] === 'string' ? body['model'] : (models[0] ?? ''),
      body,
      inputTokens,
      requestedOutputTokens: typeof limit === 'number' ? limit : undefined,
    };
  });
}

/** The texts of a body of chat, completions or embeddings. */
function promptTexts({ messages, prompt, input }: Body): string[] {
  if (Array.isArray(messages)) return messages.flatMap((message: unknown) => textsIn((message as Body)['content']));
  return textsIn(prompt ?? input);
}

/** A text, several, or parts of which some are text. */
function textsIn(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  if (!Array.isArray(content)) return [];
  return content.flatMap((part: unknown) =>
    typeof part === 'object' ? textsIn((part as Body)['text']) : textsIn(part),
  );
}

function parse(payload: string): Body {
  try {
    const body: unknown = JSON.parse(payload);
    if (typeof body === 'object' && body !== null) return body as Body;
  } catch {
    // Said below.
  }
  throw new ToolOutputError(`a request body is no JSON object: ${payload.slice(0, 80)}`);
}
