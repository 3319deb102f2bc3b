import { goodputMetrics } from './goodput.js';
import { optionDefaults } from './optionDefaults.js';
import { OptionError } from './optionError.js';
import type { SweepOptions } from './options.js';
import type { Endpoint } from './scenario.js';
import { parseServerUrl, type ServerUrl } from './serverUrl.js';
import {
  defaultEndpointType,
  type EndpointTypeName,
  endpointTypes,
  isGrpc,
  type ServiceKind,
  supportedEndpointTypes,
  supportedServiceKinds,
} from './support.js';

/** Service kind as far as the options tell it; undefined asks for a look at the server. */
export function namedServiceKind(options: SweepOptions): ServiceKind | undefined {
  const { serviceKind, endpointType, backend } = options;
  if (serviceKind !== undefined) return serviceKind;
  if (endpointType !== undefined) return endpointTypes[endpointType].serviceKind;
  return backend === undefined ? undefined : 'triton';
}

/** Where the server's own paths (`/v1/models` …) begin: its address, with the path that it lives behind. */
export function serverBase(options: SweepOptions, serviceKind = namedServiceKind(options)): string {
  const { origin, path } = serverUrl(options, serviceKind);
  return `${origin}${path.replace(/\/v1$/, '')}`;
}

function serverUrl({ url }: SweepOptions, serviceKind: ServiceKind | undefined): ServerUrl {
  return url ?? parseServerUrl(isGrpc(serviceKind) ? optionDefaults.grpcUrl : optionDefaults.url);
}

/**
 * Where and how requests go.
 * @param found service kind that a look at the server found; only used where the options name none
 * @param streams whether the method of dynamic gRPC answers by a stream
 * @throws {OptionError} for a combination that cannot be, or that no engine serves
 */
export function resolveEndpoint(options: SweepOptions, found?: ServiceKind, streams?: boolean): Endpoint {
  const { serviceKind, endpointType } = checkEndpoint(options, namedServiceKind(options) ?? found ?? 'openai');
  if (options.streaming && streams === false)
    throw new OptionError(`--streaming: ${options.grpcMethod} answers by one message; leave it out`);
  return {
    url: serverUrl(options, serviceKind).origin,
    path: isGrpc(serviceKind) ? grpcPath(options, serviceKind) : requestPath(options, endpointType),
    serviceKind,
    endpointType,
    ...(serviceKind === 'triton' && { backend: options.backend ?? optionDefaults.backend }),
    ...(options.outputTokensMeanDeterministic && { deterministicOutput: true as const }),
    models: [...new Set(options.model)],
    modelSelection: options.modelSelectionStrategy ?? optionDefaults.modelSelectionStrategy,
    streaming: streams ?? isStreaming(options, serviceKind),
    extraInputs: options.extraInputs ?? {},
    requestTimeoutMs: (options.requestTimeout ?? optionDefaults.requestTimeout) * 1000,
  };
}

/** Triton's answers come over a stream anyway, so there it is how they are asked for unless somebody says no. */
function isStreaming({ streaming, extraInputs }: SweepOptions, serviceKind: ServiceKind): boolean {
  return streaming ?? (serviceKind === 'triton' && extraInputs?.['stream'] !== false);
}

interface Kind {
  readonly serviceKind: ServiceKind;
  readonly endpointType: EndpointTypeName;
}

/**
 * The endpoint type that goes with a service kind, when both are served and the other options fit them.
 * @throws {OptionError}
 */
export function checkEndpoint(options: SweepOptions, serviceKind: ServiceKind): Kind {
  const endpointType = options.endpointType ?? defaultEndpointType[serviceKind];
  refuseMismatch(options, { serviceKind, endpointType });
  refuseUnserved({ serviceKind, endpointType });
  refuseMeaningless(options, { serviceKind, endpointType });
  if (isGrpc(serviceKind)) refuseHttpOptions(options, endpointType);
  refuseMethodMismatch(options, endpointType);
  return { serviceKind, endpointType };
}

function refuseMismatch({ backend }: SweepOptions, { serviceKind, endpointType }: Kind): void {
  const own = endpointTypes[endpointType].serviceKind;
  if (own !== serviceKind)
    throw new OptionError(
      `--endpoint-type ${endpointType} belongs to --service-kind ${own}, not ${serviceKind}; leave one out`,
    );
  if (backend !== undefined && endpointType !== 'kserve')
    throw new OptionError(
      `--backend ${backend} belongs to Triton (--endpoint-type kserve), not ${endpointType}; leave it out`,
    );
}

