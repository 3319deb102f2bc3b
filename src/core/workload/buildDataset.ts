import type { Endpoint } from '../sweep/scenario.js';
import { type EndpointTypeName, endpointTypes } from '../sweep/support.js';
import type { DatasetEntry } from './datasetEntry.js';
import type { DatasetInput } from './datasetInput.js';
import type { CountedText } from './exactTexts.js';
import { filePrompts, syntheticPrompts } from './prompts.js';
import { pick, randomStream } from './random.js';
import { outputLimit, requestBody } from './requestBody.js';
import { tokenLengths } from './tokenLengths.js';

/**
 * The requests of a scenario, in the order of sending. Prompts have exactly the drawn lengths by the given tokenizer;
 * a prefix comes on top, the nonce is part of the length. An input file gives at most one entry per line (or batch).
 * @throws {WorkloadError} for what the endpoint cannot take
 * @throws {InputFileError} when the file has fewer prompts than one batch
 */
export async function buildDataset(input: DatasetInput): Promise<DatasetEntry[]> {
  const { endpoint, workload, seed } = input;
  const batches = await promptBatches(input);
  const limits =
    workload.outputTokens && tokenLengths(randomStream(seed, 'output lengths'), workload.outputTokens, batches.length);
  const models = modelsInTurn(endpoint, seed);
  return batches.map((batch, place) => {
    const maxTokens = limits?.[place];
    const model = models();
    const body = requestBody(endpoint, { model, texts: batch.map(({ text }) => text), maxTokens });
    // A limit among the extra inputs alone is only a limit: nobody asked for that length.
    const requestedOutputTokens = outputLimit(endpoint, body, maxTokens);
    return {
      model,
      body,
      inputTokens: batch.reduce((sum, { tokens }) => sum + tokens, 0),
      ...(requestedOutputTokens !== undefined && { requestedOutputTokens }),
    };
  });
}

/** The prompts of each request. */
async function promptBatches(input: DatasetInput): Promise<CountedText[][]> {
  const { endpoint, workload, promptLines } = input;
  const size = promptsPerRequest(endpoint, workload.batchSize);
  if (size === 0) return Array.from({ length: workload.datasetEntries }, () => []);
  const wanted = { ...input, workload: { ...workload, batchSize: size } };
  const prompts = promptLines === undefined ? await syntheticPrompts(wanted) : await filePrompts(wanted, promptLines);
  return Array.from({ length: Math.ceil(prompts.length / size) }, (_, batch) =>
    prompts.slice(batch * size, (batch + 1) * size),
  );
}

/** A ranking has a query beside its passages; a request of images alone has no text. */
function promptsPerRequest({ endpointType }: Endpoint, batchSize: number): number {
  if (endpointType === 'rankings') return batchSize + 1;
  return endpointTypes[endpointType as EndpointTypeName].perImage ? 0 : batchSize;
}

function modelsInTurn({ models, modelSelection }: Endpoint, seed: number): () => string {
  const random = randomStream(seed, 'models');
  let turn = 0;
  return () => (modelSelection === 'random' ? pick(random, models) : models[turn++ % models.length]!);
}
