import { isSchedule } from '../../core/sweep/requestRules.js';
import {
  type AudioShape,
  type Endpoint,
  hasSessions,
  type ImageShape,
  type Scenario,
  type StopRule,
} from '../../core/sweep/scenario.js';
import { turnsBySession } from '../../core/workload/sessions.js';
import type { LoadTool, ToolCommand, ToolJob } from '../tools/loadTool.js';
import { fileNamed, filesNamed } from '../tools/outputFiles.js';
import { secretsOf } from '../tools/shownCommand.js';
import { payloadLines } from './payloadLines.js';
import { readProfileExport } from './readProfileExport.js';

const exportFile = 'profile_export.json';
const resultsFile = 'profile_export_genai_perf.json';

/**
 * genai-perf with perf_analyzer below it, one `genai-perf profile` per scenario: its own sweeps ignore lists and steps.
 * perf_analyzer's export is read in place of genai-perf's statistics, which count failed requests as answered.
 */
export const genaiPerf: LoadTool = {
  lines: payloadLines,
  command,
  async read({ outputFolder }) {
    return readProfileExport(await fileNamed(outputFolder, exportFile));
  },
  async ownResults({ outputFolder }) {
    return (await filesNamed(outputFolder, resultsFile))[0];
  },
};

function command(run: ToolJob): ToolCommand {
  const { job, outputFolder, tokenizerFolder, seed, handed } = run;
  const { endpoint, warmupRequests } = job.scenario;
  const args = [
    ...['profile', '--model', ...endpoint.models],
    ...['--model-selection-strategy', endpoint.modelSelection],
    ...['--endpoint-type', endpoint.endpointType, ...addressArguments(endpoint)],
    ...when(endpoint.streaming, '--streaming'),
    ...job.headers.flatMap(([name, value]) => ['--header', `${name}:${value}`]),
    ...loadArguments(run),
    ...['--warmup-request-count', warmupRequests],
    ...(handed === undefined ? promptArguments(job.scenario) : ['--input-file', `payload:${handed.path}`]),
    ...['--random-seed', seed, '--tokenizer', tokenizerFolder],
    ...['--artifact-dir', outputFolder, '--profile-export-file', exportFile],
    ...(handed === undefined ? [] : passedThrough(job.scenario)),
  ].map(String);
  return {
    args,
    // Nothing is looked up outside; a local folder is all that is needed.
    environment: { HF_HUB_OFFLINE: '1' },
    files: {},
    secrets: secretsOf(job.headers),
  };
}

type Arguments = readonly (string | number)[];

const when = (isMeant: boolean, ...args: Arguments): Arguments => (isMeant ? args : []);

function loadArguments({ job: { scenario }, handed }: ToolJob): Arguments {
  const { load, stop, workload } = scenario;
  if (isSchedule(load)) return [];
  const count = when(handed === undefined && stop.kind !== 'interval', '--request-count', requestsOf(stop));
  if (load.kind === 'request_rate') return ['--request-rate', load.requestsPerSecond, ...count];
  if (!hasSessions(workload)) return ['--concurrency', load.concurrency, ...count];
  // perf_analyzer refuses more at once than there are.
  const sessions = turnsBySession(handed?.entries ?? []).length;
  return ['--session-concurrency', Math.min(load.concurrency, sessions)];
}

/**
 * What perf_analyzer needs and genai-perf does not pass on: of a schedule it makes an option with a value, which
 * perf_analyzer does not have, and with a file of requests it leaves their number to chance.
 */
function passedThrough({ load, stop, workload }: Scenario): Arguments {
  if (isSchedule(load)) return ['--', '--fixed-schedule'];
  if (hasSessions(workload)) return [];
  return ['--', '--stability-percentage', 999, '--request-count', requestsOf(stop)];
}

const requestsOf = (stop: StopRule) => (stop.kind === 'interval' ? 0 : stop.requests);

/** What it makes requests of, where it is handed none. */
function promptArguments({ endpoint, workload }: Scenario): Arguments {
  const { inputTokens, outputTokens, prefixPrompts, batchSize, datasetEntries, images, audio } = workload;
  const extraInputs = extraInputsOf(endpoint);
  return [
    ...when(Object.keys(extraInputs).length > 0, '--extra-inputs', JSON.stringify(extraInputs)),
    ...['--num-dataset-entries', datasetEntries],
    ...['--synthetic-input-tokens-mean', inputTokens.mean, '--synthetic-input-tokens-stddev', inputTokens.stddev],
    ...when(outputTokens !== undefined, '--output-tokens-mean', outputTokens?.mean ?? 0),
    ...when((outputTokens?.stddev ?? 0) > 0, '--output-tokens-stddev', outputTokens?.stddev ?? 0),
    ...when(batchSize > 1, '--batch-size-text', batchSize),
    ...when(
      prefixPrompts.count > 0,
      ...['--num-prefix-prompts', prefixPrompts.count, '--prefix-prompt-length', prefixPrompts.tokens],
    ),
    ...when(endpoint.rankingsApi !== undefined, '--input-file', 'synthetic:queries,passages'),
    ...(images === undefined ? [] : imageArguments(images)),
    ...(audio === undefined ? [] : audioArguments(audio)),
  ];
}

/** Its extra inputs also choose the API of rankings; and without the last field, an answer may begin with the prompt. */
function extraInputsOf({ endpointType, rankingsApi, extraInputs }: Endpoint): Readonly<Record<string, unknown>> {
  return {
    ...(rankingsApi === 'tei' && { rankings: 'tei' }),
    ...(endpointType === 'generate' && { exclude_input_in_output: true }),
    ...extraInputs,
  };
}

function addressArguments({ url, path, backend }: Endpoint): Arguments {
  if (backend !== undefined) return ['--backend', backend, '--url', new URL(url).host];
  // An empty path would be taken for none.
  return ['--endpoint', path === '/' ? '.' : path, '--url', url];
}

function imageArguments({ width, height, format, batchSize }: ImageShape): Arguments {
  return [
    ...['--image-width-mean', width.mean, '--image-width-stddev', width.stddev],
    ...['--image-height-mean', height.mean, '--image-height-stddev', height.stddev],
    ...['--image-format', format, '--batch-size-image', batchSize],
  ];
}

function audioArguments({ seconds, depths, sampleRates, channels, batchSize }: AudioShape): Arguments {
  return [
    ...['--audio-length-mean', seconds.mean, '--audio-length-stddev', seconds.stddev],
    ...['--audio-depths', ...depths, '--audio-sample-rates', ...sampleRates.map((hertz) => hertz / 1000)],
    ...['--audio-num-channels', channels, '--batch-size-audio', batchSize],
  ];
}
