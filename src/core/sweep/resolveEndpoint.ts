import { answerPlaces } from './answerPlaces.js';
import { endpointRuleError } from './endpointRules.js';
import { grpcRuleError } from './grpcRules.js';
import { optionDefaults } from './optionDefaults.js';
import { OptionError } from './optionError.js';
import type { SweepOptions } from './options.js';
import type { PlanContext } from './plan.js';
import { rankingsApi, rankingsPaths } from './rankingsApi.js';
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

/** Where Triton listens for gRPC. */
const defaultGrpcUrl = 'localhost:8001';

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
  return url ?? parseServerUrl(isGrpc(serviceKind) ? defaultGrpcUrl : optionDefaults.url);
}

/**
 * Where and how requests go.
 * @param found service kind that a look at the server found; only used where the options name none
 * @param looked what was looked up: the method of dynamic gRPC, the body of `--template-file`
 * @throws {OptionError} for a combination that cannot be, or that no engine serves
 */
export function resolveEndpoint(
  options: SweepOptions,
  found?: ServiceKind,
  { method, template }: Pick<PlanContext, 'method' | 'template'> = {},
): Endpoint {
  const { serviceKind, endpointType } = checkEndpoint(options, namedServiceKind(options) ?? found ?? 'openai');
  if (options.streaming && method?.streams === false)
    throw new OptionError(`--streaming: ${options.grpcMethod} answers by one message; leave it out`);
  const isRankings = endpointType === 'rankings';
  return {
    url: serverUrl(options, serviceKind).origin,
    path: isGrpc(serviceKind) ? grpcPath(options, serviceKind) : requestPath(options, endpointType),
    serviceKind,
    endpointType,
    ...(isRankings && { rankingsApi: rankingsApi(options.extraInputs) }),
    ...(endpointType === 'template' && { template: { body: template, answer: answerPlaces(options) } }),
    ...(serviceKind === 'triton' && { backend: options.backend ?? optionDefaults.backend }),
    models: [...new Set(options.model)],
    modelSelection: options.modelSelectionStrategy ?? optionDefaults.modelSelectionStrategy,
    streaming: method?.streams ?? isStreaming(options, serviceKind),
    ...(method !== undefined && { methodSha256: method.sha256 }),
    ...(options.outputTokensField !== undefined && { outputTokensField: options.outputTokensField }),
    extraInputs: isRankings ? withoutApi(options.extraInputs) : (options.extraInputs ?? {}),
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
  const streaming = isStreaming(options, serviceKind);
  const meaningless =
    endpointRuleError({ ...options, streaming }, endpointType) ?? grpcRuleError(options, { serviceKind, endpointType });
  if (meaningless !== undefined) throw new OptionError(meaningless);
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
      'service kind tensorrtllm_engine has no server: the model runs inside perf_analyzer, which no engine here drives; measure it with "genai-perf analyze --endpoint-type tensorrtllm_engine --enable-checkpointing …", and rank its checkpoint.json here',
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

/** The extra inputs that are sent: which API it is decides over the body and is no part of it. */
function withoutApi({ rankings: _, ...sent }: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return sent;
}

function grpcPath({ grpcMethod }: SweepOptions, serviceKind: ServiceKind): string {
  return serviceKind === 'triton' ? '/inference.GRPCInferenceService/ModelStreamInfer' : `/${grpcMethod}`;
}

/** The path with leading slash; a server path that ends like the endpoint's begins (`/v1`) is not repeated. */
function requestPath(options: SweepOptions, endpointType: EndpointTypeName): string {
  const base = options.url?.path ?? '';
  const path = options.endpoint ?? usualPath(options, endpointType);
  const isRepeated = options.endpoint === undefined && base.endsWith('/v1') && path.startsWith('v1/');
  const model = encodeURIComponent(options.model?.[0] ?? '');
  // genai-perf's files write the server's root as a dot.
  const below = path === '.' ? '' : path.replaceAll('{model}', model);
  return `${isRepeated ? base.slice(0, -'/v1'.length) : base}/${below}`;
}

function usualPath(options: SweepOptions, endpointType: EndpointTypeName): string {
  if (endpointType === 'rankings') return rankingsPaths[rankingsApi(options.extraInputs)];
  const { path = '', streamPath = path } = endpointTypes[endpointType];
  return options.streaming ? streamPath : path;
}
