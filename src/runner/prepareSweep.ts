import { resolve } from 'node:path';
import { requestHeaders, withEndpointHeaders } from '../core/sweep/headers.js';
import { inputConfig } from '../core/sweep/inputConfig.js';
import type { InputFileFacts } from '../core/sweep/inputFileFacts.js';
import { OptionError } from '../core/sweep/optionError.js';
import type { SweepOptions } from '../core/sweep/options.js';
import type { SweepPlan } from '../core/sweep/plan.js';
import { planSweep } from '../core/sweep/planSweep.js';
import { namedServiceKind, serverBase } from '../core/sweep/resolveEndpoint.js';
import { runSettings } from '../core/sweep/runSettings.js';
import { parseRequestTemplate } from '../core/workload/requestTemplate.js';
import { readTokenizerFile } from '../engines/builtin/tokenizerFile.js';
import { inspectServer, type ServerInspection } from '../engines/inspectServer.js';
import type { ProfilingEngine } from '../engines/profilingEngine.js';
import { ServerError } from '../engines/serverError.js';
import { readTextFile } from '../storage/readFile.js';
import { parseMetricsUrl } from '../telemetry/metricsUrl.js';
import { readCertificates } from './readCertificates.js';
import { checkServedModels, isCheckedByServer, readInputFile, sweptBatchSizes } from './readInputFile.js';
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
  const { inputFile: source } = settings;
  const readLines = async (server?: ServerInspection) =>
    source === undefined ? undefined : readInputFile(source, { options, path, server });
  // Read once: where the server says what it takes, after it was asked.
  const isReadFirst = source === undefined || !isCheckedByServer(options);
  const [ca, tokenizer, earlyFile, template] = await Promise.all([
    settings.caFile && readCertificates(path(settings.caFile)),
    settings.tokenizerFile && readTokenizerFile(path(settings.tokenizerFile)),
    isReadFirst ? readLines() : undefined,
    settings.templateFile && requestTemplate(options, path(settings.templateFile)),
    settings.protoFile && requireText(path(settings.protoFile), '--grpc-proto'),
  ]);
  const tls = { rejectUnauthorized: !settings.insecure, ...(ca && { ca }) };
  const tokenizerName = tokenizer ? tokenizer.sha256 : automaticTokenizer;
  const plan = (found: ServerInspection | undefined, inputFile: InputFileFacts | undefined) =>
    planSweep(options, {
      serviceKind: found?.serviceKind,
      method: found?.method,
      tokenizer: tokenizerName,
      inputFile,
      template,
    });

  const serviceKind = namedServiceKind(options);
  // A plan that cannot be is said before anybody looks at the server.
  const planWithoutLook = serviceKind === undefined || !isReadFirst ? undefined : plan(undefined, earlyFile);
  const look = inspectServer({
    url: serverBase(options),
    grpcUrl: serverBase(options, 'triton'),
    grpcMethod: options.grpcMethod,
    protoFile: settings.protoFile && path(settings.protoFile),
    serviceKind,
    endpointType: options.endpoint === undefined ? options.endpointType : undefined,
    models: options.model ?? [],
    headers,
    tls,
    signal: request.signal,
  });
  const server: ServerFinding = await look.catch((error: unknown) => {
    if (error instanceof ServerError) return { problem: error.message };
    throw error;
  });

  const found = 'problem' in server ? undefined : server;
  if (found !== undefined) checkServedModels(options, found, source);
  const planned = planWithoutLook ?? plan(found, isReadFirst ? earlyFile : await readLines(found));
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
        protoFile: settings.protoFile && path(settings.protoFile),
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
  return parseRequestTemplate(await requireText(path, '--template-file'), {
    name: options.templateFile ?? path,
    texts: Math.max(options.batchSizeText ?? 1, ...sweptBatchSizes(options)),
    limitsOutput: options.outputTokensMean !== undefined,
  });
}
