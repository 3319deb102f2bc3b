import { relative, sep } from 'node:path';
import type { JsonObject } from '../core/results/json.js';
import type { RunConfigEntry } from '../core/results/runConfigEntry.js';
import { genaiPerfConfig } from '../core/sweep/genaiPerfConfig.js';
import { perfAnalyzerConfig } from '../core/sweep/perfAnalyzerConfig.js';
import type { PlannedScenario } from '../core/sweep/plan.js';
import type { ProfileResult } from '../engines/profilingEngine.js';
import type { SweepRun } from './sweepRun.js';

/** A scenario that was measured just now. */
export interface MeasuredScenario {
  readonly name: string;
  readonly identity: string;
  readonly planned: PlannedScenario;
  /** Absolute. */
  readonly artifactDirectory: string;
  readonly result: ProfileResult;
}

/** The measurement as it goes into the checkpoint. */
export function runConfigEntryFrom(measured: MeasuredScenario, run: SweepRun): RunConfigEntry {
  const { scenario } = measured.planned;
  const { endpoint, load, workload } = scenario;
  const artifactDirectory = shownPath(measured.artifactDirectory, run.checkpointDirectory);
  const perfAnalyzer = perfAnalyzerConfig(scenario, {
    artifactDirectory,
    profileExportFile: run.profileExportFile,
  });
  return {
    name: measured.name,
    genaiPerfParameters: genaiPerfConfig(scenario)._parameters as JsonObject,
    perfAnalyzer: {
      modelName: perfAnalyzer._model_name,
      parameters: perfAnalyzer._parameters,
      cliArgs: perfAnalyzer._cli_args,
    },
    measurement: measured.result.measurement,
    details: {
      identity: measured.identity,
      swept: measured.planned.named,
      load,
      serviceKind: endpoint.serviceKind,
      endpointType: endpoint.endpointType,
      backend: endpoint.backend,
      url: endpoint.url,
      datasetEntries: workload.datasetEntries,
      artifactDirectory,
      quality: measured.result.quality,
      engine: run.engine.name,
      engineVersion: run.engine.version,
      server: run.server.fingerprint,
      label: scenario.label,
      simulated: run.server.simulated || undefined,
    },
  };
}

/** Relative where it lies below the checkpoint, so that a folder can be moved as a whole. */
function shownPath(path: string, checkpointDirectory: string): string {
  const short = relative(checkpointDirectory, path);
  return short.startsWith('..') ? path : short.split(sep).join('/');
}
