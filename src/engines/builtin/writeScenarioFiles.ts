import type { Span } from '../../core/measure/measuredSpan.js';
import type { ServerSample } from '../../core/measure/serverSamples.js';
import type { Trace } from '../../core/measure/trace.js';
import type { Quality } from '../../core/metrics/quality.js';
import { inputsText } from '../../core/report/inputs.js';
import { profileExportText } from '../../core/report/profileExport.js';
import type { RawAnswer } from '../../core/report/rawAnswer.js';
import { scenarioCsv } from '../../core/report/scenarioCsv.js';
import { scenarioJson } from '../../core/report/scenarioJson.js';
import { serverSeriesCsv } from '../../core/report/serverSeries.js';
import type { Measurement } from '../../core/results/measurement.js';
import { answerFormatOf, generatesText } from '../../core/sweep/endpointRules.js';
import { isGrpc } from '../../core/sweep/support.js';
import type { DatasetEntry, SessionTurn } from '../../core/workload/datasetEntry.js';
import { writeArtifacts } from '../../storage/artifacts.js';
import type { ProfileJob } from '../profilingEngine.js';

/** What is known of a scenario's requests. */
interface ScenarioRequests {
  readonly job: ProfileJob;
  readonly trace: Trace;
  readonly entries: readonly DatasetEntry[];
  /** The entries' bodies as JSON: as sent, or for Triton as perf_analyzer writes a request's tensors. */
  readonly bodies: readonly Uint8Array[];
  /** What came of the response to each request; absent where that was not kept. */
  readonly raw?: ((request: number) => RawAnswer | undefined) | undefined;
}

/** What a scenario's files are made of. */
export interface ScenarioFiles extends ScenarioRequests {
  readonly measurement: Measurement;
  readonly quality: Quality;
  /** In the order of time; empty without. */
  readonly serverSamples: readonly ServerSample[];
  /** Milliseconds since the Unix epoch. */
  readonly load: Span;
}

/**
 * Writes the four files of a scenario, named as genai-perf names them, and what servers told of themselves meanwhile.
 * @throws {FileError} with the files of an earlier run still in place
 */
export async function writeScenarioFiles(files: ScenarioFiles) {
  const { job, entries, measurement, quality, serverSamples } = files;
  const { runConfigName, scenario, inputConfig, tool, profileExportFile } = job;
  const report = { runConfigName, scenario, measurement, quality, inputConfig, tool };
  const stem = stemOf(job);
  await writeArtifacts(job.artifactDirectory, {
    'inputs.json': inputsText(entries, scenario.endpoint.serviceKind),
    [profileExportFile]: exportOf(files),
    [`${stem}_genai_perf.json`]: scenarioJson(report),
    [`${stem}_genai_perf.csv`]: scenarioCsv(report),
    'server_metrics.csv': serverSamples.length > 0 ? serverSeriesCsv(serverSamples, files.load.startMs) : undefined,
    [failedExportFile(job)]: undefined,
  });
}

/** The export's name where no request completed: what an earlier run of the scenario measured stays beside it. */
export const failedExportFile = (job: ProfileJob) => `${stemOf(job)}_failed.json`;

/**
 * Writes what came of a scenario's requests of which none completed.
 * @throws {FileError}
 */
export async function writeFailedExport(requests: ScenarioRequests) {
  await writeArtifacts(requests.job.artifactDirectory, { [failedExportFile(requests.job)]: exportOf(requests) });
}

const stemOf = ({ profileExportFile }: ProfileJob) => profileExportFile.replace(/\.json$/, '');

function exportOf({ job, trace, entries, bodies, raw }: ScenarioRequests) {
  const { endpoint, load } = job.scenario;
  return profileExportText(job.exportLevel === 'timestamps' ? { ...trace, literals: undefined } : trace, {
    format: isGrpc(endpoint.serviceKind) ? 'kserve' : answerFormatOf(endpoint),
    generates: generatesText(endpoint),
    streaming: endpoint.streaming,
    load,
    serviceKind: endpoint.serviceKind,
    endpointPath: isGrpc(endpoint.serviceKind) ? '' : endpoint.path,
    bodies,
    sessions: sessionsOf(entries),
    raw,
    version: job.tool,
  });
}

function sessionsOf(entries: readonly DatasetEntry[]): SessionTurn[] | undefined {
  const sessions = entries.flatMap(({ session }) => session ?? []);
  return sessions.length === entries.length ? sessions : undefined;
}
