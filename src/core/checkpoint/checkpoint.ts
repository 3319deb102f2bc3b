import type { JsonObject } from '../results/json.js';
import { Results } from '../results/results.js';
import type { FailedScenario } from '../results/runConfigDetails.js';
import { UnexpectedValueError, unexpectedValueIn } from './checkpointError.js';
import { fileSchema, schemaVersion } from './checkpointSchema.js';
import { camelKeys, snakeKeys } from './fileKeys.js';
import { without } from './leftover.js';
import { mainModelSet, mixedModelsNotice, modelSetOf } from './modelSets.js';
import { parseJson } from './parseJson.js';
import { checked, hasBareGpuKeys } from './readRunConfig.js';
import { nextRunConfigId, readRunConfigs } from './readRunConfigs.js';
import { runConfigJson } from './writeRunConfig.js';

const known = {
  file: new Set(['Results', 'genai_sweep']),
  results: new Set(['run_configs']),
  ours: new Set(['schema_version', 'tool', 'gpus', 'failed', 'other_run_configs']),
};

/** What a file holds beside what we know, at its three upper levels. */
interface Leftovers {
  readonly file?: JsonObject | undefined;
  readonly results?: JsonObject | undefined;
  readonly ours?: JsonObject | undefined;
}

/** A checkpoint without its run configs, as plain data: with these one by one it can be sent from thread to thread. */
export interface CheckpointFrame {
  readonly failedScenarios: readonly FailedScenario[];
  readonly gpuNames: Readonly<Record<string, string>>;
  readonly tool: string | undefined;
  readonly readNotices: readonly string[];
  readonly hasBareGpuKeys: boolean;
  readonly leftovers: Leftovers;
}

/**
 * The content of a checkpoint.json. genai-perf's files open, and genai-perf's own classes open what is written here:
 * they refuse unknown tags and mixed model sets, and ignore further keys, so all that is ours lies under `genai_sweep`.
 */
export class Checkpoint {
  readonly results: Results;
  /** Scenarios that could not be measured, oldest first. */
  failedScenarios: readonly FailedScenario[] = [];
  /** `host/uuid` of a GPU → its name here, `gpu0`: the same for the checkpoint's life. */
  gpuNames: Readonly<Record<string, string>> = {};
  /** Who wrote it last: `genai-sweep 0.1.0`. */
  tool: string | undefined;
  #readNotices: readonly string[] = [];
  #hasBareGpuKeys = false;
  #leftovers: Leftovers = {};

  private constructor(results: Results) {
    this.results = results;
  }

  /** A checkpoint without run configs. */
  static empty(): Checkpoint {
    return new Checkpoint(new Results());
  }

  /** The checkpoint that a frame was taken from, before its run configs are added. */
  static framed(frame: CheckpointFrame): Checkpoint {
    const checkpoint = Checkpoint.empty();
    checkpoint.failedScenarios = frame.failedScenarios;
    checkpoint.gpuNames = frame.gpuNames;
    checkpoint.tool = frame.tool;
    checkpoint.#readNotices = frame.readNotices;
    checkpoint.#hasBareGpuKeys = frame.hasBareGpuKeys;
    checkpoint.#leftovers = frame.leftovers;
    return checkpoint;
  }

  /**
   * Reads the text of a checkpoint.json, genai-perf's or ours.
   * @throws {CheckpointError} with line, column and reason
   */
  static parse(text: string): Checkpoint {
    const json = text.replace(/^\uFEFF/, '');
    const root = parseJson(json);
    try {
      return Checkpoint.#fromJson(root);
    } catch (error) {
      if (error instanceof UnexpectedValueError) throw unexpectedValueIn(json, error);
      throw error;
    }
  }

  static #fromJson(root: unknown): Checkpoint {
    const file = checked(fileSchema, root, []);
    const { genai_sweep: ours } = file;
    const notices: string[] = [];
    const checkpoint = new Checkpoint(Results.from(readRunConfigs(file, notices)));
    checkpoint.#readNotices = notices;
    checkpoint.#hasBareGpuKeys = file.Results.run_configs.some(hasBareGpuKeys);
    checkpoint.#leftovers = {
      file: without(file as JsonObject, known.file),
      results: without(file.Results as JsonObject, known.results),
      ours: ours && without(ours as JsonObject, known.ours),
    };
    checkpoint.failedScenarios = camelKeys(ours?.failed ?? []);
    checkpoint.gpuNames = ours?.gpus ?? {};
    checkpoint.tool = ours?.tool;
    return checkpoint;
  }

  /** All but the run configs. */
  get frame(): CheckpointFrame {
    return {
      failedScenarios: this.failedScenarios,
      gpuNames: this.gpuNames,
      tool: this.tool,
      readNotices: this.#readNotices,
      hasBareGpuKeys: this.#hasBareGpuKeys,
      leftovers: this.#leftovers,
    };
  }

  /** What a reader of this checkpoint should know, one sentence each. */
  get notices(): readonly string[] {
    return [...this.#readNotices, ...mixedModelsNotice(this.results)];
  }

  /** The number that the next `<model>_run_config_<number>` gets: one more than the highest. */
  get nextRunConfigId(): number {
    return nextRunConfigId(this.results.inInsertionOrder.map(({ name }) => name));
  }

  /** Notes a failure, in place of an earlier one of the same scenario. */
  recordFailure(failed: FailedScenario): void {
    this.forgetFailure(failed.identity);
    this.failedScenarios = [...this.failedScenarios, failed];
  }

  /** Drops the failure of a scenario, which has been measured since. */
  forgetFailure(identity: string): void {
    this.failedScenarios = this.failedScenarios.filter((failed) => failed.identity !== identity);
  }

  /** The file's text, the same for the same content; a line per run config, ends with a line feed. */
  toText(): string {
    const main = mainModelSet(this.results);
    const lines: string[] = [];
    const others: JsonObject[] = [];
    let position = 0;
    for (const entry of this.results.entries) {
      const json = runConfigJson(entry, this.#hasBareGpuKeys);
      if (modelSetOf(Object.keys(entry.measurement.perfMetrics)) === main) lines.push(JSON.stringify(json));
      else others.push({ position, run_config: json });
      position++;
    }
    const { file, results } = this.#leftovers;
    const runConfigs = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n]`;
    const ours = JSON.stringify(this.#ours(others));
    return `{"Results":{"run_configs":${runConfigs}${furtherFields(results)}},\n"genai_sweep":${ours}${furtherFields(file)}}\n`;
  }

  #ours(others: readonly JsonObject[]): JsonObject {
    return {
      schema_version: schemaVersion,
      tool: this.tool,
      gpus: this.gpuNames,
      failed: this.failedScenarios.map(snakeKeys),
      other_run_configs: others.length === 0 ? undefined : others,
      ...this.#leftovers.ours,
    };
  }
}

/** Further fields of an object whose text is under way, a line each. */
function furtherFields(fields: JsonObject | undefined): string {
  return Object.entries(fields ?? {})
    .map(([key, value]) => `,\n${JSON.stringify(key)}:${JSON.stringify(value)}`)
    .join('');
}
