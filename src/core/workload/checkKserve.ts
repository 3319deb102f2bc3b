import type { Endpoint, Workload } from '../sweep/scenario.js';
import { inferTensors, type ModelContract } from './inferTensors.js';
import { kserveBody } from './kserveBody.js';
import { WorkloadError } from './requestBody.js';

/**
 * Makes sure that each model takes the requests that will be made, and gives the text that will be measured.
 * @throws {WorkloadError}
 */
export function checkKserve(endpoint: Endpoint, workload: Workload, contracts: readonly ModelContract[]): void {
  const { outputTokens, exactOutput } = workload;
  // Limits that the lines of a file bring need the same inputs.
  const maxTokens = outputTokens?.mean ?? (exactOutput ? 1 : undefined);
  for (const contract of contracts) {
    const content = { model: contract.name, texts: ['The river.'], maxTokens, exactOutput };
    const body = kserveBody(endpoint, content);
    inferTensors(body, contract);
    if (!contract.outputs.includes('text_output'))
      throw new WorkloadError(
        `the model "${contract.name}" has no output "text_output", so it is no language model; it gives: ${contract.outputs.join(', ')}`,
      );
  }
}
