import type { Endpoint } from '../sweep/scenario.js';
import { inferTensors, type ModelContract, requireInputs } from './inferTensors.js';
import { InputFileError, type InputRow } from './inputRow.js';
import { type KserveContent, kserveBody } from './kserveBody.js';
import { modelsInTurn } from './modelsInTurn.js';
import { requestBody, WorkloadError } from './requestBody.js';

/** What decides what a Triton model has to take. */
export interface CheckedRequests {
  readonly endpoint: Endpoint;
  /** Limit of the answer's length, of requests whose line brings none; undefined leaves it to the server. */
  readonly maxTokens: number | undefined;
  /** Asks for answers of exactly that length. */
  readonly exactOutput: boolean;
  readonly seed: number;
}

/**
 * Makes sure that each model gives the text that will be measured, and takes the requests that will be made.
 * @param areMade false where a file's lines bring what is sent: `lineCheck` looks at those
 * @throws {WorkloadError}
 */
export function checkModels(
  requests: CheckedRequests,
  contracts: readonly ModelContract[],
  { areMade }: { readonly areMade: boolean },
): void {
  for (const contract of contracts) {
    requireText(contract);
    if (areMade) checkRequest(requests, contract, {});
  }
}

function requireText({ name: model, inputs, outputs }: ModelContract): void {
  const notOne = 'so it is no language model';
  if (!inputs.some(({ name }) => name === 'text_input'))
    throw new WorkloadError(
      `the model "${model}" has no input "text_input", ${notOne}; it takes: ${inputs.map(({ name }) => name).join(', ')}`,
    );
  if (!outputs.includes('text_output'))
    throw new WorkloadError(
      `the model "${model}" has no output "text_output", ${notOne}; it gives: ${outputs.join(', ')}`,
    );
}

/**
 * Looks at a file's lines in their order, each against the model that will get it.
 * @returns a function that throws {InputFileError} for a line that its model does not take
 */
export function lineCheck(
  requests: CheckedRequests,
  contracts: readonly ModelContract[],
): (row: InputRow, where: string) => void {
  const contractOf = new Map(contracts.map((contract) => [contract.name, contract]));
  const modelOf = modelsInTurn(requests.endpoint, requests.seed);
  return ({ sessionId, outputTokens, body }, where) => {
    const contract = contractOf.get(modelOf(sessionId));
    if (contract === undefined) return;
    try {
      checkRequest(requests, contract, { maxTokens: outputTokens, ownInputs: body });
    } catch (error) {
      if (error instanceof WorkloadError) throw new InputFileError(`${where}: ${error.message}`);
      throw error;
    }
  };
}

function checkRequest(
  { endpoint, maxTokens, exactOutput }: CheckedRequests,
  contract: ModelContract,
  own: Partial<Pick<KserveContent, 'maxTokens' | 'ownInputs'>>,
): void {
  const content = {
    ...{ model: contract.name, texts: ['The river.'], exactOutput, ownInputs: own.ownInputs },
    maxTokens: own.maxTokens ?? maxTokens,
  };
  if (endpoint.endpointType !== 'generate') inferTensors(kserveBody(endpoint, content), contract);
  // Over HTTP, what is no input goes to the model as a parameter.
  else requireInputs({ ...requestBody(endpoint, content), ...own.ownInputs }, contract);
}
