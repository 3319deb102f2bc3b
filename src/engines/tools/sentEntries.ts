import type { DatasetEntry } from '../../core/workload/datasetEntry.js';
import { kserveLimit } from '../../core/workload/kserveBody.js';
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
    return {
      model: typeof body['model'] === 'string' ? body['model'] : (models[0] ?? ''),
      body,
      inputTokens,
      requestedOutputTokens: outputLimit(body),
      images: imagesIn(body['input']),
    };
  });
}

/** Where bodies hold their texts; only those of rankings hold several of these. */
const textFields = ['messages', 'query', 'passages', 'texts', 'documents', 'text_input', 'inputs', 'prompt', 'input'];
const limitFields = ['max_tokens', 'max_completion_tokens', 'max_output_tokens', 'max_new_tokens'];

function promptTexts(body: Body): string[] {
  return textFields.flatMap((name) => textsIn(body[name]));
}

/** Images among the texts: a data URL by itself, or the Markdown of one. */
const imageUrl = /^data:image\/[\w+]+;base64,/;
const imageMarkdown = /!\[\]\([^)]*\) ?/g;

/** A text, several, or messages and their parts of which some are text. */
function textsIn(content: unknown): string[] {
  if (typeof content === 'string') return imageUrl.test(content) ? [] : [content.replace(imageMarkdown, '')];
  if (Array.isArray(content)) return content.flatMap(textsIn);
  return isBody(content) ? textsIn(content['text'] ?? content['content']) : [];
}

/** Images that are the whole of a request. */
function imagesIn(input: unknown): string[] {
  if (!Array.isArray(input)) return [];
  return input.flatMap((part: unknown) => (isBody(part) && typeof part['url'] === 'string' ? [part['url']] : []));
}

function outputLimit(body: Body): number | undefined {
  const { parameters } = body;
  const fields = isBody(parameters) ? { ...parameters, ...body } : body;
  return limitFields.map((name) => fields[name]).find((limit) => typeof limit === 'number') ?? kserveLimit(body);
}

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(payload: string): Body {
  try {
    const body: unknown = JSON.parse(payload);
    if (isBody(body)) return body;
  } catch {
    // Said below.
  }
  throw new ToolOutputError(`a request body is no JSON object: ${payload.slice(0, 80)}`);
}
