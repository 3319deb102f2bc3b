import type { Endpoint, ImageShape } from '../../core/sweep/scenario.js';
import type { LoadTool, ToolCommand, ToolJob } from '../tools/loadTool.js';
import { fileNamed, filesNamed } from '../tools/outputFiles.js';
import { secretsOf } from '../tools/shownCommand.js';
import { readProfileExport } from './readProfileExport.js';

const exportFile = 'profile_export.json';
const resultsFile = 'profile_export_genai_perf.json';

/**
 * genai-perf with perf_analyzer below it, one `genai-perf profile` per scenario: its own sweeps ignore lists and steps.
 * perf_analyzer's export is read in place of genai-perf's statistics, which count failed requests as answered.
 */
export const genaiPerf: LoadTool = {
  command,
  async read({ outputFolder }) {
    return readProfileExport(await fileNamed(outputFolder, exportFile));
  },
  async ownResults({ outputFolder }) {
    return (await filesNamed(outputFolder, resultsFile))[0];
  },
};

function command({ job, outputFolder, tokenizerFolder, promptFile, seed }: ToolJob): ToolCommand {
  const { scenario, headers } = job;
  const { endpoint, workload, load, stop, warmupRequests } = scenario;
  const { inputTokens, outputTokens, prefixPrompts, batchSize, datasetEntries, images } = workload;
  const extraInputs = extraInputsOf(endpoint);
  const hasPrefixes = prefixPrompts.count > 0 && promptFile === undefined;
  const when = (isMeant: boolean, ...args: readonly (string | number)[]) => (isMeant ? args : []);
  const args = [
    ...['profile', '--model', ...endpoint.models],
    ...['--model-selection-strategy', endpoint.modelSelection],
    ...['--endpoint-type', endpoint.endpointType, ...addressArguments(endpoint)],
    ...when(endpoint.streaming, '--streaming'),
    ...headers.flatMap(([name, value]) => ['--header', `${name}:${value}`]),
    ...when(Object.keys(extraInputs).length > 0, '--extra-inputs', JSON.stringify(extraInputs)),
    ...(load.kind === 'concurrency' ? ['--concurrency', load.concurrency] : ['--request-rate', load.requestsPerSecond]),
    ...(stop.kind === 'interval' ? [] : ['--request-count', stop.requests]),
    ...['--warmup-request-count', warmupRequests],
    ...['--num-dataset-entries', datasetEntries],
    ...['--synthetic-input-tokens-mean', inputTokens.mean, '--synthetic-input-tokens-stddev', inputTokens.stddev],
    ...when(outputTokens !== undefined, '--output-tokens-mean', outputTokens?.mean ?? 0),
    ...when((outputTokens?.stddev ?? 0) > 0, '--output-tokens-stddev', outputTokens?.stddev ?? 0),
    ...when(batchSize > 1, '--batch-size-text', batchSize),
    ...when(hasPrefixes, '--num-prefix-prompts', prefixPrompts.count, '--prefix-prompt-length', prefixPrompts.tokens),
    ...when(promptFile !== undefined, '--input-file', promptFile ?? ''),
    ...when(endpoint.rankingsApi !== undefined, '--input-file', 'synthetic:queries,passages'),
    ...(images === undefined ? [] : imageArguments(images)),
    ...['--random-seed', seed, '--tokenizer', tokenizerFolder],
    ...['--artifact-dir', outputFolder, '--profile-export-file', exportFile],
  ].map(String);
  return {
    args,
    // Nothing is looked up outside; a local folder is all that is needed.
    environment: { HF_HUB_OFFLINE: '1' },
    files: {},
    secrets: secretsOf(headers),
  };
}

/** Its extra inputs also choose the API of rankings; and without the last field, an answer may begin with the prompt. */
function extraInputsOf({ endpointType, rankingsApi, extraInputs }: Endpoint): Readonly<Record<string, unknown>> {
  return {
    ...(rankingsApi === 'tei' && { rankings: 'tei' }),
    ...(endpointType === 'generate' && { exclude_input_in_output: true }),
    ...extraInputs,
  };
}

function addressArguments({ url, path, backend }: Endpoint): string[] {
  if (backend !== undefined) return ['--backend', backend, '--url', new URL(url).host];
  // An empty path would be taken for none.
  return ['--endpoint', path === '/' ? '.' : path, '--url', url];
}

function imageArguments({ width, height, format, batchSize }: ImageShape): (string | number)[] {
  return [
    ...['--image-width-mean', width.mean, '--image-width-stddev', width.stddev],
    ...['--image-height-mean', height.mean, '--image-height-stddev', height.stddev],
    ...['--image-format', format, '--batch-size-image', batchSize],
  ];
}
