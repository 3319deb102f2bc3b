import { inputSource } from './inputSource.js';
import type { SweepOptions } from './options.js';
import { type EndpointTypeName, isGrpc, type ServiceKind } from './support.js';

/** A server and what is asked of it. */
export interface GrpcGiven {
  readonly serviceKind: ServiceKind;
  readonly endpointType: EndpointTypeName;
}

/** What options say that gRPC cannot do, or that only gRPC can, as one line; undefined where there is nothing to say. */
export function grpcRuleError(options: SweepOptions, { serviceKind, endpointType }: GrpcGiven): string | undefined {
  const { grpcMethod, grpcProto, url, endpoint, exportLevel } = options;
  if (endpointType === 'dynamic_grpc') {
    const missing = missingOfMethod(options);
    if (missing !== undefined) return missing;
  } else {
    const given = grpcMethod !== undefined ? '--grpc-method' : grpcProto !== undefined ? '--grpc-proto' : undefined;
    if (given !== undefined)
      return `${given} belongs to --endpoint-type dynamic_grpc, not ${endpointType}; leave it out`;
  }
  if (!isGrpc(serviceKind)) return undefined;
  if (endpoint !== undefined)
    return `--endpoint: ${endpointType} goes by gRPC, where the method is the path; leave it out`;
  if (exportLevel === 'raw')
    return `--export-level raw: ${endpointType} goes by gRPC, whose answers are no text; use --export-level text`;
  if (url !== undefined && url.path !== '')
    return `--url: ${endpointType} goes by gRPC, which has no path: write host:port`;
  return undefined;
}

/** What dynamic gRPC cannot do without, or with. */
function missingOfMethod({ grpcMethod, inputFile, fixedSchedule, extraInputs }: SweepOptions): string | undefined {
  if (grpcMethod === undefined)
    return 'dynamic_grpc calls a method of your own: name it with --grpc-method package.Service/Method';
  if (inputFile === undefined || inputSource(inputFile).kind !== 'prompts')
    return 'dynamic_grpc needs its request messages: name a file with one per line, in JSON, with --input-file';
  if (fixedSchedule)
    return '--fixed-schedule: a line of dynamic_grpc is a message and nothing else, so it has no time; leave it out';
  if (extraInputs !== undefined)
    return '--extra-inputs: the request messages of dynamic_grpc are the lines of --input-file; leave it out';
  return undefined;
}
