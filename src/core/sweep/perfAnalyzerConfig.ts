import { expectedRequests, isSchedule } from './requestRules.js';
import { hasSessions, type Scenario } from './scenario.js';
import { isGrpc } from './support.js';

/** A scenario as `perf_analyzer_config` of a run config: what genai-perf's own classes read. */
export interface PerfAnalyzerConfig {
  readonly _model_name: string;
  /** The load. */
  readonly _parameters: Readonly<Record<string, number>>;
  /** The command that perf_analyzer would have been given. */
  readonly _cli_args: readonly string[];
}

/** Where a scenario's files are, as the command line names them. */
export interface ScenarioPaths {
  /** `artifacts/gpt2-openai-chat-concurrency8`. */
  readonly artifactDirectory: string;
  /** `profile_export.json`. */
  readonly profileExportFile: string;
}

/** The scenario as a perf_analyzer command; headers are left out, because they may be secrets. */
export function perfAnalyzerConfig(scenario: Scenario, paths: ScenarioPaths): PerfAnalyzerConfig {
  const { endpoint } = scenario;
  const model = endpoint.models[0] ?? '';
  return {
    _model_name: model,
    _parameters: loadParameters(scenario),
    _cli_args: [
      ...['perf_analyzer', '-m', model, '--async'],
      ...(scenario.warmupRequests > 0 ? ['--warmup-request-count', `${scenario.warmupRequests}`] : []),
      ...['--stability-percentage', '999', ...stopArguments(scenario)],
      ...protocolArguments(endpoint),
      ...['-u', endpoint.url.replace(/^http:\/\//, ''), ...loadArguments(scenario)],
      ...['--service-kind', endpoint.serviceKind],
      ...(isGrpc(endpoint.serviceKind) ? [] : ['--endpoint', endpoint.path.slice(1)]),
      ...distributionArguments(scenario),
      ...['--input-data', `${paths.artifactDirectory}/inputs.json`],
      ...['--profile-export-file', `${paths.artifactDirectory}/${paths.profileExportFile}`],
    ],
  };
}

/** Triton's answers always come over its stream; for TensorRT-LLM perf_analyzer has to be told the shapes. */
function protocolArguments({ serviceKind, backend, path }: Scenario['endpoint']): string[] {
  if (!isGrpc(serviceKind)) return ['-i', 'http'];
  if (serviceKind === 'dynamic_grpc') return ['--grpc-method', path.slice(1)];
  const shapes = backend === 'tensorrtllm' ? ['--shape', 'max_tokens:1', '--shape', 'text_input:1'] : [];
  return ['-i', 'grpc', '--streaming', ...shapes];
}

function stopArguments({ stop, load }: Scenario): string[] {
  return stop.kind === 'interval'
    ? ['--measurement-interval', `${stop.milliseconds}`]
    : ['--request-count', `${expectedRequests(stop, load)}`];
}

/** The load by genai-perf's name of it. */
function loadParameters({ load, workload }: Scenario): Record<string, number> {
  if (load.kind === 'request_rate') return { request_rate: load.requestsPerSecond };
  return { [hasSessions(workload) ? 'session_concurrency' : 'concurrency']: load.concurrency };
}

function loadArguments({ load, workload }: Scenario): string[] {
  if (isSchedule(load)) return ['--fixed-schedule'];
  if (load.kind === 'request_rate') return ['--request-rate-range', `${load.requestsPerSecond}`];
  return [hasSessions(workload) ? '--session-concurrency' : '--concurrency-range', `${load.concurrency}`];
}

function distributionArguments({ load }: Scenario): string[] {
  return load.kind === 'request_rate' && load.distribution === 'poisson' ? ['--request-distribution', 'poisson'] : [];
}
