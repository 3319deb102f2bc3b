import type { ModelContract } from '../../core/workload/inferTensors.js';
import { ServerError } from '../serverError.js';

/** Small questions of KServe's protocol, whatever carries them. */
export type KserveCall = 'ServerMetadata' | 'ModelReady' | 'ModelMetadata' | 'ModelConfig' | 'RepositoryIndex';

/**
 * Asks one, of a model where it is about one; the answer has the fields of the protocol's message. A server without
 * configurations has empty ones.
 * @throws {KserveCallError}
 */
export type AskKserve = (call: KserveCall, model?: string) => Promise<Record<string, unknown>>;

/** A question without an answer; errors of gRPC are such. */
export interface KserveCallError extends Error {
  /** The server's own words; absent where it said none. */
  readonly details?: string;
}

/** What a server told of its models. */
export interface ModelsInspection {
  /** Models it could serve; undefined when it has no list. */
  readonly servedModels: readonly string[] | undefined;
  /** Of the models that were asked for, in their order. */
  readonly contracts: readonly ModelContract[];
}

/** Which models of which server. */
export interface ModelsQuestion {
  /** Of the server, for messages. */
  readonly url: string;
  readonly models: readonly string[];
}

/** Characters of why a model is not ready: Python's tracebacks are longer. */
const longestState = 160;

/**
 * Looks at the models of a server that is there: does it have them, are they ready, what do they take.
 * @throws {ServerError}
 */
export async function inspectModels(ask: AskKserve, { url, models }: ModelsQuestion): Promise<ModelsInspection> {
  const index = await ask('RepositoryIndex').catch(() => undefined);
  const served = index && (index['models'] as readonly IndexEntry[]);
  const contracts = [];
  for (const model of models) contracts.push(await readyModel(ask, url, { model, served }));
  return { servedModels: served && [...new Set(served.map(({ name }) => name))], contracts };
}

interface IndexEntry {
  readonly name: string;
  /** Absent of a model that was never asked for. */
  readonly state?: string;
  readonly reason?: string;
}

interface WantedModel {
  readonly model: string;
  readonly served: readonly IndexEntry[] | undefined;
}

async function readyModel(ask: AskKserve, url: string, { model, served }: WantedModel): Promise<ModelContract> {
  const entry = served?.find(({ name }) => name === model);
  if (served !== undefined && entry === undefined)
    throw new ServerError(`the server at ${url} does not serve "${model}"; it serves: ${namesOf(served)}`);
  const { ready } = await ask('ModelReady', model).catch((error: KserveCallError) => {
    throw new ServerError(`the server at ${url} does not serve "${model}": ${wordsOf(error)}`);
  });
  if (ready === true)
    return modelContract(ask, model).catch((error: KserveCallError) => {
      throw new ServerError(`the server at ${url} does not tell what "${model}" takes: ${wordsOf(error)}`);
    });
  const state = [entry?.state, entry?.reason].filter((part) => part !== undefined && part !== '').join(': ');
  const shown = state.length > longestState ? `${state.slice(0, longestState - 1)}…` : state;
  throw new ServerError(
    `the model "${model}" at ${url} is not ready${shown === '' ? '' : ` (${shown})`}: wait until the server has loaded it, or look into its log`,
  );
}

function wordsOf({ details, message }: KserveCallError): string {
  return details ?? message;
}

function namesOf(served: readonly IndexEntry[]): string {
  return [...new Set(served.map(({ name }) => name))].join(', ') || 'nothing';
}

interface Metadata {
  readonly inputs: readonly { readonly name: string; readonly datatype: string; readonly shape: readonly number[] }[];
  readonly outputs: readonly { readonly name: string }[];
}

interface Config {
  readonly input: readonly { readonly name: string; readonly optional?: boolean }[];
  readonly model_transaction_policy?: { readonly decoupled?: boolean } | null;
}

/**
 * What a model takes and gives. Where a server has no configuration to tell, every input may be left out, and one
 * response is the whole answer.
 * @throws {KserveCallError}
 */
export async function modelContract(ask: AskKserve, name: string): Promise<ModelContract> {
  const [metadata, reply] = await Promise.all([ask('ModelMetadata', name), ask('ModelConfig', name)]);
  const { inputs, outputs } = metadata as unknown as Metadata;
  const config = reply['config'] as Config | undefined;
  const required = new Set(config?.input.filter(({ optional }) => !optional).map((input) => input.name));
  return {
    name,
    inputs: inputs.map(({ name: input, datatype, shape }) => ({
      name: input,
      datatype,
      shape,
      isOptional: !required.has(input),
    })),
    outputs: outputs.map((output) => output.name),
    isDecoupled: config?.model_transaction_policy?.decoupled ?? false,
  };
}
