import type { InputFileFacts } from './inputFileFacts.js';
import { tensorrtllmOutputTokens } from './optionDefaults.js';
import type { SweepOptions } from './options.js';
import type { PlannedScenario } from './plan.js';

/** What a reader of the plan should know and might not expect; one sentence each. */
export function planNotices(
  scenarios: readonly PlannedScenario[],
  options: SweepOptions,
  inputFile: InputFileFacts | undefined,
): string[] {
  return [
    ...lengthNotices(scenarios),
    ...scenarios.flatMap((planned) => noticesOf(planned, options)),
    ...fileNotices(scenarios, options, inputFile),
    ...metricsNotices(options),
  ];
}

function fileNotices(
  scenarios: readonly PlannedScenario[],
  { numDatasetEntries = 0 }: SweepOptions,
  inputFile: InputFileFacts | undefined,
): string[] {
  const most = Math.max(...scenarios.map(({ scenario }) => scenario.workload.datasetEntries));
  if (inputFile === undefined || numDatasetEntries <= most) return [];
  return [`${inputFile.path} gives ${most} dataset entries, not ${numDatasetEntries} (--num-dataset-entries)`];
}

/** A request to TensorRT-LLM names a length, whether the user did or not. */
function lengthNotices(scenarios: readonly PlannedScenario[]): string[] {
  const isUnsaid = scenarios.some(
    ({ scenario: { endpoint, workload } }) =>
      endpoint.backend === 'tensorrtllm' &&
      workload.outputTokens === undefined &&
      endpoint.extraInputs['max_tokens'] === undefined,
  );
  return isUnsaid
    ? [`answers are limited to ${tensorrtllmOutputTokens} tokens, as in genai-perf (--output-tokens-mean)`]
    : [];
}

function noticesOf({ scenario, title, requests }: PlannedScenario, options: SweepOptions): string[] {
  const { load, workload } = scenario;
  const swept = scenario.swept.map(({ name }) => name);
  const notices: string[] = [];
  if (requests === undefined) return notices;
  const entries = workload.datasetEntries;
  const areEntriesChosen = options.numDatasetEntries !== undefined || swept.includes('num_dataset_entries');
  if (requests > entries && !areEntriesChosen && !workload.inputFile)
    notices.push(`${title}: ${requests} requests share ${entries} prompts (--num-dataset-entries)`);
  if (requests < entries && areEntriesChosen)
    notices.push(`${title}: only ${requests} of ${entries} prompts are sent (--request-count)`);
  if (load.kind === 'concurrency' && requests < load.concurrency)
    notices.push(`${title}: only ${requests} requests are sent, so no more can be in flight (--request-count)`);
  return notices;
}

function metricsNotices({ serverMetricsUrl = [] }: SweepOptions): string[] {
  return serverMetricsUrl
    .filter((url) => /:8002(\/|$)/.test(url))
    .map(
      (url) =>
        `${url} looks like Triton's own metrics: queue figures are read there, GPU metrics from a DCGM exporter, often on port 9400`,
    );
}
