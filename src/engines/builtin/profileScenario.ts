import { randomUUID } from 'node:crypto';
import { NoCompletedRequestError } from '../../core/measure/failures.js';
import { gpuRecords } from '../../core/measure/gpuRecords.js';
import { epochWindow } from '../../core/measure/measuredSpan.js';
import { measureScenario } from '../../core/measure/measureScenario.js';
import { countOutputTokens } from '../../core/measure/outputTokens.js';
import { samplesInWindow, serverRecords } from '../../core/measure/serverRecords.js';
import type { Trace } from '../../core/measure/trace.js';
import { answerFormatOf, generatesText } from '../../core/sweep/endpointRules.js';
import { type EndpointTypeName, endpointTypes } from '../../core/sweep/support.js';
import { buildDataset } from '../../core/workload/buildDataset.js';
import type { DatasetEntry } from '../../core/workload/datasetEntry.js';
import type { Tokenizer } from '../../core/workload/tokenizer.js';
import { proxyNotice } from '../../load/http/proxyNotice.js';
import type { LoadProgress } from '../../load/loadJob.js';
import { runLoad } from '../../load/runLoad.js';
import { type Sampler, startSampling, type TelemetrySamples } from '../../telemetry/sampler.js';
import { type ProfileJob, type ProfileResult, ScenarioFailedError } from '../profilingEngine.js';
import { chooseTokenizer } from './chooseTokenizer.js';
import { readPrompts } from './readPrompts.js';
import { writeScenarioFiles } from './writeScenarioFiles.js';

/** How a scenario is watched and stopped. */
export interface ProfileControl {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: LoadProgress) => void;
}

/** The last sample is taken when the window has ended, which is a moment after its end. */
const lastSampleMs = 1000;

/**
 * One scenario from its dataset to its files. Before the window: the tokenizer, the prompts, the first look at the
 * metrics pages. In the window: the load in its thread, and samples of GPUs and servers. After it: everything else.
 * @throws {ScenarioFailedError} when no request completed
 * @throws the signal's reason when aborted
 */
export async function profileScenario(job: ProfileJob, control: ProfileControl): Promise<ProfileResult> {
  const { scenario } = job;
  const [tokenizer, sampler] = await Promise.all([
    chooseTokenizer({
      file: job.tokenizerFile,
      server: {
        url: scenario.endpoint.url,
        model: scenario.endpoint.models[0] ?? '',
        headers: job.headers,
        tls: job.tls,
      },
    }),
    startSampling({
      urls: job.metricsUrls,
      models: scenario.endpoint.models,
      areDefaults: !job.metricsUrlsGiven,
      signal: control.signal,
    }),
  ]);
  const { entries, warmupEntries } = await dataset(job, tokenizer);
  control.signal.throwIfAborted();

  const bodies = entries.map(bodyBytes);
  const warmupBodies = warmupEntries.map(bodyBytes);
  const { trace, samples } = await runWithSamples({ job, bodies, warmupBodies, sampler, control });
  const result = await finishScenario({ job, trace, entries, bodies, tokenizer, samples });
  const notice = proxyNotice(scenario.endpoint.url, process.env);
  return { ...result, warnings: [...(notice === undefined ? [] : [notice]), ...sampler.warnings] };
}

/** A scenario that was run. */
export interface FinishedRun {
  readonly job: ProfileJob;
  readonly trace: Trace;
  readonly entries: readonly DatasetEntry[];
  /** The entries' bodies as sent. */
  readonly bodies: readonly Uint8Array[];
  readonly tokenizer: Tokenizer;
  readonly samples: TelemetrySamples;
}

/**
 * Measures a run and writes its files, whichever program made the load.
 * @throws {ScenarioFailedError} when no request completed
 */
