import { randomUUID } from 'node:crypto';
import { NoCompletedRequestError } from '../../core/measure/failures.js';
import { gpuRecords } from '../../core/measure/gpuRecords.js';
import { epochWindow } from '../../core/measure/measuredSpan.js';
import { measureScenario } from '../../core/measure/measureScenario.js';
import { countOutputTokens, type OutputTokens } from '../../core/measure/outputTokens.js';
import { samplesInWindow, serverRecords } from '../../core/measure/serverRecords.js';
import type { Trace } from '../../core/measure/trace.js';
import type { RawAnswer } from '../../core/report/rawAnswer.js';
import { generatesText } from '../../core/sweep/endpointRules.js';
import { isSchedule } from '../../core/sweep/requestRules.js';
import { hasSessions, type Scenario, type Workload } from '../../core/sweep/scenario.js';
import { endpointTypes, isGrpc } from '../../core/sweep/support.js';
import { buildDataset } from '../../core/workload/buildDataset.js';
import type { DatasetEntry } from '../../core/workload/datasetEntry.js';
import type { Tokenizer } from '../../core/workload/tokenizer.js';
import { proxyNotice } from '../../load/http/proxyNotice.js';
import type { LoadJob, LoadProgress, SessionPlan } from '../../load/loadJob.js';
import { rawBodyReader } from '../../load/record/readRawBodies.js';
import { OwnSpillFile } from '../../load/record/spillFile.js';
import { runLoad } from '../../load/runLoad.js';
import { type Sampler, startSampling, type TelemetrySamples } from '../../telemetry/sampler.js';
import { type ProfileJob, type ProfileResult, ScenarioFailedError } from '../profilingEngine.js';
import { chooseTokenizer } from './chooseTokenizer.js';
import { scenarioRows } from './input/inputFile.js';
import { messageEntries } from './input/messageFile.js';
import { loadRequests } from './loadRequests.js';
import { mediaMaker } from './media/mediaMaker.js';
import type { LoadRequests } from './scenarioRequests.js';
import { sentSessions, sessionPlan } from './sessions.js';
import { failedExportFile, writeFailedExport, writeScenarioFiles } from './writeScenarioFiles.js';

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
      server: isGrpc(scenario.endpoint.serviceKind)
        ? undefined
        : {
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

  const { bodies, load } = await loadRequests(job, { entries, warmupEntries });
  const sessions = sessionPlan(entries, bodies);
  const requests = { ...load, sessions, scheduleMs: scheduleOf(scenario, entries) };
  const spillFile = job.exportLevel === 'raw' ? new OwnSpillFile() : undefined;
  try {
    const { trace, samples } = await runWithSamples({ job, requests, sampler, control, raw: spillFile?.shared });
    const raw = trace.raw && spillFile && rawBodyReader(trace.raw, spillFile.shared);
    const result = await finishScenario({ job, trace, entries, bodies, sessions, tokenizer, samples, raw });
    const notice = proxyNotice(scenario.endpoint.url, process.env);
    return { ...result, warnings: [...(notice === undefined ? [] : [notice]), ...sampler.warnings] };
  } finally {
    spillFile?.close();
  }
}

/** A scenario that was run. */
export interface FinishedRun {
  readonly job: ProfileJob;
  readonly trace: Trace;
  readonly entries: readonly DatasetEntry[];
  /** The entries' bodies as sent; of sessions, what each turn begins with. */
  readonly bodies: readonly Uint8Array[];
  /** Undefined where no request is a turn of a session. */
  readonly sessions: SessionPlan | undefined;
  readonly tokenizer: Tokenizer;
  readonly samples: TelemetrySamples;
  /** What came of the response to each request; absent where that was not kept. */
  readonly raw?: ((request: number) => RawAnswer | undefined) | undefined;
}

/**
 * Measures a run and writes its files, whichever program made the load.
 * @throws {ScenarioFailedError} when no request completed
 */
export async function finishScenario(run: FinishedRun): Promise<Omit<ProfileResult, 'warnings'>> {
  const { job, trace, entries, bodies, sessions, tokenizer, samples, raw } = run;
  const load = epochWindow(trace);
  const window = { startMs: load.startMs, endMs: load.endMs + lastSampleMs };
  const gpus = gpuRecords({ samples: samples.gpus, gaps: samples.gaps }, window, job.gpuNames);
  const serverSamples = samplesInWindow(samples.servers, window);
  const outputTokens = await outputTokensOf(job.scenario, { trace, tokenizer });
  const sent =
    sessions === undefined
      ? { entries, bodies }
      : sentSessions({ entries, bodies, plan: sessions, trace, outputTokens: outputTokens?.counts });
  const measured = { job, trace, entries: sent.entries, outputTokens, gaps: gpus.gaps };
  const { perfMetrics, quality } = await orFailed(
    () => measure({ ...measured, inputTokenSource: tokenizer.name }),
    async (reason) => {
      if (raw === undefined) return reason;
      await writeFailedExport({ job, trace, ...sent, raw });
      return `${reason}; what came of them is in the scenario's ${failedExportFile(job)}`;
    },
  );
  const serverMetrics = serverRecords(serverSamples, load);
  const measurement = {
    perfMetrics,
    gpuMetrics: gpus.gpuMetrics,
    ...(serverSamples.length > 0 && { serverMetrics }),
  };
  await writeScenarioFiles({ job, trace, ...sent, measurement, quality, serverSamples, load, raw });
  return { measurement, quality, gpuNames: gpus.names };
}