function refuseUnserved({ serviceKind, endpointType }: Kind): void {
  if (serviceKind === 'tensorrtllm_engine')
    throw new OptionError(
      'service kind tensorrtllm_engine has no server: the model runs inside perf_analyzer, so only --engine genai-perf can measure it',
    );
  if (!supportedServiceKinds.includes(serviceKind))
    throw new OptionError(
      `service kind ${serviceKind} is not supported yet; supported: ${supportedServiceKinds.join(', ')}`,
    );
  if (!endpointTypes[endpointType].supported)
    throw new OptionError(
      `--endpoint-type ${endpointType} is not supported yet; supported: ${supportedEndpointTypes.join(', ')}`,
    );
}

/** Options that could only be ignored. */
function refuseMeaningless(options: SweepOptions, { serviceKind, endpointType }: Kind): void {
  if (options.outputTokensMeanDeterministic && serviceKind !== 'triton')
    throw new OptionError(
      '--output-tokens-mean-deterministic: it is for Triton only; on OpenAI-compatible servers use --extra-inputs ignore_eos:true --extra-inputs min_tokens:N',
    );
  const { streaming, textBatch, generates } = endpointTypes[endpointType];
  if (options.streaming && !streaming)
    throw new OptionError(`--streaming: the answers of ${endpointType} cannot be streamed; leave it out`);
  if (!textBatch && (options.batchSizeText ?? 1) > 1)
    throw new OptionError(`--batch-size-text ${options.batchSizeText}: ${noBatch(endpointType)}`);
  if (!textBatch && (options.sweepType === 'batch_size' || options.sweep?.batch_size !== undefined))
    throw new OptionError(`batch_size cannot be swept: ${noBatch(endpointType)}`);
  if (!generates && options.outputTokensMean !== undefined)
    throw new OptionError(`--output-tokens-mean: ${endpointType} has no output tokens; leave it out`);
  const measured: readonly string[] =
    generates && isStreaming(options, serviceKind) ? goodputMetrics : ['request_latency'];
  const limited = Object.keys(options.goodput ?? {}).find((name) => !measured.includes(name));
  if (limited !== undefined)
    throw new OptionError(
      `--goodput ${limited}: it is not measured ${generates ? 'without --streaming' : `on ${endpointType}`}`,
    );
}

/** What is told of a gRPC method belongs to dynamic gRPC, which cannot do without. */
function refuseMethodMismatch(options: SweepOptions, endpointType: EndpointTypeName): void {
  const { grpcMethod, grpcProto, inputFile, extraInputs } = options;
  if (endpointType !== 'dynamic_grpc') {
    const given = grpcMethod !== undefined ? '--grpc-method' : grpcProto !== undefined ? '--grpc-proto' : undefined;
    if (given !== undefined)
      throw new OptionError(`${given} belongs to --endpoint-type dynamic_grpc, not ${endpointType}; leave it out`);
    return;
  }
  if (grpcMethod === undefined)
    throw new OptionError('dynamic_grpc calls a method of your own: name it with --grpc-method package.Service/Method');
  if (inputFile === undefined)
    throw new OptionError(
      'dynamic_grpc needs its request messages: name a file with one per line, in JSON, with --input-file',
    );
  if (extraInputs !== undefined)
    throw new OptionError(
      '--extra-inputs: the request messages of dynamic_grpc are the lines of --input-file; leave it out',
    );
}

/** A gRPC call has no path of the user's choosing. */
function refuseHttpOptions({ url, endpoint }: SweepOptions, endpointType: EndpointTypeName): void {
  if (endpoint !== undefined)
    throw new OptionError(`--endpoint: ${endpointType} goes by gRPC, where the method is the path; leave it out`);
  if (url !== undefined && url.path !== '')
    throw new OptionError(`--url: ${endpointType} goes by gRPC, which has no path: write host:port`);
}

function noBatch(endpointType: string): string {
  return `a request of ${endpointType} holds one prompt; use completions or embeddings`;
}

function grpcPath({ grpcMethod }: SweepOptions, serviceKind: ServiceKind): string {
  return serviceKind === 'triton' ? '/inference.GRPCInferenceService/ModelStreamInfer' : `/${grpcMethod}`;
}

/** The path with leading slash; a server path that ends like the endpoint's begins (`/v1`) is not repeated. */
function requestPath(options: SweepOptions, endpointType: EndpointTypeName): string {
  const base = options.url?.path ?? '';
  const path = options.endpoint ?? endpointTypes[endpointType].path ?? '';
  const isRepeated = options.endpoint === undefined && base.endsWith('/v1') && path.startsWith('v1/');
  return `${isRepeated ? base.slice(0, -'/v1'.length) : base}/${path}`;
}