export async function finishScenario(run: FinishedRun): Promise<Omit<ProfileResult, 'warnings'>> {
  const { job, trace, entries, bodies, tokenizer, samples } = run;
  const load = epochWindow(trace);
  const window = { startMs: load.startMs, endMs: load.endMs + lastSampleMs };
  const gpus = gpuRecords({ samples: samples.gpus, gaps: samples.gaps }, window, job.gpuNames);
  const serverSamples = samplesInWindow(samples.servers, window);
  const { perfMetrics, quality } = await measure({ job, trace, entries, tokenizer, gaps: gpus.gaps });
  const serverMetrics = serverRecords(serverSamples, load);
  const measurement = {
    perfMetrics,
    gpuMetrics: gpus.gpuMetrics,
    ...(serverSamples.length > 0 && { serverMetrics }),
  };
  await writeScenarioFiles({ job, trace, entries, bodies, measurement, quality, serverSamples, load });
  return { measurement, quality, gpuNames: gpus.names };
}

const bodyBytes = ({ body }: DatasetEntry) => Buffer.from(JSON.stringify(body));

/** The measured requests, and others for the warm-up: answers to those come from no cache that the warm-up filled. */
async function dataset({ scenario }: ProfileJob, tokenizer: Tokenizer) {
  const { endpoint, workload, seed, swept, warmupRequests } = scenario;
  const isShared = workload.inputFile !== undefined;
  const all = await buildDataset({
    endpoint,
    // Further entries at the end change none of those before them.
    workload: { ...workload, datasetEntries: workload.datasetEntries + (isShared ? 0 : warmupRequests) },
    seed,
    swept,
    nonce: randomUUID(),
    tokenizer,
    promptLines: await readPrompts(workload.inputFile?.path),
  });
  return isShared
    ? { entries: all, warmupEntries: [] }
    : { entries: all.slice(0, workload.datasetEntries), warmupEntries: all.slice(workload.datasetEntries) };
}

interface SampledRun {
  readonly job: ProfileJob;
  readonly bodies: readonly Uint8Array[];
  readonly warmupBodies: readonly Uint8Array[];
  readonly sampler: Sampler;
  readonly control: ProfileControl;
}

async function runWithSamples({ job, bodies, warmupBodies, sampler, control }: SampledRun) {
  const { endpoint, load, stop, warmupRequests, seed } = job.scenario;
  let sampleWindow: ReturnType<Sampler['window']> | undefined;
  const onProgress = (progress: LoadProgress) => {
    if (progress.phase === 'measuring') sampleWindow ??= sampler.window();
    control.onProgress(progress);
  };
  const trace = await runLoad(
    {
      url: endpoint.url + endpoint.path,
      headers: job.headers,
      bodies,
      format: answerFormatOf(endpoint),
      places: endpoint.template?.answer,
      load,
      stop,
      warmupRequests,
      warmupBodies: warmupBodies.length > 0 ? warmupBodies : undefined,
      seed,
      requestTimeoutMs: endpoint.requestTimeoutMs,
      // Also where no file gets it: a server that tells no usage leaves the counting of tokens to us.
      keepText: true,
      dropCountedText: job.exportLevel === 'timestamps',
      threads: job.loadThreads,
      tls: job.tls,
    },
    { signal: control.signal, onProgress },
  ).catch(async (error: unknown) => {
    await sampleWindow?.stop();
    throw error;
  });
  const samples = (await sampleWindow?.stop()) ?? { gpus: [], servers: [], gaps: 0 };
  return { trace, samples };
}

interface MeasuredRun {
  readonly job: ProfileJob;
  readonly trace: Trace;
  readonly entries: readonly DatasetEntry[];
  readonly tokenizer: Tokenizer;
  readonly gaps: number;
}

async function measure({ job, trace, entries, tokenizer, gaps }: MeasuredRun) {
  const { endpoint, load, stop, goodput } = job.scenario;
  const decoder = new TextDecoder();
  const decodeUtf8 = (bytes: Uint8Array) => decoder.decode(bytes);
  const generates = generatesText(endpoint);
  try {
    return measureScenario({
      trace,
      entries,
      models: endpoint.models,
      streaming: endpoint.streaming,
      perImage: endpointTypes[endpoint.endpointType as EndpointTypeName].perImage,
      outputTokens: generates ? await countOutputTokens(trace, { tokenizer, decodeUtf8 }) : undefined,
      inputTokenSource: tokenizer.name,
      load,
      stop,
      goodput,
      telemetryGaps: gaps,
    });
  } catch (error) {
    if (error instanceof NoCompletedRequestError) throw new ScenarioFailedError(error.message);
    throw error;
  }
}
