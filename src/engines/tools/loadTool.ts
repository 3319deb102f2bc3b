import type { Trace } from '../../core/measure/trace.js';
import type { EngineName } from '../../core/sweep/engineNames.js';
import type { Scenario } from '../../core/sweep/scenario.js';
import type { DatasetEntry } from '../../core/workload/datasetEntry.js';
import type { ProfileJob } from '../profilingEngine.js';

/** Name of another program that can make the load. */
export type ToolName = Exclude<EngineName, 'builtin'>;

/** A program that was found and answered. Plain data: it crosses to the engine process. */
export interface UsableTool {
  readonly name: ToolName;
  /** Absolute path of its program. */
  readonly path: string;
  readonly version: string;
  /** `PATH` that it needs: with the folder that it lies in, where its helpers are. */
  readonly searchPath: string;
  /** After this time a scenario's run is ended. */
  readonly timeoutMs: number;
}

/** One scenario's run of a tool, in folders that nobody else uses. */
export interface ToolJob {
  readonly job: ProfileJob;
  /** An empty folder for all that the tool writes. */
  readonly outputFolder: string;
  /** A folder that Hugging Face's libraries load as a tokenizer. */
  readonly tokenizerFolder: string;
  /** Requests that the tool is handed in a file; undefined where it makes its own. */
  readonly handed?: HandedRequests | undefined;
  /** Of the tool's words and lengths: another one for each measurement, unless prompts are to be repeated. */
  readonly seed: number;
}

/** Requests as our own engine would send them, in a file. */
export interface HandedRequests {
  /** JSON Lines in the form that the tool reads. */
  readonly path: string;
  /** In the order of sending; turns of a session without what was said before. */
  readonly entries: readonly DatasetEntry[];
}

/** What to run. */
export interface ToolCommand {
  readonly args: readonly string[];
  /** May hold secrets: they are seen by the user's own processes only. */
  readonly environment: Readonly<Record<string, string>>;
  /** Files to write into the working folder first; no secrets. */
  readonly files: Readonly<Record<string, string>>;
  /** Texts that nothing which is shown or kept may hold, longer ones first. */
  readonly secrets: readonly string[];
}

/** A stretch of an answer as one read of the tool gave it. */
export interface ToolRead {
  /** Milliseconds on the recording's clock. */
  readonly atMs: number;
  readonly bytes: Buffer;
}

/** A request as a tool recorded it. */
export interface ToolRequest {
  /** Body as JSON. */
  readonly payload: string;
  /** The session that it is a turn of; absent for a single request. */
  readonly session?: string | undefined;
  /** When it should have left; NaN where the tool does not tell. */
  readonly scheduledMs: number;
  readonly sentMs: number;
  readonly reads: readonly ToolRead[];
  readonly endMs: number;
  /** Given up because the window was over: no answer, and no error. */
  readonly isCutOff?: boolean | undefined;
  /** Why it failed; absent when the answer itself decides. */
  readonly failure?: { readonly kind: string; readonly message: string } | undefined;
}

/** All that a tool recorded of a scenario; warm-up is not in it. */
export interface ToolRecording {
  readonly timeOriginMs: Trace['timeOriginMs'];
  readonly requests: readonly ToolRequest[];
}

/** How a tool is driven, and how what it leaves is read. */
export interface LoadTool {
  /** Requests as lines of a file that the tool reads. */
  lines(entries: readonly DatasetEntry[], scenario: Scenario): Iterable<object>;
  /** What runs one scenario. */
  command(run: ToolJob): ToolCommand;
  /**
   * Reads what a run left in its output folder.
   * @throws {ToolOutputError} when it left nothing that can be read
   */
  read(run: ToolJob): Promise<ToolRecording>;
  /** The tool's own summary below the output folder, kept beside our files; undefined when it left none. */
  ownResults(run: ToolJob): Promise<string | undefined>;
}

/** A tool left nothing, or something else than it should; the message is half a sentence. */
export class ToolOutputError extends Error {
  override readonly name = 'ToolOutputError';
}
