import { resolve } from 'node:path';
import { requestHeaders, withEndpointHeaders } from '../core/sweep/headers.js';
import { inputConfig } from '../core/sweep/inputConfig.js';
import { OptionError } from '../core/sweep/optionError.js';
import type { SweepOptions } from '../core/sweep/options.js';
import type { SweepPlan } from '../core/sweep/plan.js';
import { planSweep } from '../core/sweep/planSweep.js';
import { namedServiceKind, serverBase } from '../core/sweep/resolveEndpoint.js';
import { runSettings } from '../core/sweep/runSettings.js';
import { sweepAxes } from '../core/sweep/sweepAxes.js';
import type { InputFileFacts } from '../core/sweep/workloadRules.js';
import { parsePromptLines } from '../core/workload/promptLines.js';
import { parseRequestTemplate } from '../core/workload/requestTemplate.js';
import { readTokenizerFile } from '../engines/builtin/tokenizerFile.js';
import { inspectServer, ServerError, type ServerInspection } from '../engines/inspectServer.js';
import type { ProfilingEngine } from '../engines/profilingEngine.js';
import { readTextFile, sha256OfFile } from '../storage/readFile.js';
import { parseMetricsUrl } from '../telemetry/metricsUrl.js';
import type { SweepRun } from './sweepRun.js';

/** What a user asks for, and from where. */
export interface SweepRequest {
  /** Checked by `parseOptions`. */
  readonly options: SweepOptions;
  /** Environment variables that headers and keys are read from. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Relative paths begin here. */
  readonly workingDirectory: string;
  /** Of this program. */
  readonly version: string;
  readonly signal: AbortSignal;
}

/** What was found at the URL, or why nothing was, in one sentence. */
export type ServerFinding = ServerInspection | { readonly problem: string };

/** A sweep that could begin. */
export interface PreparedSweep {
  readonly plan: SweepPlan;
  readonly server: ServerFinding;
  /** @throws {ServerError} when the server was not found */
  run(engine: ProfilingEngine): SweepRun;
}

/** Counts prompts where no file is named: the server's own, or the embedded one where it has none. */
const automaticTokenizer = 'server /tokenize, else cl100k_base';

/**
 * Looks up all that the options leave open and plans the sweep. Sends no request of the workload and writes nothing.
 * A server that is not there is a finding: a plan can be made without it.
 * @throws {OptionError | TokenizerFileError | InputFileError | MetricsUrlError | FileError}
 */
export async function prepareSweep(request: SweepRequest): Promise<PreparedSweep> {
  const { options, version } = request;
  const settings = runSettings(options);
  const path = (file: string) => resolve(request.workingDirectory, file);
  const headers = withEndpointHeaders(requestHeaders(options, request.environment), options.endpointType);
  const metricsUrls = settings.metricsUrls.map(parseMetricsUrl);
  const [ca, tokenizer, inputFile, template] = await Promise.all([
    settings.caFile && requireText(path(settings.caFile), '--ca-file'),
    settings.tokenizerFile && readTokenizerFile(path(settings.tokenizerFile)),
    settings.inputFile && inputFileFacts(path(settings.inputFile), settings.inputFile),
    settings.templateFile && requestTemplate(options, path(settings.templateFile)),
  ]);
  const tls = { rejectUnauthorized: !settings.insecure, ...(ca && { ca }) };
  const tokenizerName = tokenizer ? tokenizer.sha256 : automaticTokenizer;
  const plan = (serviceKind: 'openai' | 'triton' | undefined) =>
    planSweep(options, { serviceKind, tokenizer: tokenizerName, inputFile: inputFile || undefined, template });

  const serviceKind = namedServiceKind(options);
  // A plan that cannot be is said before anybody looks at the server.
  const planWithoutLook = serviceKind === undefined ? undefined : plan(undefined);
  const look = inspectServer({
    url: serverBase(options),
    serviceKind,
    models: options.model ?? [],
    headers,
    tls,
    signal: request.signal,
  });
  const server: ServerFinding = await look.catch((error: unknown) => {
    if (error instanceof ServerError) return { problem: error.message };
    throw error;
  });

  const planned = planWithoutLook ?? plan('problem' in server ? undefined : server.serviceKind);
  return {
    plan: planned,
    server,
    run(engine) {
      if ('problem' in server) throw new ServerError(server.problem);
      return {
        plan: planned,
        engine,
        server,
        checkpointDirectory: path(settings.checkpointDir),
        artifactDirectory: path(settings.artifactDir),
        fresh: settings.fresh,
        profileExportFile: settings.profileExportFile,
        exportLevel: settings.exportLevel,
        headers,
        tls,
        tokenizerFile: tokenizer ? tokenizer.path : undefined,
        loadThreads: settings.loadThreads,
        metricsUrls,
        metricsUrlsGiven: settings.metricsUrlsGiven,
        tool: `genai-sweep ${version}`,
        inputConfig: (scenario) => inputConfig(options, scenario),
      };
    },
  };
}

async function requireText(path: string, option: string): Promise<string> {
  const text = await readTextFile(path);
  if (text === undefined) throw new OptionError(`${option}: there is no file ${path}`);
  return text;
}

async function requestTemplate(options: SweepOptions, path: string): Promise<object> {
  const batchSizes = sweepAxes(options).flatMap(({ name, values }) => (name === 'batch_size' ? values : []));
  return parseRequestTemplate(await requireText(path, '--template-file'), {
    name: options.templateFile ?? path,
    texts: Math.max(options.batchSizeText ?? 1, ...batchSizes),
    limitsOutput: options.outputTokensMean !== undefined,
  });
}

async function inputFileFacts(path: string, name: string): Promise<InputFileFacts> {
  const text = await requireText(path, '--input-file');
  return { path, sha256: await sha256OfFile(path), entries: parsePromptLines(text, name).length };
}
