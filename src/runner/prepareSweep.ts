import { resolve } from 'node:path';
import { requestHeaders, withEndpointHeaders } from '../core/sweep/headers.js';
import { inputConfig } from '../core/sweep/inputConfig.js';
import type { InputFileFacts } from '../core/sweep/inputFileFacts.js';
import type { InputSource } from '../core/sweep/inputSource.js';
import { optionDefaults } from '../core/sweep/optionDefaults.js';
import { OptionError } from '../core/sweep/optionError.js';
import type { SweepOptions } from '../core/sweep/options.js';
import type { SweepPlan } from '../core/sweep/plan.js';
import { planSweep } from '../core/sweep/planSweep.js';
import { namedServiceKind, serverBase } from '../core/sweep/resolveEndpoint.js';
import { runSettings } from '../core/sweep/runSettings.js';
import type { ServiceKind } from '../core/sweep/support.js';
import { sweepAxes } from '../core/sweep/sweepAxes.js';
import { checkKserve } from '../core/workload/checkKserve.js';
import type { ModelContract } from '../core/workload/inferTensors.js';
import { WorkloadError } from '../core/workload/requestBody.js';
import { parseRequestTemplate } from '../core/workload/requestTemplate.js';
import { inputFileFacts } from '../engines/builtin/input/inputFile.js';
import { messageFileFacts, readMessages } from '../engines/builtin/input/messageFile.js';
import { readTokenizerFile } from '../engines/builtin/tokenizerFile.js';
import type { GrpcMethod } from '../engines/grpc/findMethod.js';
import { inspectServer, type ServerInspection } from '../engines/inspectServer.js';
import type { ProfilingEngine } from '../engines/profilingEngine.js';
import { ServerError } from '../engines/serverError.js';
import { exists, readTextFile } from '../storage/readFile.js';
import { parseMetricsUrl } from '../telemetry/metricsUrl.js';
import { readCertificates } from './readCertificates.js';
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
    settings.caFile && readCertificates(path(settings.caFile)),
    settings.tokenizerFile && readTokenizerFile(path(settings.tokenizerFile)),
    settings.inputFile && factsOf(settings.inputFile, { options, path }),
    settings.templateFile && requestTemplate(options, path(settings.templateFile)),
    settings.protoFile && requireText(path(settings.protoFile), '--grpc-proto'),
  ]);
  const tls = { rejectUnauthorized: !settings.insecure, ...(ca && { ca }) };
  const tokenizerName = tokenizer ? tokenizer.sha256 : automaticTokenizer;
  const plan = (serviceKind: ServiceKind | undefined, streams?: boolean) =>
    planSweep(options, {
      serviceKind,
      streams,
      tokenizer: tokenizerName,
      inputFile: inputFile || undefined,
      template,
    });

  const serviceKind = namedServiceKind(options);
  // A plan that cannot be is said before anybody looks at the server.
  const planWithoutLook = serviceKind === undefined ? undefined : plan(undefined);
  const look = inspectServer({
    url: serverBase(options),
    grpcUrl: serverBase(options, 'triton'),
    grpcMethod: options.grpcMethod,
    protoFile: settings.protoFile && path(settings.protoFile),
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

  const found = 'problem' in server ? undefined : server;
  const needsMore = planWithoutLook === undefined || found?.method !== undefined;
  const planned = needsMore ? plan(found?.serviceKind, found?.method?.streams) : planWithoutLook;
  checkRequests(planned, found?.contracts ?? []);
  if (found?.method !== undefined)
    await checkMessages(inputFile || undefined, { ...found.method, name: options.inputFile ?? '' });
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

/** A model that does not take the requests is found here, not once per scenario. */
function checkRequests({ scenarios }: SweepPlan, contracts: readonly ModelContract[]): void {
  const [first] = scenarios;
  try {
    if (first !== undefined) checkKserve(first.scenario.endpoint, first.scenario.workload, contracts);
  } catch (error) {
    if (error instanceof WorkloadError) throw new OptionError(error.message);
    throw error;
  }
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

interface FileLookup {
  readonly options: SweepOptions;
  /** Makes a path absolute. */
  readonly path: (file: string) => string;
}

async function factsOf(source: InputSource, { options, path }: FileLookup): Promise<InputFileFacts | undefined> {
  const isRanking = options.endpointType === 'rankings';
  if (source.kind === 'synthetic') {
    const missing = isRanking && ['queries', 'passages'].find((name) => !source.names.includes(name));
    if (missing) throw new OptionError(`--input-file synthetic: lacks ${missing}: rankings need queries,passages`);
    return undefined;
  }
  const absolute = path(source.path);
  if (!(await exists(absolute))) throw new OptionError(`--input-file: there is no file ${absolute}`);
  if (namedServiceKind(options) === 'dynamic_grpc') return messageFileFacts({ path: absolute, name: source.path });
  const { batchSizeText = optionDefaults.batchSizeText } = options;
  return inputFileFacts({
    path: absolute,
    name: source.path,
    kind: source.kind,
    passagesPerQuery: isRanking ? batchSizeText : undefined,
  });
}

/** Every line has to be a message of the method's type. */
async function checkMessages(
  inputFile: InputFileFacts | undefined,
  { requestType, name }: GrpcMethod & { readonly name: string },
): Promise<void> {
  if (inputFile === undefined) return;
  const { encodeJson } = await import('../engines/grpc/messageFromJson.js');
  for await (const { message, where } of readMessages({ path: inputFile.path, name }))
    encodeJson(requestType, message, where);
}
