import type { Scenario } from '../core/sweep/scenario.js';
import type { ProfileJob } from '../engines/profilingEngine.js';
import type { SweepRun } from './sweepRun.js';

/** What differs from scenario to scenario. */
export interface JobOfScenario {
  /** Run config's name. */
  readonly name: string;
  readonly scenario: Scenario;
  /** Absolute. */
  readonly artifactDirectory: string;
  readonly gpuNames: ProfileJob['gpuNames'];
}

/** A scenario of a sweep as an engine takes it. */
export function profileJob({ name, scenario, artifactDirectory, gpuNames }: JobOfScenario, run: SweepRun): ProfileJob {
  return {
    runConfigName: name,
    scenario,
    artifactDirectory,
    profileExportFile: run.profileExportFile,
    exportLevel: run.exportLevel,
    headers: run.headers,
    tls: run.tls,
    tokenizerFile: run.tokenizerFile,
    protoFile: run.protoFile,
    loadThreads: run.loadThreads,
    metricsUrls: run.metricsUrls,
    metricsUrlsGiven: run.metricsUrlsGiven,
    gpuNames,
    inputConfig: run.inputConfig(scenario),
    tool: run.tool,
  };
}
