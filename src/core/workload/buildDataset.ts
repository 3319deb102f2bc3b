import { endpointTypes } from '../sweep/support.js';
import type { DatasetEntry } from './datasetEntry.js';
import type { DatasetInput } from './datasetInput.js';
import type { CountedText } from './exactTexts.js';
import { fileDrafts } from './fileDrafts.js';
import { kserveBody, kserveLimit } from './kserveBody.js';
import { mediaInTurn } from './media.js';
import { modelsInTurn } from './modelsInTurn.js';
import { syntheticPrompts } from './prompts.js';
import { randomStream } from './random.js';
import { outputLimit, type RequestContent, requestBody } from './requestBody.js';
import type { RequestDraft } from './requestDraft.js';
import { sessionTurns } from './sessions.js';
import { tokenLengths } from './tokenLengths.js';

/**
 * The requests of a scenario, in the order of sending. Prompts have exactly the drawn lengths by the given tokenizer;
 * a prefix comes on top, the nonce is part of the length. An input file gives at most one entry per line (or batch).
 * @throws {WorkloadError} for what the endpoint cannot take
 * @throws {InputFileError} when the file has fewer prompts than one batch
 */
export async function buildDataset(input: DatasetInput): Promise<DatasetEntry[]> {
  const { endpoint, workload, seed } = input;
  const drafts = await draftsOf(input);
  const limits =
    workload.outputTokens && tokenLengths(randomStream(seed, 'output lengths'), workload.outputTokens, drafts.length);
  const modelOf = modelsInTurn(endpoint, seed);
  const makeBody = endpoint.serviceKind === 'triton' ? tensorBody : jsonBody;
  return drafts.map((draft, place) => {
    const { texts, images, audios, timestampMs, session } = draft;
    const maxTokens = draft.maxTokens ?? limits?.[place];
    const model = modelOf(session?.id);
    const content = { model, texts: texts.map(({ text }) => text), maxTokens, images, audios };
    const { body, requestedOutputTokens } = makeBody(input, content, draft);
    return {
      model,
      body,
      inputTokens: texts.reduce((sum, { tokens }) => sum + tokens, 0),
      ...(requestedOutputTokens !== undefined && { requestedOutputTokens }),
      ...(images !== undefined && { images }),
      ...(audios !== undefined && { audios }),
      ...(timestampMs !== undefined && { timestampMs }),
      ...(session !== undefined && { session }),
    };
  });
}

interface MadeBody {
  readonly body: Record<string, unknown>;
  /** A limit among the extra inputs alone is only a limit: nobody asked for that length. */
  readonly requestedOutputTokens: number | undefined;
}

function jsonBody({ endpoint, workload }: DatasetInput, content: RequestContent, draft: RequestDraft): MadeBody {
  const { maxTokens } = content;
  const body = {
    ...(workload.exactOutput && maxTokens !== undefined && { ignore_eos: true, min_tokens: maxTokens }),
    ...requestBody(endpoint, content),
    ...draft.body,
  };
  return { body, requestedOutputTokens: outputLimit(endpoint, body, maxTokens) };
}

function tensorBody({ endpoint, workload }: DatasetInput, content: RequestContent, draft: RequestDraft): MadeBody {
  const { exactOutput } = workload;
  const body = kserveBody(endpoint, { ...content, exactOutput, ownInputs: draft.body });
  return { body, requestedOutputTokens: content.maxTokens && kserveLimit(body) };
}

function draftsOf(input: DatasetInput): Promise<RequestDraft[]> {
  if (input.rows !== undefined) return fileDrafts(input, input.rows);
  if (input.workload.sessions !== undefined) return sessionDrafts(input);
  return input.endpoint.endpointType === 'rankings' ? rankingDrafts(input) : syntheticDrafts(input);
}

async function syntheticDrafts(input: DatasetInput): Promise<RequestDraft[]> {
  const { datasetEntries: entries, batchSize } = input.workload;
  const prompts = endpointTypes[input.endpoint.endpointType].perImage
    ? []
    : await syntheticPrompts(input, { count: entries * batchSize });
  const media = await mediaInTurn(input, entries);
  return media.map((own, entry) => ({ ...own, texts: batchOf(prompts, entry, batchSize) }));
}

/** A query, and as many passages as the batch size says. */
async function rankingDrafts(input: DatasetInput): Promise<RequestDraft[]> {
  const { datasetEntries: entries, batchSize } = input.workload;
  const queries = await syntheticPrompts(input, { count: entries, name: 'query' });
  const passages = await syntheticPrompts(input, { count: entries * batchSize });
  return queries.map((query, entry) => ({ texts: [query, ...batchOf(passages, entry, batchSize)] }));
}

async function sessionDrafts(input: DatasetInput): Promise<RequestDraft[]> {
  const { sessions, delayRatio } = input.workload;
  const turns = sessions === undefined ? [] : sessionTurns(sessions, input.seed, delayRatio);
  const continues = (place: number) => turns[place]?.id === turns[place - 1]?.id;
  const prompts = await syntheticPrompts(input, { count: turns.length, continues });
  return turns.map((session, place) => ({ texts: [prompts[place]!], session }));
}

function batchOf(prompts: readonly CountedText[], entry: number, size: number): CountedText[] {
  return prompts.slice(entry * size, (entry + 1) * size);
}
