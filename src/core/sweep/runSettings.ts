import type { EngineName } from './engineNames.js';
import { type InputSource, inputSource } from './inputSource.js';
import { optionDefaults } from './optionDefaults.js';
import type { SweepOptions } from './options.js';

/** What the options say of a run beside its scenarios, defaults filled in. Paths are as given. */
export interface RunSettings {
  readonly engine: EngineName;
  /** The engine's program, where it is not on PATH. */
  readonly enginePath?: string | undefined;
  /** How long another program may take for a scenario. */
  readonly engineTimeoutMs: number;
  /** Folder of the per-scenario folders. */
  readonly artifactDir: string;
  /** Folder of checkpoint.json and the summary CSV. */
  readonly checkpointDir: string;
  readonly profileExportFile: string;
  readonly exportLevel: 'timestamps' | 'text' | 'raw';
  /** Start anew. */
  readonly fresh: boolean;
  /** Metrics pages of DCGM exporters and servers; empty for none. */
  readonly metricsUrls: readonly string[];
  /** False for the default address: then nobody asked, and an exporter that is not there is no news. */
  readonly metricsUrlsGiven: boolean;
  readonly tokenizerFile?: string | undefined;
  /** Threads that share the load; absent for as many as it takes. */
  readonly loadThreads?: number | undefined;
  /** Undefined where prompts are made. */
  readonly inputFile?: InputSource | undefined;
  /** .proto file of dynamic gRPC. */
  readonly protoFile?: string | undefined;
  readonly templateFile?: string | undefined;
  /** PEM file. */
  readonly caFile?: string | undefined;
  /** Accept any certificate. */
  readonly insecure: boolean;
  readonly verbose: boolean;
}

/** The settings of a run. */
export function runSettings(options: SweepOptions): RunSettings {
  return {
    engine: options.engine ?? optionDefaults.engine,
    enginePath: options.enginePath,
    engineTimeoutMs: (options.engineTimeout ?? optionDefaults.engineTimeout) * 1000,
    artifactDir: options.artifactDir ?? optionDefaults.artifactDir,
    checkpointDir: options.checkpointDir ?? optionDefaults.checkpointDir,
    profileExportFile: options.profileExportFile ?? optionDefaults.profileExportFile,
    exportLevel: options.exportLevel ?? optionDefaults.exportLevel,
    fresh: options.fresh ?? false,
    metricsUrls: options.serverMetricsUrl ?? optionDefaults.serverMetricsUrl,
    metricsUrlsGiven: options.serverMetricsUrl !== undefined,
    tokenizerFile: options.tokenizer,
    loadThreads: options.loadThreads,
    inputFile: options.inputFile === undefined ? undefined : inputSource(options.inputFile),
    protoFile: options.grpcProto,
    templateFile: options.templateFile,
    caFile: options.caFile,
    insecure: options.insecure ?? false,
    verbose: options.verbose ?? false,
  };
}
