import type { Endpoint } from '../sweep/scenario.js';
import type { DatasetEntry } from './datasetEntry.js';
import type { DatasetInput } from './datasetInput.js';
import type { CountedText } from './exactTexts.js';
import { kserveBody, kserveLimit } from './kserveBody.js';
import { filePrompts, syntheticPrompts } from './prompts.js';
import { pick, randomStream } from './random.js';
import { requestBody } from './requestBody.js';
import { tokenLengths } from './tokenLengths.js';

/**
 * The requests of a scenario, in the order of sending. Prompts have exactly the drawn lengths by the given tokenizer;
 * a prefix comes on top, the nonce is part of the length. An input file gives at most one entry per line (or batch).
 * @throws {WorkloadError} for what the endpoint cannot take
 * @throws {InputFileError} when the file has fewer prompts than one batch
 */
export async function buildDataset(input: DatasetInput): Promise<DatasetEntry[]> {
  const { endpoint, workload, seed, promptLines } = input;
  const prompts = promptLines === undefined ? await syntheticPrompts(input) : await filePrompts(input, promptLines);
  const batches = inBatches(prompts, workload.batchSize);
  const limits =
    workload.outputTokens && tokenLengths(randomStream(seed, 'output lengths'), workload.outputTokens, batches.length);
  const models = modelsInTurn(endpoint, seed);
  const isTriton = endpoint.serviceKind === 'triton';
  const makeBody = isTriton ? kserveBody : requestBody;
  return batches.map((batch, place) => {
    const maxTokens = limits?.[place];
    const model = models();
    const body = makeBody(endpoint, { model, texts: batch.map(({ text }) => text), maxTokens });
    const limit = isTriton ? kserveLimit(body) : body['max_tokens'];
    return {
      model,
      body,
      inputTokens: batch.reduce((sum, { tokens }) => sum + tokens, 0),
      // A limit among the extra inputs alone is only a limit: nobody asked for that length.
      ...(maxTokens !== undefined && typeof limit === 'number' && { requestedOutputTokens: limit }),
    };
  });
}

function inBatches(prompts: readonly CountedText[], size: number): CountedText[][] {
  return Array.from({ length: Math.ceil(prompts.length / size) }, (_, batch) =>
    prompts.slice(batch * size, (batch + 1) * size),
  );
}

function modelsInTurn({ models, modelSelection }: Endpoint, seed: number): () => string {
  const random = randomStream(seed, 'models');
  let turn = 0;
  return () => (modelSelection === 'random' ? pick(random, models) : models[turn++ % models.length]!);
}
