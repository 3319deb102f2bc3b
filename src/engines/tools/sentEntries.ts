import type { DatasetEntry, SessionTurn } from '../../core/workload/datasetEntry.js';
import { kserveLimit } from '../../core/workload/kserveBody.js';
import type { Tokenizer } from '../../core/workload/tokenizer.js';
import { ToolOutputError } from './loadTool.js';
import { type Body, isBody, promptTexts } from './promptTexts.js';
import type { SentRequest } from './recordingTrace.js';

/** What is known beside the bodies. */
export interface SentFacts {
  readonly models: readonly string[];
  readonly tokenizer: Tokenizer;
  /** Turns as they were handed to the tool, session after session; absent where there are none. */
  readonly turns?: readonly SessionTurn[] | undefined;
}

/**
 * What was sent, as our own dataset has it; turns of sessions with what was said before.
 * @throws {ToolOutputError} for a body that is no JSON object
 */
export async function sentEntries(
  sent: readonly SentRequest[],
  { models, tokenizer, turns = [] }: SentFacts,
): Promise<DatasetEntry[]> {
  const bodies = sent.map(({ payload }) => parse(payload));
  const counts = await tokenizer.count(bodies.flatMap(promptTexts));
  const nextTurn = turnsInOrder(turns);
  let place = 0;
  return bodies.map((body, request) => {
    const { session, timestampMs } = sent[request]!;
    const texts = promptTexts(body).length;
    const inputTokens = counts.slice(place, place + texts).reduce((sum, count) => sum + count, 0);
    place += texts;
    return {
      model: typeof body['model'] === 'string' ? body['model'] : (models[0] ?? ''),
      body,
      inputTokens,
      requestedOutputTokens: outputLimit(body),
      images: imagesIn(body['input']),
      ...(session !== undefined && { session: nextTurn(session) }),
      ...(timestampMs !== undefined && { timestampMs }),
    };
  });
}

/** The next turn of a session, each time that it is asked for. */
function turnsInOrder(turns: readonly SessionTurn[]): (session: string) => SessionTurn {
  const left = new Map<string, SessionTurn[]>();
  for (const turn of turns) left.set(turn.id, [...(left.get(turn.id) ?? []), turn]);
  return (id) => left.get(id)?.shift() ?? { id, delayMs: 0 };
}

const limitFields = ['max_tokens', 'max_completion_tokens', 'max_output_tokens', 'max_new_tokens'];

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

function parse(payload: string): Body {
  try {
    const body: unknown = JSON.parse(payload);
    if (isBody(body)) return body;
  } catch {
    // Said below.
  }
  throw new ToolOutputError(`a request body is no JSON object: ${payload.slice(0, 80)}`);
}