/** The measured requests, and others for the warm-up: answers to those come from no cache that the warm-up filled. */
async function dataset({ scenario }: ProfileJob, tokenizer: Tokenizer) {
  const { endpoint, workload, seed, swept, warmupRequests } = scenario;
  if (endpoint.serviceKind === 'dynamic_grpc') return { entries: await messageEntries(scenario), warmupEntries: [] };
  const rows = await scenarioRows(scenario);
  const make = (changes: Partial<Workload>, ownSeed: number) =>
    buildDataset({
      endpoint,
      workload: { ...workload, ...changes },
      seed: ownSeed,
      swept,
      nonce: randomUUID(),
      tokenizer,
      rows,
      media: mediaMaker,
    });
  const entries = await make({}, seed);
  // Single turns, and other words.
  const warmup = { datasetEntries: warmupRequests, sessions: undefined };
  return { entries, warmupEntries: warmupRequests === 0 ? [] : await make(warmup, seed + 1) };
}

/** When each entry leaves after the first; undefined where no file says. */
function scheduleOf({ load }: Scenario, entries: readonly DatasetEntry[]): number[] | undefined {
  if (!isSchedule(load)) return undefined;
  const startMs = entries[0]?.timestampMs ?? 0;
  return entries.map(({ timestampMs = 0 }) => timestampMs - startMs);
}

interface SampledRun {
  readonly job: ProfileJob;
  readonly requests: LoadRequests['load'] & Pick<LoadJob, 'sessions' | 'scheduleMs'>;
  readonly sampler: Sampler;
  readonly control: ProfileControl;
  readonly raw: LoadJob['raw'];
}

async function runWithSamples({ job, requests, sampler, control, raw }: SampledRun) {
  const { endpoint, load, stop, warmupRequests, seed } = job.scenario;
  let sampleWindow: ReturnType<Sampler['window']> | undefined;
  const onProgress = (progress: LoadProgress) => {
    if (progress.phase === 'measuring') sampleWindow ??= sampler.window();
    control.onProgress(progress);
  };
  const trace = await runLoad(
    {
      ...requests,
      headers: job.headers,
      load,
      stop,
      warmupRequests,
      seed,
      requestTimeoutMs: endpoint.requestTimeoutMs,
      // Also where no file gets it: a server that tells no usage leaves the counting of tokens to us.
      keepText: true,
      // Of sessions the text is needed: the next turn holds it.
      dropCountedText: job.exportLevel === 'timestamps' && requests.sessions === undefined,
      raw,
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

/** Undefined for endpoints that generate no text. */
async function outputTokensOf(
  { endpoint }: Scenario,
  { trace, tokenizer }: { readonly trace: Trace; readonly tokenizer: Tokenizer },
): Promise<OutputTokens | undefined> {
  if (!generatesText(endpoint)) return undefined;
  const decoder = new TextDecoder();
  return countOutputTokens(trace, { tokenizer, decodeUtf8: (bytes) => decoder.decode(bytes) });
}

interface MeasuredRun {
  readonly job: ProfileJob;
  readonly trace: Trace;
  readonly entries: readonly DatasetEntry[];
  readonly outputTokens: OutputTokens | undefined;
  readonly inputTokenSource: string;
  readonly gaps: number;
}

function measure({ job, trace, entries, outputTokens, inputTokenSource, gaps }: MeasuredRun) {
  const { endpoint, load, stop, goodput, workload } = job.scenario;
  return measureScenario({
    trace,
    entries,
    models: endpoint.models,
    streaming: endpoint.streaming,
    perImage: endpointTypes[endpoint.endpointType].perImage,
    outputTokens,
    inputTokenSource,
    load: hasSessions(workload) ? { kind: 'sessions' } : load,
    stop,
    goodput,
    telemetryGaps: gaps,
  });
}

/** Where no request completed, the scenario has failed, with the reason that is made of the error's. */
async function orFailed<T>(measured: () => T, onFailure: (reason: string) => Promise<string>): Promise<T> {
  try {
    return measured();
  } catch (error) {
    if (error instanceof NoCompletedRequestError) throw new ScenarioFailedError(await onFailure(error.message));
    throw error;
  }
}
